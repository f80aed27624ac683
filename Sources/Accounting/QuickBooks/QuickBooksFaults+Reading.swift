import JSON
import Outbound

/// Finding the fault in whatever came back. Source: accounting-apis §1.4, §1.5 and §7.5.
extension QuickBooksFaults {
    /// One error of an envelope.
    private struct Stated {
        let code: String
        let text: String
        let type: String
    }

    /// The JSON of an answer that holds no fault; throws the fault of any other.
    static func tree(of answer: BooksAnswer, _ asking: Asking) throws(BooksFault) -> JSONTree {
        switch answer {
        case .failed(let failure): throw LineFaults.fault(failure, asking)
        case .response(let response):
            let tree = try? JSONTree(parsing: response.body)
            let stated = tree.flatMap(Self.stated(in:)) ?? marked(in: response)
            guard (200..<300).contains(response.status) else { throw fault(response, stated, asking) }
            if let stated { throw fault(stated, response, asking) }
            guard let tree, tree.members != nil else { throw LineFaults.foreign(response, asking) }
            return tree
        }
    }

    /// The fault that a part of an answer holds: an item of a batch, a file of an upload.
    static func fault(in part: JSONTree, _ asking: Asking) -> BooksFault? {
        stated(in: part).map { fault($0, HTTPResponse(status: 200), asking) }
    }

    /// The status decides first.
    private static func fault(_ response: HTTPResponse, _ stated: Stated?, _ asking: Asking) -> BooksFault {
        switch response.status {
        case 401:
            guard stated != nil || !LineFaults.isPage(response) else { return LineFaults.refusedByLine(response) }
            var known = expired
            if let stated, let row = row(of: stated.code), row.kind == .reconnect { known = row }
            return known.fault(code: stated?.code ?? "401", text: stated?.text ?? "")
        case 429: return throttled(response, stated)
        case 403:
            guard let stated else { return LineFaults.refusedByLine(response) }
            if row(of: stated.code)?.kind == .throttled { return throttled(response, stated) }
            return (row(of: stated.code) ?? notLetIn).fault(code: stated.code, text: stated.text)
        case 408, 500..<600, 300..<400:
            let isBusy = response.status == 503
            let answer = LineFaults.broken(response, text: stated?.text ?? "", asking, wait: isBusy ? minute : nil)
            guard let stated, row(of: stated.code)?.kind == .unclear else { return answer }
            return known(stated, asking, after: answer.after)
        case 413: return LineFaults.tooLarge.fault(code: stated?.code ?? "413", text: stated?.text ?? "")
        case 404 where stated == nil:
            if LineFaults.isPage(response) { return LineFaults.refusedByLine(response) }
            return gone.fault(code: "404")
        default:
            if let stated { return fault(stated, response, asking) }
            if LineFaults.isPage(response) { return LineFaults.refusedByLine(response) }
            return unreadable.fault(code: "\(response.status)", text: String(decoding: response.body, as: UTF8.self))
        }
    }

    private static func fault(_ stated: Stated, _ response: HTTPResponse, _ asking: Asking) -> BooksFault {
        row(of: stated.code)?.kind == .throttled
            ? throttled(response, stated) : known(stated, asking, after: RetryAfter.read(response))
    }

    private static func known(_ stated: Stated, _ asking: Asking, after: Duration? = nil) -> BooksFault {
        let row = row(of: stated.code) ?? (stated.type.uppercased().hasPrefix("AUTH") ? notLetIn : unknown)
        let fault = row.fault(code: stated.code, text: stated.text, after: after)
        guard fault.kind == .unclear, asking == .read else { return fault }
        return BooksFault(
            .later, code: fault.code, text: fault.text, sentence: fault.sentence, remedy: "Nothing: it is asked again.",
            after: fault.after)
    }

    private static func throttled(_ response: HTTPResponse, _ stated: Stated?) -> BooksFault {
        throttledRow.fault(code: stated?.code ?? "429", text: stated?.text ?? "", after: RetryAfter.read(response))
    }

    private static let minute: Duration = .seconds(60)
    private static let throttledRow = row(of: "3001") ?? unknown
    private static let expired = row(of: "3200") ?? unknown
    private static let notLetIn = row(of: "3100") ?? unknown
    private static let unreadable = FaultRow([], .ours, "QuickBooks does not take this call.", report)

    // MARK: - Envelopes

    /// The error of an envelope in capitals or not: the first whose code is known, else the first.
    private static func stated(in tree: JSONTree) -> Stated? {
        guard let fault = tree["Fault"] ?? tree["fault"], fault.members != nil else { return nil }
        let type = fault["type"]?.text ?? ""
        let errors = (fault["Error"] ?? fault["error"])?.items ?? []
        let all = errors.map { error in
            let code = error["code"]?.word ?? ""
            let message = (error["Message"] ?? error["message"])?.text ?? ""
            let detail = (error["Detail"] ?? error["detail"])?.text ?? ""
            return Stated(code: code, text: text(message, detail, code, type), type: type)
        }
        return all.first { row(of: $0.code) != nil } ?? all.first ?? Stated(code: "fault", text: type, type: type)
    }

    /// Message and detail; the detail of a fault about who is asking can hold the token, and is left out.
    private static func text(_ message: String, _ detail: String, _ code: String, _ type: String) -> String {
        let kinds: [BooksFault.Class?] = [.expired, .reconnect]
        let isAboutTokens = kinds.contains(row(of: code)?.kind) || type.uppercased().hasPrefix("AUTH")
        return detail.isEmpty || isAboutTokens ? message : message.isEmpty ? detail : "\(message): \(detail)"
    }

    /// The error of an envelope in XML, as the gateway sends it whatever was asked for.
    private static func marked(in response: HTTPResponse) -> Stated? {
        let text = String(decoding: response.body.prefix(4_096), as: UTF8.self)
        guard let start = text.firstRange(of: "<Error code=\"")?.upperBound else { return nil }
        let code = String(text[start...].prefix { $0 != "\"" })
        func element(_ name: String) -> String {
            guard let start = text.firstRange(of: "<\(name)>")?.upperBound else { return "" }
            return String(text[start...].prefix { $0 != "<" })
        }
        return Stated(code: code, text: Self.text(element("Message"), element("Detail"), code, ""), type: "")
    }
}
