/// Works out a sale's lines, tax and total as QuickBooks does, and refuses what does not add up.
///
/// Source: accounting-apis.md, sections 1.11 and 1.12.
struct QuickBooksSale {
    /// What the lines under one tax rate come to.
    private struct RateSum {
        let rate: String
        let percent: ExactDecimal
        var net: ExactDecimal
        var lines: Int
    }

    /// The company.
    let book: QuickBooksBook
    private var sums: [RateSum] = []
    private var subtotal = ExactDecimal.zero
    private var discount = ExactDecimal.zero

    init(book: QuickBooksBook) {
        self.book = book
    }

    /// The document with its lines numbered, its tax and its total.
    mutating func worked(_ document: ExactJSON) throws(QuickBooksRefusal) -> ExactJSON {
        let mode = document.text("GlobalTaxCalculation") ?? "TaxExcluded"
        guard case .array(let sent)? = document["Line"], !sent.isEmpty else { throw .missing("Line") }
        guard sent.count <= 751 else { throw .business("more than 750 lines", element: "Line") }
        var lines: [ExactJSON] = []
        for line in sent where line.text("DetailType") != "SubTotalLineDetail" {
            let number = lines.count + 1
            let worked = try self.line(line, number, mode, document)
            lines.append(
                worked.setting("Id", .string(String(number))).setting("LineNum", .number(ExactDecimal(number))))
        }
        guard !lines.isEmpty else { throw .missing("Line") }
        lines.append([
            "Amount": .number(subtotal), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": [:],
        ])
        var result = document.setting("GlobalTaxCalculation", .string(mode)).setting("Line", .array(lines))
        let tax = try self.tax(document, mode)
        result.set("TxnTaxDetail", nil)
        if mode != "NotApplicable" { result.set("TxnTaxDetail", tax.detail) }
        let total = subtotal - discount + tax.total
        guard total >= .zero else { throw .business("the total is below zero: \(total.text)") }
        result.set("TotalAmt", .number(total))
        try checkCurrency(document)
        return result
    }

    private func checkCurrency(_ document: ExactJSON) throws(QuickBooksRefusal) {
        let home = book.single(.preferences).copy("CurrencyPrefs").copy("HomeCurrency").text("value") ?? "KES"
        guard let currency = document.copy("CurrencyRef").text("value"), currency != home else { return }
        throw .business("the currency \(currency) is not in use; multicurrency is off", element: "CurrencyRef")
    }

    private mutating func line(
        _ line: ExactJSON, _ number: Int, _ mode: String, _ document: ExactJSON
    ) throws(QuickBooksRefusal) -> ExactJSON {
        switch line.text("DetailType") {
        case nil: throw .missing("DetailType")
        case "DescriptionOnly": return line
        case "SalesItemLineDetail":
            guard let amount = line.number("Amount") else { throw .missing("Amount") }
            guard let detail = line["SalesItemLineDetail"] else { throw .missing("SalesItemLineDetail") }
            try checkItem(detail, document)
            if let quantity = detail.number("Qty"), let price = detail.number("UnitPrice"),
                (quantity * price).rounded(2) != amount
            {
                throw .init(
                    "6070", "Amount calculation incorrect in the request",
                    "Amount is not equal to UnitPrice * Qty. Supplied value:\(amount.text)", element: "Line.Amount")
            }
            subtotal = subtotal + amount
            if mode != "NotApplicable" { try count(detail, amount, number, mode) }
            return line
        case "DiscountLineDetail":
            guard let amount = line.number("Amount"), amount >= .zero else {
                throw .init("6090", "Invalid Discount", "line \(number) has no amount", element: "Line.Amount")
            }
            discount = discount + amount
            if mode != "NotApplicable", let code = line.copy("DiscountLineDetail")["TaxCodeRef"] {
                try add(code.text("value") ?? "", .zero - amount, number)
            }
            return line
        default: throw .business("line \(number): this kind of line is not taken", element: "DetailType")
        }
    }

    private func checkItem(_ detail: ExactJSON, _ document: ExactJSON) throws(QuickBooksRefusal) {
        guard let id = detail.copy("ItemRef").text("value") else { throw .missing("ItemRef") }
        guard let item = book.object(.item, id) else { throw .dangling("ItemRef", id) }
        guard item.text("Type") != "Category" else { throw .business("a category cannot be sold", element: "ItemRef") }
        if let start = item.text("InvStartDate"), let day = document.text("TxnDate"), day < start {
            throw .init(
                "6270", "Transaction date is prior to start date for inventory item",
                "\(day) is before \(start)", element: "TxnDate")
        }
    }

    /// Adds a line to what its tax code's rate comes to.
    private mutating func count(
        _ detail: ExactJSON, _ amount: ExactDecimal, _ number: Int, _ mode: String
    ) throws(QuickBooksRefusal) {
        guard let code = detail.copy("TaxCodeRef").text("value") else {
            throw .init(
                "6100", "Invalid Tax Code", "line \(number) has no tax code", element: "TaxCodeRef")
        }
        let percent = try add(code, amount, number)
        guard let gross = detail.number("TaxInclusiveAmt") else { return }
        guard mode == "TaxInclusive" else {
            throw .business("line \(number) has TaxInclusiveAmt, but amounts are without tax")
        }
        let difference = gross - amount - (amount * percent).divided(by: .hundred, places: 2)
        guard difference <= Self.cent, .zero - difference <= Self.cent else {
            throw .business("line \(number): TaxInclusiveAmt \(gross.text) does not go with \(amount.text)")
        }
    }

    @discardableResult
    private mutating func add(
        _ code: String, _ amount: ExactDecimal, _ number: Int
    ) throws(QuickBooksRefusal) -> ExactDecimal {
        let rates = book.object(.taxCode, code)?.copy("SalesTaxRateList").elements("TaxRateDetail") ?? []
        guard rates.count == 1, let id = rates[0].copy("TaxRateRef").text("value"),
            let percent = book.object(.taxRate, id)?.number("RateValue")
        else { throw QuickBooksFieldReader.badTaxCode("\(code) on line \(number)") }
        if let index = sums.firstIndex(where: { $0.rate == id }) {
            sums[index].net = sums[index].net + amount
            sums[index].lines += 1
        } else {
            sums.append(RateSum(rate: id, percent: percent, net: amount, lines: 1))
        }
        return percent
    }

    /// The tax: what the client overrode it with, or each rate's share of what was sold under it.
    private func tax(
        _ document: ExactJSON, _ mode: String
    ) throws(QuickBooksRefusal) -> (total: ExactDecimal, detail: ExactJSON) {
        let sent = document.copy("TxnTaxDetail")
        if mode == "NotApplicable" {
            guard sent == .null else {
                throw .init(
                    "6170", "Invalid tax detail", "TxnTaxDetail is not allowed with NotApplicable",
                    element: "TxnTaxDetail")
            }
            return (.zero, .null)
        }
        guard sent.isAbsent("TxnTaxCodeRef") else {
            throw .init("6160", "Invalid Tax Code", "TxnTaxCodeRef is for the US alone", element: "TxnTaxCodeRef")
        }
        let overrides = try overrides(sent)
        var total = ExactDecimal.zero
        var lines: [ExactJSON] = []
        for sum in sums {
            let amount = overrides[sum.rate] ?? (sum.net * sum.percent).divided(by: .hundred, places: 2)
            total = total + amount
            lines.append([
                "Amount": .number(amount), "DetailType": "TaxLineDetail",
                "TaxLineDetail": [
                    "TaxRateRef": ["value": .string(sum.rate)], "PercentBased": true,
                    "TaxPercent": .number(sum.percent), "NetAmountTaxable": .number(sum.net),
                ],
            ])
        }
        if !overrides.isEmpty, let claimed = sent.number("TotalTax"), claimed != total {
            throw .business("TotalTax \(claimed.text) is not the sum of the tax lines, \(total.text)")
        }
        return (total, ["TotalTax": .number(total), "TaxLine": .array(lines)])
    }

    private func overrides(_ sent: ExactJSON) throws(QuickBooksRefusal) -> [String: ExactDecimal] {
        var overrides: [String: ExactDecimal] = [:]
        for line in sent.elements("TaxLine") {
            let detail = line.copy("TaxLineDetail")
            guard let rate = detail.copy("TaxRateRef").text("value") else { throw .missing("TaxRateRef") }
            guard let amount = line.number("Amount") else { throw .missing("TaxLine.Amount") }
            guard let sum = sums.first(where: { $0.rate == rate }), overrides[rate] == nil else {
                throw .business("no line is under tax rate \(rate), or it stands twice", element: "TaxLine")
            }
            if let percent = detail.number("TaxPercent"), percent != sum.percent {
                throw .business("tax rate \(rate) is \(sum.percent.text) percent", element: "TaxPercent")
            }
            if let net = detail.number("NetAmountTaxable"), net != sum.net {
                throw .business(
                    "NetAmountTaxable \(net.text) is not \(sum.net.text) for rate \(rate)", element: "NetAmountTaxable")
            }
            let difference = amount - (sum.net * sum.percent).divided(by: .hundred, places: 2)
            // How far is not documented (§1.12). A day's sum of receipts that were rounded line by line must fit (§5.3).
            let leeway = max(Self.cent * ExactDecimal(max(5, sum.lines)), sum.net.divided(by: .thousand, places: 2))
            guard difference <= leeway, .zero - difference <= leeway else {
                throw .business("tax \(amount.text) is too far from \(sum.percent.text) % of \(sum.net.text)")
            }
            overrides[rate] = amount
        }
        return overrides
    }

    private static let cent = ExactDecimal(1).divided(by: .hundred, places: 2)
}
