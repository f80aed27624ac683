/// One accepted sale or credit note.
struct OSCUInvoice: Sendable {
    /// KRA's number.
    let number: Int
    /// The body as accepted.
    let body: ExactJSON
    /// The digest of the body.
    let digest: ContentDigest
    /// The internal data, 26 characters.
    let internalData: String
    /// The signature, 16 characters.
    let signature: String
    /// When KRA signed it.
    let signedAt: NairobiTime
    /// What can still be credited, by line.
    var left: [LineKey: CreditLeft]

    /// Whether it is a credit note.
    var isCreditNote: Bool { body.text("rcptTyCd") == "R" }

    init(number: Int, body: ExactJSON, internalData: String, signature: String, signedAt: NairobiTime) {
        self.number = number
        self.body = body
        digest = ContentDigest(body.encoded.utf8)
        self.internalData = internalData
        self.signature = signature
        self.signedAt = signedAt
        left = [:]
        for line in InvoiceLine.lines(of: body) {
            left[line.key, default: CreditLeft()].add(line)
        }
    }

    /// Takes what a credit note gives back from what is left.
    mutating func credit(_ lines: [InvoiceLine]) {
        for line in lines {
            left[line.key]?.subtract(line)
        }
    }
}
