import JSON
import Outbound

/// Faults of the line between us and a provider: they are the same for both.
///
/// Source: accounting-apis §6.2 (7) and §6.6.
enum LineFaults {
    /// What an answer holds that is no answer of a provider, or none at all.
    static let offline = FaultRow(
        ["offline"], .later, "The provider cannot be reached.",
        "Nothing: it goes on by itself when the line is up. Check the router if it stays so.")
    static let secure = FaultRow(
        ["tls"], .later, "No secure connection to the provider can be made.",
        "Check the date and time of this machine, and whether the network asks for a login.")
    static let notSent = FaultRow(
        ["not_sent"], .later, "The call could not be sent.", "Check the settings of the connection.")
    static let lost = FaultRow(
        ["lost"], .unclear, "The provider's answer was lost on the way.",
        "Nothing: the record is looked for before anything is sent again.")
    static let lostRead = FaultRow(
        ["lost"], .later, "The provider's answer was lost on the way.", "Nothing: it is asked again.")
    static let foreign = FaultRow(
        ["foreign"], .unclear, "Something on the line answered in the provider's place.",
        "Check whether the network asks for a login; the record is looked for before anything is sent again.")
    static let foreignRead = FaultRow(
        ["foreign"], .later, "Something on the line answered in the provider's place.",
        "Check whether the network asks for a login.")
    static let broken = FaultRow(
        ["broken"], .unclear, "The provider had trouble and may or may not have done it.",
        "Nothing: the record is looked for before anything is sent again.")
    static let brokenRead = FaultRow(
        ["broken"], .later, "The provider has trouble.", "Nothing: it is asked again.")
    static let refusedByLine = FaultRow(
        ["refused_by_line"], .later, "Something on the line refused the call in the provider's place.",
        "Check the network's proxy or firewall.")
    static let tooLarge = FaultRow(
        ["too_large"], .refused, "The record is larger than the provider takes.",
        "Send a smaller file, or enter the document by hand.")

    /// The fault of a call that has no answer.
    static func fault(_ failure: OutboundFailure, _ asking: Asking) -> BooksFault {
        switch failure {
        case .notSent(let reason, let sentence):
            let row =
                switch reason {
                case .nameNotResolved, .notConnected, .connectTimeout, .proxy, .timeout, .reset: offline
                case .secureConnection: secure
                default: notSent
                }
            return row.fault(code: "\(row.codes[0]).\(reason.rawValue)", text: sentence)
        case .unclear(let reason, let sentence):
            let row = asking == .write ? lost : lostRead
            return row.fault(code: "lost.\(reason.rawValue)", text: sentence)
        }
    }

    /// The fault of a status with which the provider says that it has trouble, and which leaves open what was done.
    static func broken(_ response: HTTPResponse, text: String, _ asking: Asking, wait: Duration? = nil) -> BooksFault {
        (asking == .write ? broken : brokenRead).fault(
            code: "\(response.status)", text: text, after: RetryAfter.read(response) ?? wait)
    }

    /// The fault of an answer that is not the provider's: a portal's page, half an answer, nothing.
    static func foreign(_ response: HTTPResponse, _ asking: Asking) -> BooksFault {
        let kind = response.header("content-type") ?? "no content type"
        return (asking == .write ? foreign : foreignRead).fault(
            code: "\(response.status)", text: "\(response.body.count) bytes of \(kind)")
    }

    /// The same, of whatever came back.
    static func foreign(_ answer: BooksAnswer, _ asking: Asking) -> BooksFault {
        switch answer {
        case .response(let response): foreign(response, asking)
        case .failed(let failure): fault(failure, asking)
        }
    }

    /// The fault of a refusal that is not in the provider's words.
    static func refusedByLine(_ response: HTTPResponse) -> BooksFault {
        let kind = response.header("content-type") ?? "no content type"
        return refusedByLine.fault(
            code: "\(response.status)", text: "\(response.body.count) bytes of \(kind)",
            after: RetryAfter.read(response))
    }

    /// Whether a body is a page for people.
    static func isPage(_ response: HTTPResponse) -> Bool {
        if response.header("content-type")?.lowercased().contains("html") == true { return true }
        let start = String(decoding: response.body.prefix(200), as: UTF8.self).lowercased()
        return start.contains("<!doctype html") || start.contains("<html")
    }
}
