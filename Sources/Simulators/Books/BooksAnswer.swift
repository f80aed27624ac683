/// One HTTP answer of a simulated accounting service.
struct BooksAnswer: Hashable, Sendable {
    /// The HTTP status code.
    var status = 200
    /// The media type of the body.
    var contentType = "application/json"
    /// The other headers.
    var headers: [String: String] = [:]
    /// The body.
    var body: [UInt8] = []

    /// An answer with a JSON body.
    static func json(_ value: ExactJSON, status: Int = 200) -> BooksAnswer {
        BooksAnswer(status: status, contentType: "application/json;charset=UTF-8", body: Array(value.encoded.utf8))
    }

    /// An answer with a text body.
    static func text(_ text: String, status: Int = 200, contentType: String = "text/plain") -> BooksAnswer {
        BooksAnswer(status: status, contentType: contentType, body: Array(text.utf8))
    }

    /// A redirect to an address.
    static func redirect(to address: String) -> BooksAnswer {
        BooksAnswer(status: 302, contentType: "text/html", headers: ["location": address])
    }

    /// This answer with another header.
    func adding(_ header: String, _ value: String) -> BooksAnswer {
        var answer = self
        answer.headers[header] = value
        return answer
    }
}

/// What the door does with a request once the books have spoken and a fault may have struck.
enum BooksReaction: Sendable {
    /// Sends the answer.
    case answer(BooksAnswer)
    /// Sends the answer byte by byte.
    case drip(BooksAnswer)
    /// Sends half of the answer, then closes the connection.
    case tear(BooksAnswer)
    /// Closes the connection without a word.
    case close
    /// Says nothing until the caller gives up, then closes.
    case hold
}
