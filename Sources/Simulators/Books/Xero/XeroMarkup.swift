/// XML instead of JSON for a caller that did not ask for JSON, as Xero answers by default.
enum XeroMarkup {
    /// The answer in the form that the request accepts.
    static func answer(_ answer: BooksAnswer, for request: BooksRequest) -> BooksAnswer {
        guard answer.contentType.hasPrefix("application/json"),
            request.headers["accept"]?.contains("application/json") != true,
            let value = try? ExactJSONReader.value(answer.body)
        else { return answer }
        var marked = answer
        marked.contentType = "text/xml; charset=utf-8"
        marked.body = Array(element("Response", value).utf8)
        return marked
    }

    private static func element(_ name: String, _ value: ExactJSON) -> String {
        let content: String =
            switch value {
            case .null: ""
            case .bool(let flag): flag ? "true" : "false"
            case .number(let number): number.text
            case .unreadableNumber(let text): text
            case .string(let text): escaped(text)
            case .array(let elements):
                elements.map { element(name.hasSuffix("s") ? String(name.dropLast()) : name, $0) }.joined()
            case .object(let members): members.map { element($0.name, $0.value) }.joined()
            }
        return "<\(name)>\(content)</\(name)>"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
