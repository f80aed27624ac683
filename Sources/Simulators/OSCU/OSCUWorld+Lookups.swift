extension OSCUWorld {
    /// Every call that only reads (sections 2.4 to 2.8, 2.11, 2.15, 2.16).
    func lookUp(_ call: OSCUCall) throws(OSCURefusal) -> OSCUVerdict {
        switch call.endpoint {
        case .selectCodeList: return .list("clsList", CodeLists.all(settings))
        case .selectItemClsList: return .list("itemClsList", ItemClasses.rows(settings))
        case .selectBhfList: return .list("bhfList", branchList(call.branch))
        case .selectCustomer: return try customer(call)
        case .selectNoticeList: return .list("noticeList", notices(call.branch))
        case .selectItemList: return .list("itemList", try items(call))
        case .selectInvoiceDetails: return try invoice(call)
        case .selectTrnsSalesList: return .list("salesList", try invoices(call))
        case .selectCustomerList: return .list("custList", try customers(call))
        case .selectTaxPayerInfo: return .done(["info": TaxpayerDirectory.branch(call.branch)])
        default: return .nothingFound
        }
    }

    private func branchList(_ branch: BranchKey) -> [ExactJSON] {
        let known = branches.keys.filter { $0.tin == branch.tin }.sorted()
        return known.map { key in
            [
                "tin": .string(key.tin), "bhfId": .string(key.bhfId),
                "bhfNm": .string(TaxpayerDirectory.branchName(key.bhfId)), "bhfSttsCd": "01",
                "prvncNm": "NAIROBI CITY", "dstrtNm": "STAREHE", "sctrNm": "CENTRAL", "locDesc": "Biashara Street",
                "mgrNm": "BRANCH MANAGER", "mgrTelNo": "0700000001", "mgrEmail": "duka@example.com",
                "hqYn": key.bhfId == "00" ? "Y" : "N",
            ]
        }
    }

    private func customer(_ call: OSCUCall) throws(OSCURefusal) -> OSCUVerdict {
        try FieldTable("custmTin PIN R").check(call.body, strict: settings.strict)
        let row = call.body.text("custmTin").flatMap(TaxpayerDirectory.customer)
        return .list("custList", row.map { [$0] } ?? [])
    }

    private func notices(_ branch: BranchKey) -> [ExactJSON] {
        [
            [
                "noticeNo": 1, "title": "Simulated authority", "cont": "This is not KRA.",
                "dtlUrl": "http://127.0.0.1/", "regrNm": "Simulator", "regDt": "20260101000000",
            ]
        ]
    }

    private func items(_ call: OSCUCall) throws(OSCURefusal) -> [ExactJSON] {
        let after = try call.changedAfter
        let names = [
            "itemCd", "itemClsCd", "itemTyCd", "itemNm", "itemStdNm", "orgnNatCd", "pkgUnitCd", "qtyUnitCd",
            "taxTyCd", "btchNo", "bcd",
        ]
        let more = [
            "dftPrc", "grpPrcL1", "grpPrcL2", "grpPrcL3", "grpPrcL4", "grpPrcL5", "addInfo", "sftyQty",
            "isrcAplcbYn",
        ]
        return register(call.branch.tin).items.filter { $0.changedAt >= after }.map { item in
            func copies(_ names: [String]) -> [ExactJSON.Member] {
                names.map { .init(name: $0, value: item.body.copy($0)) }
            }
            return .object(
                [.init(name: "tin", value: .string(call.branch.tin))] + copies(names)
                    + [.init(name: "regBhfId", value: .string(item.bhfId))] + copies(more)
                    + [.init(name: "rraModYn", value: "N")] + copies(["useYn"]))
        }
    }

    private func invoice(_ call: OSCUCall) throws(OSCURefusal) -> OSCUVerdict {
        try FieldTable("invcNo N38 R").check(call.body, strict: settings.strict)
        guard let number = call.body.integer("invcNo"), let invoice = book(call.branch).invoice(number) else {
            return .nothingFound
        }
        return .list("salesList", [InvoiceRecord.row(invoice)])
    }

    private func invoices(_ call: OSCUCall) throws(OSCURefusal) -> [ExactJSON] {
        let after = try call.changedAfter
        return book(call.branch).invoices.filter { $0.signedAt >= after }.map(InvoiceRecord.row)
    }

    private func customers(_ call: OSCUCall) throws(OSCURefusal) -> [ExactJSON] {
        let after = try call.changedAfter
        let names = ["custNo", "custTin", "custNm", "adrs", "telNo", "email", "faxNo", "useYn", "remark"]
        return book(call.branch).customers.filter { $0.at >= after }.map { customer in
            .object(names.map { .init(name: $0, value: customer.body.copy($0)) })
        }
    }
}
