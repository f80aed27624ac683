/// One document that a simulated signer signed; as a line of its state file, JSON.
public struct SignedDocument: Sendable, Equatable {
    /// The CU invoice number: 19 digits.
    public let number: String
    /// The unit's serial number.
    public let serial: String
    /// What it is.
    public let kind: SignerKind
    /// The trader's own number.
    public let invoiceNumber: String
    /// What the customer pays, with two decimals.
    public let total: String
    /// For a note, the CU invoice number that it refers to; otherwise empty.
    public let related: String
    /// The lines as they were sent.
    public let items: [String]
    /// When it was signed: `dd.MM.yyyy HH:mm:ss`.
    public let time: String

    init(_ form: SignerForm, number: String, serial: String, at time: NairobiTime) {
        let compact = Array(time.compact)
        func digits(_ range: Range<Int>) -> String { String(compact[range]) }
        self.number = number
        self.serial = serial
        kind = form.kind
        invoiceNumber = form.number
        total = form.total.fixed(2)
        related = form.related
        items = form.items
        self.time =
            "\(digits(6..<8)).\(digits(4..<6)).\(digits(0..<4)) \(digits(8..<10)):\(digits(10..<12)):\(digits(12..<14))"
    }

    /// The document of a line; nil where it is none.
    init?(line: [UInt8]) {
        guard let json = try? ExactJSONReader.value(line), let number = json.text("cu_invoice_number"),
            let serial = json.text("serial"), let kind = json.text("kind").flatMap(SignerKind.init),
            let invoiceNumber = json.text("invoice_number"), let total = json.text("grand_total"),
            let related = json.text("rel_doc_number"), let time = json.text("time")
        else { return nil }
        self.number = number
        self.serial = serial
        self.kind = kind
        self.invoiceNumber = invoiceNumber
        self.total = total
        self.related = related
        self.time = time
        items = json.elements("items_list").compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// The line, without its newline.
    var line: String {
        let json: ExactJSON = [
            "cu_invoice_number": .string(number), "serial": .string(serial), "kind": .string(kind.rawValue),
            "invoice_number": .string(invoiceNumber), "grand_total": .string(total),
            "rel_doc_number": .string(related), "time": .string(time),
            "items_list": .array(items.map { .string($0) }),
        ]
        return json.encoded
    }
}
