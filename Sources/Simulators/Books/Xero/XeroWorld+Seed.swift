/// Organisations as they are found: Kenyan, the Global edition, and unless bare with tax rates, items and a customer.
extension XeroWorld {
    /// Founds an organisation; its tenant id is drawn from the seed.
    mutating func seed(name: String?, isBare: Bool, at now: BooksTime) {
        let number = books.count
        var book = XeroBook(tenant: dice.identifier())
        let called = ExactJSON.string(name ?? (number == 0 ? "Duka Moja Ltd" : "Duka \(number + 1) Ltd"))
        book.put(
            .organisation,
            [
                "OrganisationID": .string(dice.identifier()), "Name": called, "LegalName": called,
                "BaseCurrency": "KES", "CountryCode": "KE", "Version": "GLOBAL", "OrganisationType": "COMPANY",
                "PaysTax": true, "TaxNumber": "P051234567X", "SalesTaxBasis": "ACCRUALS",
                "SalesTaxPeriod": "MONTHLY", "DefaultSalesTax": "Tax Inclusive", "Timezone": "EAFRICASTANDARDTIME",
                "ShortCode": .string("!d" + dice.text(4, of: "ABCDEFGHJKLMNPQRSTUVWXYZ23456789")),
                "Class": "STANDARD", "IsDemoCompany": false, "FinancialYearEndDay": 31, "FinancialYearEndMonth": 12,
            ], at: now)
        rates(&book, isBare: isBare, at: now)
        accounts(&book, at: now)
        if !isBare {
            categories(&book, at: now)
            book.put(
                .contacts,
                [
                    "ContactID": .string(dice.identifier()), "ContactStatus": "ACTIVE", "Name": "Walk-in customer",
                    "ContactNumber": "WALK-IN",
                ], at: now)
            for (index, letter) in ["A", "B", "C", "D", "E"].enumerated() {
                let tax = "TAX" + CivilDate.padded(index + 1, 3)
                book.put(
                    .items,
                    [
                        "ItemID": .string(dice.identifier()), "Code": .string("TILL-" + letter),
                        "Name": .string("Till sales " + letter), "Description": .string("Till sales " + letter),
                        "IsSold": true, "IsPurchased": false, "IsTrackedAsInventory": false,
                        "SalesDetails": ["UnitPrice": 0, "AccountCode": "4010", "TaxType": .string(tax)],
                    ], at: now)
            }
        }
        books.append(book)
    }

    private mutating func categories(_ book: inout XeroBook, at now: BooksTime) {
        let options = ["Nairobi", "Mombasa"].map { name -> ExactJSON in
            ["TrackingOptionID": .string(dice.identifier()), "Name": .string(name), "Status": "ACTIVE"]
        }
        book.put(
            .trackingCategories,
            [
                "TrackingCategoryID": .string(dice.identifier()), "Name": "Branch", "Status": "ACTIVE",
                "Options": .array(options),
            ], at: now)
    }

    private func rates(_ book: inout XeroBook, isBare: Bool, at now: BooksTime) {
        var rates: [(name: String, type: String, rate: Int)] = [
            ("Tax on Sales", "OUTPUT", 0), ("Tax on Purchases", "INPUT", 0), ("Tax Exempt", "NONE", 0),
            ("Sales Tax on Imports", "GSTONIMPORTS", 0),
        ]
        if !isBare {
            rates += [
                ("Exempt (A)", "TAX001", 0), ("VAT 16% (B)", "TAX002", 16), ("Zero rated (C)", "TAX003", 0),
                ("Non-VAT (D)", "TAX004", 0), ("VAT 8% (E)", "TAX005", 8),
            ]
        }
        for (name, type, rate) in rates {
            let percent = ExactJSON.number(ExactDecimal(rate))
            book.put(
                .taxRates,
                [
                    "Name": .string(name), "TaxType": .string(type), "Status": "ACTIVE", "CanApplyToAssets": true,
                    "CanApplyToEquity": true, "CanApplyToExpenses": true, "CanApplyToLiabilities": true,
                    "CanApplyToRevenue": true, "DisplayTaxRate": percent, "EffectiveRate": percent,
                    "TaxComponents": [
                        ["Name": "VAT", "Rate": percent, "IsCompound": false, "IsNonRecoverable": false]
                    ],
                ], at: now)
        }
    }

    private mutating func accounts(_ book: inout XeroBook, at now: BooksTime) {
        let accounts: [(code: String?, name: String, type: String, kind: String, system: String?, takes: Bool)] = [
            ("4010", "Shop sales", "REVENUE", "REVENUE", nil, false),
            ("4090", "Cash rounding", "OTHERINCOME", "REVENUE", nil, false),
            ("1010", "Till clearing", "BANK", "ASSET", nil, false),
            (nil, "Equity Bank KES", "BANK", "ASSET", nil, false),
            ("1030", "M-Pesa clearing", "CURRENT", "ASSET", nil, true),
            ("1040", "Card clearing", "CURRENT", "ASSET", nil, true),
            ("1100", "Accounts Receivable", "CURRENT", "ASSET", "DEBTORS", false),
            ("2100", "Accounts Payable", "CURRLIAB", "LIABILITY", "CREDITORS", false),
            ("2200", "VAT", "CURRLIAB", "LIABILITY", "GST", false),
            ("8600", "Rounding", "CURRLIAB", "LIABILITY", "ROUNDING", false),
            ("5010", "Cost of sales", "DIRECTCOSTS", "EXPENSE", nil, false),
        ]
        for account in accounts {
            var object: ExactJSON = ["AccountID": .string(dice.identifier())]
            object.set("Code", account.code.map { .string($0) })
            object.set("Name", .string(account.name))
            object.set("Type", .string(account.type))
            object.set("Class", .string(account.kind))
            object.set("Status", "ACTIVE")
            object.set("TaxType", account.kind == "REVENUE" ? "OUTPUT" : "NONE")
            object.set("EnablePaymentsToAccount", .bool(account.takes))
            object.set("SystemAccount", account.system.map { .string($0) })
            if account.type == "BANK" { object.set("CurrencyCode", "KES") }
            book.put(.accounts, object, at: now)
        }
    }
}
