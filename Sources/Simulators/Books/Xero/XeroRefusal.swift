/// Why Xero refuses a call or one element of it.
struct XeroRefusal: Error, Hashable, Sendable {
    /// What kind of refusal it is.
    enum Kind: Hashable, Sendable {
        /// One element breaks a rule: ErrorNumber 10, or a message beside the element.
        case validation
        /// The query cannot be read: ErrorNumber 16.
        case query
        /// The body cannot be read: ErrorNumber 17.
        case body
        /// A header or a format is wrong: ErrorNumber 14.
        case header
        /// There is nothing of that id.
        case notFound
    }

    let kind: Kind
    /// The words.
    let message: String

    /// A rule that an element breaks.
    static func invalid(_ message: String) -> XeroRefusal { XeroRefusal(kind: .validation, message: message) }

    /// A body that cannot be read.
    static func unreadable(_ message: String) -> XeroRefusal { XeroRefusal(kind: .body, message: message) }

    /// Nothing of that id.
    static let notFound = XeroRefusal(
        kind: .notFound, message: "The resource you're looking for cannot be found")

    /// The answer to a call that is refused as a whole.
    func answer(elements: [ExactJSON] = []) -> BooksAnswer {
        let (number, type): (Int, String) =
            switch kind {
            case .validation: (10, "ValidationException")
            case .query: (16, "QueryParseException")
            case .body: (17, "PostDataInvalidException")
            case .header: (14, "ValidationException")
            case .notFound: (0, "")
            }
        if kind == .notFound { return .text(message, status: 404) }
        var body: ExactJSON = [
            "ErrorNumber": .number(ExactDecimal(number)), "Type": .string(type), "Message": .string(message),
        ]
        if !elements.isEmpty {
            body.set("Message", "A validation exception occurred")
            body.set("Elements", .array(elements))
        }
        return .json(body, status: 400)
    }
}
