import Accounting
import Spool

extension Trouble {
    /// The code of the task that asks a person to connect a company again.
    static let needsReconnect = "books.needs_reconnect"

    /// A company's grant is over.
    static func needsReconnect(_ company: Company, title: String, _ fault: BooksFault) -> Trouble {
        Trouble(
            code: needsReconnect, reason: "\(fault.sentence); what is for \(title) waits here",
            evidence: ["company": title, "lane": company.lane, "provider_code": fault.code],
            action: "run: risiti books connect \(company.provider.rawValue) --again \(company.lane)")
    }
}
