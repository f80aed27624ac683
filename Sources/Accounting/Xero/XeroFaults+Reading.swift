import JSON
import Outbound

/// Finding the fault in whatever came back. Source: accounting-apis §2.3, §2.5, §6.6 and §7.14.
extension XeroFaults {
    /// The JSON of an answer that was not refused as a whole; throws the fault of any other.
    ///
    /// A refusal with elements is given back as well: it says of each what is wrong with it.
    static func tree(of answer: BooksAnswer, _ asking: Asking) throws(BooksFault) -> JSONTree {
        switch answer {
        case .failed(let failure): throw LineFaults.fault(failure, asking)
        case .response(let response):
            let tree = (try? JSONTree(parsing: response.body)).flatMap { $0.members == nil ? nil : $0 }
            switch response.status {
            case 200..<300:
                guard let tree else { throw LineFaults.foreign(response, asking) }
                if let number = tree["ErrorNumber"]?.word { throw refused(number, tree, response) }
                return tree
            case 400:
                if let tree, tree["Elements"]?.items?.isEmpty == false { return tree }
                guard let tree else {
                    if LineFaults.isPage(response) { throw LineFaults.refusedByLine(response) }
                    throw unreadable.fault(code: "400", text: String(decoding: response.body, as: UTF8.self))
                }
                throw refused(tree["ErrorNumber"]?.word ?? "400", tree, response)
            default: throw fault(response, tree, asking)
            }
        }
    }

    /// The status decides first.
    private static func fault(_ response: HTTPResponse, _ tree: JSONTree?, _ asking: Asking) -> BooksFault {
        let words = tree?.text("Detail") ?? tree?.text("Message") ?? ""
        switch response.status {
        case 401, 403:
            guard tree != nil || !LineFaults.isPage(response) else { return LineFaults.refusedByLine(response) }
            // The words behind the first can hold the token.
            let name = String(words.prefix { $0 != ":" && $0 != " " })
            if let row = row(of: name), row.kind != .expired || response.status == 401 { return row.fault(code: name) }
            return known("\(response.status)", "")
        case 404 where LineFaults.isPage(response): return LineFaults.refusedByLine(response)
        case 404, 412: return known("\(response.status)", words, RetryAfter.read(response))
        case 413: return LineFaults.tooLarge.fault(code: "413", text: words)
        case 429:
            let problem = response.header("x-rate-limit-problem")?.lowercased() ?? "minute"
            let row = row(of: problem).flatMap { $0.kind == .throttled ? $0 : nil } ?? minute
            return row.fault(code: "429", text: problem, after: RetryAfter.read(response))
        case 408, 500..<600, 300..<400:
            return LineFaults.broken(response, text: words, asking, wait: response.status == 503 ? .seconds(60) : nil)
        default:
            if LineFaults.isPage(response) { return LineFaults.refusedByLine(response) }
            return unreadable.fault(code: "\(response.status)", text: words)
        }
    }

    private static let minute = row(of: "minute") ?? unreadable

    private static func refused(_ number: String, _ tree: JSONTree, _ response: HTTPResponse) -> BooksFault {
        let message = tree.text("Message") ?? tree.text("Detail") ?? ""
        if let pattern = pattern(in: message) { return pattern.row.fault(code: pattern.row.codes[0], text: message) }
        return known(number, message, RetryAfter.read(response))
    }

    private static func known(_ code: String, _ text: String, _ after: Duration? = nil) -> BooksFault {
        (row(of: code) ?? unreadable).fault(code: code, text: text, after: after)
    }

    /// The fault of one element; nil where it was taken.
    static func fault(in element: JSONTree) -> BooksFault? {
        let messages = element.list("ValidationErrors").compactMap { $0.text("Message") }
        let isRefused =
            !messages.isEmpty || element.isTrue("HasErrors") || element.isTrue("HasValidationErrors")
            || element.text("StatusAttributeString")?.uppercased() == "ERROR"
        guard isRefused else { return nil }
        let text = messages.joined(separator: " ")
        for message in messages {
            guard let pattern = pattern(in: message) else { continue }
            return pattern.row.fault(code: pattern.row.codes[0], text: text)
        }
        return known("10", text)
    }

    private static func pattern(in message: String) -> Pattern? {
        let message = message.lowercased()
        return patterns.first { $0.words.allSatisfy { message.contains($0) } }
    }
}
