import Fiscal

/// What is posted to a signer: the path with its query, and the bytes (reference §1.5).
///
/// It is sent **once**. Put it on stable storage first; where no answer came that can be read, the outcome is
/// ``SignerOutcome/unknown(_:)``, and only a person says what follows.
public struct SignerRequest: Sendable, Equatable {
    /// The path and the query: `/api/sign?invoice+1`; the plus stands as it is.
    public let target: String
    /// The header that carries the owner's key; nil where the signer wants none.
    public let keyHeader: String?
    /// The document as JSON.
    public let body: [UInt8]

    /// The most characters of an item, by one working driver.
    private static let itemLimit = 512

    /// Writes a document.
    ///
    /// - Throws: ``SignerRefusal`` `signer.content` where the signer cannot be told it; nothing was sent then.
    public init(_ document: SignerDocument, for driver: SignerDriver) throws(SignerRefusal) {
        guard let query = driver.queries[document.kind] else {
            throw SignerRefusal(.content, "the profile has no query for a \(document.kind.rawValue)")
        }
        if let fault = Self.fault(of: document) { throw SignerRefusal(.content, fault) }
        target = "\(driver.path)?\(query)"
        keyHeader = driver.keyHeader
        let day = document.day
        // Amounts go as texts with two decimals, as in the working code bases that §1.5 counts.
        let fields: [(String, String)] = [
            ("invoice_date", "\(Self.two(day.day))_\(Self.two(day.month))_\(day.year)"),
            ("invoice_number", document.number), ("invoice_pin", document.traderPIN),
            ("customer_pin", document.buyerPIN), ("customer_exid", document.exemptionNumber),
            ("grand_total", document.total.description), ("net_subtotal", document.net.description),
            ("tax_total", document.tax.description), ("net_discount_total", document.discount.description),
            ("sel_currency", driver.currency), ("rel_doc_number", document.original),
        ]
        let members = fields.map { "\(Self.quoted($0)):\(Self.quoted($1))" }
        let items = document.lines.map { Self.quoted(Self.item($0)) }.joined(separator: ",")
        body = Array("{\(members.joined(separator: ",")),\"items_list\":[\(items)]}".utf8)
    }

    /// `[HSCODE ]NAME qty price total`, with a space in place of the code where there is none (§1.5).
    ///
    /// Spaces tell its parts apart, so that the name has none: letters and digits alone, as working drivers send it.
    static func item(_ line: SignerDocument.Line) -> String {
        let tail = " \(quantity(line.quantity)) \(line.price) \(line.total)"
        let head = (line.hsCode ?? "") + " "
        return head + name(line.name).prefix(itemLimit - tail.utf8.count - head.utf8.count) + tail
    }

    private static func fault(of document: SignerDocument) -> String? {
        if document.number.isEmpty || document.number.utf8.count > 64 || !isPlain(document.number) {
            return "the number “\(document.number)” is not 1 to 64 printable characters"
        }
        for (what, pin) in [("trader", document.traderPIN), ("buyer", document.buyerPIN)]
        where !(what == "buyer" && pin.isEmpty) && pin.wholeMatch(of: #/[A-Z][0-9]{9}[A-Z]/#) == nil {
            return "the \(what)'s PIN “\(pin)” is not a letter, nine digits and a letter"
        }
        if document.kind != .invoice, document.original.isEmpty { return "a note names the document that it refers to" }
        if document.kind == .invoice, !document.original.isEmpty { return "an invoice refers to no other document" }
        guard isPlain(document.original), isPlain(document.exemptionNumber) else {
            return "a number has characters that are not printable"
        }
        guard !document.lines.isEmpty else { return "it has no line" }
        guard [document.net, document.tax, document.discount].allSatisfy({ $0 >= .zero }), document.total > .zero else {
            return "amounts of \(document.total), \(document.net) and \(document.tax) are not above zero"
        }
        for line in document.lines {
            if name(line.name).isEmpty { return "the name “\(line.name)” has neither letter nor digit" }
            if let code = line.hsCode, code.wholeMatch(of: #/[0-9]{4}\.[0-9]{2}\.[0-9]{2}/#) == nil {
                return "“\(code)” is no HS code such as 0039.11.16"
            }
            if line.quantity.thousandths <= 0 || line.price < .zero || line.total < .zero {
                return "\(line.name): \(line.quantity) × \(line.price) = \(line.total)"
            }
        }
        return nil
    }

    private static func name(_ text: String) -> String {
        String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }

    private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }

    /// Two decimals, or three where two do not hold it.
    private static func quantity(_ quantity: Quantity) -> String {
        let text = ScaledDecimal.text(quantity.thousandths, scale: 3)
        return text.hasSuffix("0") ? String(text.dropLast()) : text
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
