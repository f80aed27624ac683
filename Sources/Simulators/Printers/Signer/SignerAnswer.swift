/// One HTTP answer of a signer.
struct SignerAnswer: Sendable, Equatable {
    /// The HTTP status.
    var status = 200
    /// The media type of the body.
    var contentType = "application/json"
    /// The body.
    var body = ""

    /// The page in front of a signed document (fiscal-hardware.md §1.3).
    private static let page = "https://itax.kra.go.ke/KRA-Portal/invoiceChk.htm?actionCode=loadPage&invoiceNo="

    /// What is said of a signed document.
    static func signed(_ document: SignedDocument) -> SignerAnswer {
        SignerAnswer(
            body: broken([
                ("invoice_number", document.invoiceNumber),
                ("cu_serial_number", "\(document.serial) \(document.time)"),
                ("cu_invoice_number", document.number),
                ("verify_url", page + document.number),
                ("description", "Signed successfully."),
            ]))
    }

    /// What is said of one that is not signed; the reference does not tell its HTTP status.
    static func refused(_ complaint: SignerComplaint, status: Int) -> SignerAnswer {
        SignerAnswer(status: status, body: broken([("error_status", complaint.text)]))
    }

    /// A signer that fell over.
    static let error500 = SignerAnswer(
        status: 500, contentType: "text/html", body: "<html><body><h1>500 Internal Server Error</h1></body></html>\n")

    /// A page of something else.
    static let html200 = SignerAnswer(
        contentType: "text/html", body: "<html><head><title>Login</title></head><body>Password: </body></html>\n")

    /// An object with each colon in its texts as `\:`, which JSON does not know (§1.5).
    private static func broken(_ fields: [(name: String, text: String)]) -> String {
        let members = fields.map { field in
            "\"\(field.name)\":" + ExactJSON.string(field.text).encoded.replacing(":", with: "\\:")
        }
        return "{" + members.joined(separator: ",") + "}"
    }
}

/// What the door does with a request once the books have spoken and a fault may have struck.
enum SignerReaction: Sendable, Equatable {
    /// Sends the answer.
    case answer(SignerAnswer)
    /// Sends the answer late.
    case late(SignerAnswer)
    /// Sends half of the answer, then closes.
    case torn(SignerAnswer)
    /// Closes the connection without a word.
    case close
}
