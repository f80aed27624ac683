/// A document as the lookups return it: not all that was sent, and some of it overwritten.
///
/// Source: kra-oscu.md, sections 2.15 and 8.5: `trdInvcNo` and `salesTyCd` are gone, `modrId` and `modrNm` are null,
/// `rcptPbctDt` is the time of signing, dates carry dashes.
enum InvoiceRecord {
    /// One row of `salesList`.
    static func row(_ invoice: OSCUInvoice) -> ExactJSON {
        let body = invoice.body
        return .object(
            [.init(name: "invcNo", value: .number(ExactDecimal(invoice.number)))]
                + copies(body, ["orgInvcNo", "custTin", "custNm", "rcptTyCd", "pmtTyCd", "salesSttsCd"])
                + dates(body, ["cfmDt"]) + copies(body, ["salesDt"])
                + dates(body, ["stockRlsDt", "cnclReqDt", "cnclDt", "rfdDt"])
                + copies(body, ["rfdRsnCd", "totItemCnt"])
                + copies(body, ["taxblAmt", "taxRt", "taxAmt"].flatMap { name in "ABCDE".map { "\(name)\($0)" } })
                + copies(body, ["totTaxblAmt", "totTaxAmt", "totAmt", "prchrAcptcYn", "remark", "regrId", "regrNm"])
                + [
                    .init(name: "modrId", value: .null), .init(name: "modrNm", value: .null),
                    .init(name: "receipt", value: receipt(invoice)),
                    .init(name: "itemList", value: .array(lines(body))),
                ])
    }

    private static func receipt(_ invoice: OSCUInvoice) -> ExactJSON {
        let sent = invoice.body.copy("receipt")
        let signedAt = ExactJSON.string(invoice.signedAt.dashed + ".0")
        let number = ExactJSON.string(String(invoice.number))
        return .object(
            copies(sent, ["custTin", "custMblNo"]) + [.init(name: "rcptPbctDt", value: signedAt)]
                + copies(sent, ["rptNo", "trdeNm", "adrs", "topMsg", "btmMsg", "prchrAcptcYn"])
                + [
                    .init(name: "intrlData", value: .string(invoice.internalData)),
                    .init(name: "rcptSign", value: .string(invoice.signature)),
                    .init(name: "curRcptNo", value: number), .init(name: "totRcptNo", value: number),
                    .init(name: "sdcDateTime", value: signedAt),
                ])
    }

    private static func lines(_ body: ExactJSON) -> [ExactJSON] {
        let names = [
            "itemSeq", "itemCd", "itemClsCd", "itemNm", "bcd", "pkgUnitCd", "pkg", "qtyUnitCd", "qty", "prc",
            "splyAmt", "dcRt", "dcAmt", "isrccCd", "isrccNm", "isrcRt", "isrcAmt", "taxTyCd", "taxblAmt", "taxAmt",
            "totAmt",
        ]
        return body.elements("itemList").map { .object(copies($0, names)) }
    }

    private static func copies(_ body: ExactJSON, _ names: [String]) -> [ExactJSON.Member] {
        names.map { .init(name: $0, value: body.copy($0)) }
    }

    private static func dates(_ body: ExactJSON, _ names: [String]) -> [ExactJSON.Member] {
        names.map { name in
            let time = body.text(name).flatMap(NairobiTime.init(compact:))
            return .init(name: name, value: time.map { .string($0.dashed) } ?? .null)
        }
    }
}
