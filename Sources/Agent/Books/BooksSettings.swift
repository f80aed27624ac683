public import Fiscal
import Foundation
public import Spool

/// What a person set for one company's postings; other members of the connection's settings are not looked at.
public struct BooksSettings: Hashable, Sendable {
    /// What a document waits for.
    public enum After: String, Sendable, Codable, CaseIterable {
        /// The fiscal receipt.
        case kra
        /// Nothing; the fiscal number is written back once it is there.
        case none
    }

    /// The first day whose sales go to these books; that of the connecting unless told otherwise.
    public var from: CalendarDay
    /// What a document waits for; `kra` unless told otherwise.
    public var after: After

    /// What the settings of a connection say: `{"from": "2026-11-20", "after": "kra"}`.
    ///
    /// - Throws: ``SpoolError`` `refused` where a member says something else.
    public init(of connection: BooksConnection) throws(SpoolError) {
        do {
            let members = try JSONDecoder().decode(Members.self, from: Data(connection.settings.utf8))
            from = members.from ?? CalendarDay(connection.connectedAt)
            after = members.after ?? .kra
        } catch {
            throw SpoolError(
                .refused,
                """
                the settings of \(connection.lane) cannot be read: from is a day such as "2026-11-20", after is kra or none
                """)
        }
    }

    private struct Members: Decodable {
        let from: CalendarDay?
        let after: After?
    }
}
