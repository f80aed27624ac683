import JSON
import Outbound

/// What a provider refused inside an answer whose status says that all is well (accounting-apis §1.4, §2.5).
///
/// Only for the record of exchanges: what follows from a refusal is for the ``Dialect`` to say.
struct InnerRefusals: Sendable {
    /// Whether it is not the provider's answer at all: a portal's page, or nothing.
    let isForeign: Bool
    /// Parts of which the answer speaks; 1 where it is refused as a whole.
    let parts: Int
    /// The refused ones: what names the part, nil for the answer as a whole, and why.
    let refused: [(name: String?, fault: BooksFault)]

    /// Refused parts that are told one by one.
    private static let told = 3
    /// What names a part of an answer, the first that is there.
    private static let names = [
        "InvoiceNumber", "CreditNoteNumber", "ContactNumber", "Code", "Reference", "Name", "bId",
    ]

    /// Looks into the answer to a call; nil where nothing in it was refused, or its status says so already.
    init?(in response: HTTPResponse, to call: BooksCall, of provider: Provider) {
        guard (200..<300).contains(response.status) else { return nil }
        let asking: Asking = call.method == "GET" ? .read : .write
        let first = response.body.first { !" \t\r\n".utf8.contains($0) }
        let isMarkedUp = first == UInt8(ascii: "<") && response.body.prefix(4_096).holds("<Error code=")
        isForeign = !isMarkedUp && first != UInt8(ascii: "{")
        guard !isForeign else {
            (parts, refused) = (1, [(nil, LineFaults.foreign(response, asking))])
            return
        }
        // Most is reading, which is looked into only where the word for a refusal stands in it.
        let isWorthReading =
            provider == .xero
            ? asking == .write || response.body[...].holds("ErrorNumber")
            : response.body[...].holds("ault")
        guard isMarkedUp || isWorthReading else { return nil }
        let tree: JSONTree
        do throws(BooksFault) {
            let answer = BooksAnswer.response(response)
            tree =
                try provider == .xero
                ? XeroFaults.tree(of: answer, asking) : QuickBooksFaults.tree(of: answer, asking)
        } catch {
            (parts, refused) = (1, [(nil, error)])
            return
        }
        let all = (tree.members ?? []).flatMap { $0.1.items ?? [] }.filter { $0.members != nil }
        let refused = all.compactMap { part -> (name: String?, fault: BooksFault)? in
            let fault = provider == .xero ? XeroFaults.fault(in: part) : QuickBooksFaults.fault(in: part, asking)
            return fault.map { (Self.names.lazy.compactMap { part[$0]?.word }.first, $0) }
        }
        guard !refused.isEmpty else { return nil }
        (self.parts, self.refused) = (all.count, refused)
    }

    /// A code and a sentence: `foreign: …`, `refused: …`, or `refused in part: 1 of 50: 00-T1-000007: …`.
    var words: String {
        let told = refused.prefix(Self.told).map { name, fault in
            let said = fault.text.isEmpty ? "" : " \"\(fault.text.prefix(200))\""
            return (name.map { "\($0): " } ?? "") + "\(fault.sentence)\(said) (\(fault.code))"
        }
        let more = refused.count > told.count ? "; and \(refused.count - told.count) more" : ""
        let list = told.joined(separator: "; ") + more
        guard !isForeign else { return "foreign: \(list)" }
        guard refused.count < parts else {
            return parts == 1 ? "refused: \(list)" : "refused: all \(parts): \(list)"
        }
        return "refused in part: \(refused.count) of \(parts): \(list)"
    }
}

extension ArraySlice<UInt8> {
    /// Whether a word of ASCII stands in it.
    fileprivate func holds(_ word: String) -> Bool {
        let word = Array(word.utf8)
        return indices.dropLast(word.count - 1).contains { self[$0] == word[0] && self[$0...].starts(with: word) }
    }
}
