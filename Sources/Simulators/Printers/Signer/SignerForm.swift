/// A request to sign that is in order, read strictly from fiscal-hardware.md §1.3 and §1.5.
///
/// What the reference leaves open is not held against the shop: an amount may be a text or a number, a discount may be in
/// the lines already or not, and on the second and third price base the lines may come to the net or to the whole.
struct SignerForm: Equatable, Sendable {
    /// What it is.
    let kind: SignerKind
    /// The trader's own number.
    let number: String
    /// What the customer pays.
    let total: ExactDecimal
    /// For a note, the CU invoice number that it refers to; otherwise empty.
    let related: String
    /// The lines as they were sent.
    let items: [String]

    /// The fields of a request; each must be there, but for the last in an invoice.
    private static let fields = [
        "invoice_date", "invoice_number", "invoice_pin", "customer_pin", "customer_exid", "grand_total",
        "net_subtotal", "tax_total", "net_discount_total", "sel_currency", "items_list", "rel_doc_number",
    ]
    /// The smallest price with a cent of tax in it at 8 %, the lower rate.
    private static let taxed = ExactDecimal(7).divided(by: .hundred, places: 2)

    /// Reads a request; throws ``SignerComplaint`` with the first field that is not in order.
    init(_ body: [UInt8], kind: SignerKind) throws(SignerComplaint) {
        let json: ExactJSON
        do throws(ExactJSONError) {
            json = try ExactJSONReader.value(body)
        } catch {
            throw SignerComplaint("body", error.description)
        }
        guard case .object(let members) = json else { throw SignerComplaint("body", "not an object") }
        for member in members where !Self.fields.contains(member.name) {
            throw SignerComplaint(member.name, "unknown field")
        }
        self.kind = kind
        number = try Self.heading(json)
        related = try Self.related(json, kind: kind)
        let lines: [SignerItem]
        (items, lines) = try Self.items(json)
        total = try Self.amounts(json, lines, kind: kind)
    }

    /// Checks the fields that say who, when and in what money; gives the trader's number.
    private static func heading(_ json: ExactJSON) throws(SignerComplaint) -> String {
        let date = try text(json, "invoice_date")
        let parts = date.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 2, 4], NairobiTime(day: parts.reversed().joined()) != nil else {
            throw SignerComplaint("invoice_date", "\"\(date)\" is no date such as 05_02_2022")
        }
        let number = try text(json, "invoice_number")
        guard !number.isEmpty else { throw SignerComplaint("invoice_number", "empty") }
        guard isPIN(try text(json, "invoice_pin")) else {
            throw SignerComplaint("invoice_pin", "not a letter, nine digits and a letter")
        }
        let buyer = try text(json, "customer_pin")
        guard buyer.isEmpty || isPIN(buyer) else {
            throw SignerComplaint("customer_pin", "not a letter, nine digits and a letter")
        }
        _ = try text(json, "customer_exid")
        guard try text(json, "sel_currency") == "KSH" else { throw SignerComplaint("sel_currency", "not KSH") }
        return number
    }

    private static func related(_ json: ExactJSON, kind: SignerKind) throws(SignerComplaint) -> String {
        guard kind.isNote || json["rel_doc_number"] != nil else { return "" }
        let related = try text(json, "rel_doc_number")
        if kind.isNote, related.wholeMatch(of: #/[0-9]{19}/#) == nil {
            throw SignerComplaint("rel_doc_number", "a note names a CU invoice number of 19 digits")
        }
        guard kind.isNote || related.isEmpty else {
            throw SignerComplaint("rel_doc_number", "an invoice refers to no document")
        }
        return related
    }

    private static func items(_ json: ExactJSON) throws(SignerComplaint) -> ([String], [SignerItem]) {
        guard case .array(let elements)? = json["items_list"] else { throw SignerComplaint("items_list", "no list") }
        guard !elements.isEmpty else { throw SignerComplaint("items_list", "empty") }
        var texts: [String] = []
        var lines: [SignerItem] = []
        for (index, element) in elements.enumerated() {
            guard case .string(let text) = element else {
                throw SignerComplaint("items_list", "item \(index + 1) is no text")
            }
            texts.append(text)
            lines.append(try SignerItem(text, place: index + 1))
        }
        return (texts, lines)
    }

    /// Checks that all amounts add up; gives the total.
    private static func amounts(
        _ json: ExactJSON, _ lines: [SignerItem], kind: SignerKind
    ) throws(SignerComplaint) -> ExactDecimal {
        let total = try amount(json, "grand_total")
        let net = try amount(json, "net_subtotal")
        let tax = try amount(json, "tax_total")
        let discount = try amount(json, "net_discount_total")
        guard total > .zero else { throw SignerComplaint("grand_total", "not above zero") }
        guard net + tax == total else {
            throw SignerComplaint(
                "grand_total", "\(total.fixed(2)) is not net \(net.fixed(2)) and tax \(tax.fixed(2))")
        }
        let sum = lines.reduce(.zero) { $0 + $1.total }
        let bases = kind.hasInclusivePrices ? [total] : [total, net]
        guard bases.contains(where: { sum == $0 || sum == $0 + discount }) else {
            throw SignerComplaint("grand_total", "\(total.fixed(2)), and the items come to \(sum.fixed(2))")
        }
        // Without any tax, each line is zero-rated or exempt, and those need their HS code (§1.3).
        if tax == .zero, let place = lines.firstIndex(where: { $0.hsCode.isEmpty && $0.total >= taxed }) {
            throw SignerComplaint("items_list", "item \(place + 1) has no tax and no HS code")
        }
        return total
    }

    private static func text(_ json: ExactJSON, _ field: String) throws(SignerComplaint) -> String {
        guard let value = json[field] else { throw SignerComplaint(field, "missing") }
        guard case .string(let text) = value else { throw SignerComplaint(field, "no text") }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw SignerComplaint(field, "has a control character")
        }
        return text
    }

    private static func amount(_ json: ExactJSON, _ field: String) throws(SignerComplaint) -> ExactDecimal {
        let text: String
        switch json[field] {
        case .string(let value)?: text = value
        case .number(let value)?: text = value.text
        case .unreadableNumber(let value)?: text = value
        case nil: throw SignerComplaint(field, "missing")
        default: throw SignerComplaint(field, "no amount")
        }
        guard let amount = SignerAmount.read(text) else {
            throw SignerComplaint(field, "\"\(text)\" is no amount with at most two decimals")
        }
        return amount
    }

    private static func isPIN(_ text: String) -> Bool { text.wholeMatch(of: #/[A-Z][0-9]{9}[A-Z]/#) != nil }
}
