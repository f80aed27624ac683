/// Works out a document's lines, tax and total as Xero does, line by line, and refuses what does not add up.
///
/// Source: accounting-apis.md, sections 2.7 and 2.8.
struct XeroSale {
    /// The organisation.
    let book: XeroBook
    /// Decimals of a unit price: 2, or 4 with `unitdp=4`.
    let unitPlaces: Int
    /// Whether lines may carry discounts.
    let takesDiscounts: Bool
    /// Whether accounts and descriptions have to be there.
    let isFinal: Bool

    /// The lines as they stand afterwards, and `SubTotal`, `TotalTax` and `Total`.
    func worked(
        _ document: ExactJSON, dice: inout SplitMix64
    ) throws(XeroRefusal) -> ExactJSON {
        let mode = document.text("LineAmountTypes") ?? "Exclusive"
        let sent = document.elements("LineItems")
        guard !sent.isEmpty else { throw .invalid("One or more line items must be specified") }
        var lines: [ExactJSON] = []
        var amounts = ExactDecimal.zero
        var tax = ExactDecimal.zero
        var discounted = false
        for line in sent {
            var worked = try self.line(line, mode)
            if worked.isAbsent("LineItemID") { worked.set("LineItemID", .string(dice.identifier())) }
            worked.set("Tracking", .array(try tracking(of: worked)))
            amounts = amounts + (worked.number("LineAmount") ?? .zero)
            tax = tax + (worked.number("TaxAmount") ?? .zero)
            discounted = discounted || worked["DiscountRate"] != nil || worked["DiscountAmount"] != nil
            lines.append(worked)
        }
        let net = mode == "Inclusive" ? amounts - tax : amounts
        var totals = (net: net, tax: tax, total: net + tax)
        if let claimed = document.number("Total"), let net = document.number("SubTotal"),
            let tax = document.number("TotalTax"), claimed != totals.total
        {
            let difference = claimed - totals.total
            guard difference <= Self.leeway, .zero - difference <= Self.leeway, net + tax == claimed else {
                throw .invalid(
                    "The document total \(claimed.text) does not equal the sum of the lines \(totals.total.text)")
            }
            totals = (net, tax, claimed)
        }
        return document.setting("LineAmountTypes", .string(mode)).setting("LineItems", .array(lines))
            .setting("SubTotal", .number(totals.net)).setting("TotalTax", .number(totals.tax))
            .setting("Total", .number(totals.total)).setting("IsDiscounted", .bool(discounted))
    }

    /// What a line is tracked by: at most two categories, each once, and one active option of each (accounting-apis §2.7).
    private func tracking(of line: ExactJSON) throws(XeroRefusal) -> [ExactJSON] {
        let sent = line.elements("Tracking")
        guard sent.count <= 2 else { throw .invalid("A line item can have at most 2 tracking categories") }
        var tracked: [ExactJSON] = []
        for element in sent {
            let (name, id) = (element.text("Name"), element.text("TrackingCategoryID"))
            let category =
                id.flatMap { book.object(.trackingCategories, $0) }
                ?? name.flatMap { book.numbered(.trackingCategories, "Name", $0) }
            guard let category, category.text("Status") == "ACTIVE" else {
                throw .invalid("The tracking category '\(name ?? id ?? "")' does not exist or is not active")
            }
            let (wanted, option) = (element.text("Option"), element.text("TrackingOptionID"))
            let found = category.elements("Options").first {
                $0.text("TrackingOptionID") == option && option != nil
                    || $0.text("Name")?.lowercased() == wanted?.lowercased() && wanted != nil
            }
            guard let found, found.text("Status") == "ACTIVE" else {
                throw .invalid(
                    "The tracking option '\(wanted ?? option ?? "")' of '\(category.text("Name") ?? "")' does not exist"
                )
            }
            guard !tracked.contains(where: { $0.text("TrackingCategoryID") == category.text("TrackingCategoryID") })
            else { throw .invalid("A tracking category can stand on a line item once") }
            var one: ExactJSON = [:]
            one.set("Name", category["Name"])
            one.set("Option", found["Name"])
            one.set("TrackingCategoryID", category["TrackingCategoryID"])
            one.set("TrackingOptionID", found["TrackingOptionID"])
            tracked.append(one)
        }
        return tracked
    }

    private func line(_ line: ExactJSON, _ mode: String) throws(XeroRefusal) -> ExactJSON {
        var line = line
        if let code = line.text("ItemCode") {
            guard let item = book.numbered(.items, "Code", code) else {
                throw .invalid("Item code '\(code)' is not valid")
            }
            let sales = item.copy("SalesDetails")
            for (own, theirs) in [("UnitAmount", "UnitPrice"), ("AccountCode", "AccountCode"), ("TaxType", "TaxType")]
            where line.isAbsent(own) {
                line.set(own, sales[theirs])
            }
            if line.isAbsent("Description") { line.set("Description", item["Description"] ?? item["Name"]) }
        }
        let quantity = line.number("Quantity") ?? ExactDecimal(1)
        let unit = (line.number("UnitAmount") ?? .zero).rounded(unitPlaces)
        line.set("Quantity", .number(quantity))
        line.set("UnitAmount", .number(unit))
        let amount = try self.amount(line, quantity * unit)
        line.set("LineAmount", .number(amount))
        if line.isAbsent("Description"), isFinal || amount != .zero { throw .invalid("Description is required") }
        line = try accounted(line, amount)
        guard mode != "NoTax" else { return line.setting("TaxType", "NONE").setting("TaxAmount", 0) }
        guard let type = line.text("TaxType") else { return line.setting("TaxAmount", 0) }
        guard let rate = book.rate(type) else {
            throw .invalid("The TaxType code '\(type)' does not exist or cannot be used for this type of transaction")
        }
        let own =
            mode == "Inclusive"
            ? (amount * rate).divided(by: rate + .hundred, places: 2)
            : (amount * rate).divided(by: .hundred, places: 2)
        return line.setting("TaxAmount", .number(line.number("TaxAmount") ?? own))
    }

    /// The line's amount after its discount; one that was sent must be the same.
    private func amount(_ line: ExactJSON, _ full: ExactDecimal) throws(XeroRefusal) -> ExactDecimal {
        var amount = full.rounded(2)
        if let rate = line.number("DiscountRate") {
            guard rate >= .zero, rate <= .hundred else { throw .invalid("DiscountRate is from 0 to 100") }
            amount = (full * (.hundred - rate)).divided(by: .hundred, places: 2)
        } else if let discount = line.number("DiscountAmount") {
            amount = full.rounded(2) - discount
        }
        if line["DiscountRate"] != nil || line["DiscountAmount"] != nil, !takesDiscounts {
            throw .invalid("Discounts cannot be used on this type of document")
        }
        if let claimed = line.number("LineAmount"), claimed != amount {
            throw .invalid("The line total \(claimed.text) does not match the expected line total \(amount.text)")
        }
        return amount
    }

    /// The line with its account and, where it has none, the account's tax type.
    private func accounted(_ line: ExactJSON, _ amount: ExactDecimal) throws(XeroRefusal) -> ExactJSON {
        let (code, id) = (line.text("AccountCode"), line.text("AccountID"))
        guard code != nil || id != nil else {
            guard !isFinal || amount == .zero else { throw .invalid("Account code must be specified") }
            return line
        }
        guard let account = book.account(code: code, id: id) else {
            throw .invalid("account code \(code ?? id ?? "") is not valid")
        }
        guard account.text("Type") != "BANK", account.isAbsent("SystemAccount") else {
            throw .invalid("account code \(code ?? id ?? "") is not a valid code for this document")
        }
        var line = line.setting("AccountID", account["AccountID"])
        line.set("AccountCode", account["Code"])
        if line.isAbsent("TaxType") { line.set("TaxType", account["TaxType"]) }
        return line
    }

    private static let leeway = ExactDecimal(1).divided(by: ExactDecimal(10), places: 1)
}
