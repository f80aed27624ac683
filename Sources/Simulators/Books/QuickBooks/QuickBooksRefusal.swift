/// Why QuickBooks refuses a call: one error of a `Fault`.
struct QuickBooksRefusal: Error, Hashable, Sendable {
    /// The number by which clients decide.
    let code: String
    /// A few words.
    let message: String
    /// A sentence with the values.
    let detail: String
    /// The member it is about.
    var element = ""
    /// The HTTP status.
    var status = 400
    /// `ValidationFault`, `SystemFault` and so on.
    var type = "ValidationFault"

    init(_ code: String, _ message: String, _ detail: String, element: String = "") {
        self.code = code
        self.message = message
        self.detail = detail
        self.element = element
    }

    /// A member that no table knows.
    static func unknown(_ name: String) -> QuickBooksRefusal {
        .init(
            "2010", "Request has invalid or unsupported property", "Property Name:\(name) is unsupported", element: name
        )
    }

    /// A member that has to be there.
    static func missing(_ name: String) -> QuickBooksRefusal {
        .init(
            "2020", "Required param missing, need to supply the required value for the API",
            "Required parameter \(name) is missing in the request", element: name)
    }

    /// A reference to nothing.
    static func dangling(_ name: String, _ value: String) -> QuickBooksRefusal {
        .init(
            "2500", "Invalid Reference Id",
            "Invalid Reference Id : Something you're trying to use has been made inactive or does not exist: \(value)",
            element: name)
    }

    /// An object that is not there.
    static func notFound(_ what: String) -> QuickBooksRefusal {
        .init(
            "610", "Object Not Found",
            "Object Not Found : Something you're trying to use has been made inactive. Check the fields: \(what)")
    }

    /// A rule of business.
    static func business(_ detail: String, element: String = "") -> QuickBooksRefusal {
        .init(
            "6000", "A business validation error has occurred while processing your request",
            "Business Validation Error: \(detail)", element: element)
    }

    /// A verb that this kind of object does not know.
    static func unsupported(_ what: String) -> QuickBooksRefusal {
        .init("500", "Unsupported Operation", "Operation \(what) is not supported.")
    }

    /// The error inside its fault.
    var fault: ExactJSON {
        let error: ExactJSON = [
            "Message": .string(message), "Detail": .string(detail), "code": .string(code),
            "element": .string(element),
        ]
        return ["Error": [error], "type": .string(type)]
    }

    /// The answer that carries it.
    func answer(at now: BooksTime) -> BooksAnswer {
        .json(["Fault": fault, "time": .string(now.pacific)], status: status)
    }
}
