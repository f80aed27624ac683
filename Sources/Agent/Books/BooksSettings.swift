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

    /// What counts where a document stands otherwise in the books than it was posted.
    public enum Conflicts: String, Sendable, Codable, CaseIterable {
        /// A person says.
        case ask
        /// What stands there.
        case theirs
        /// What the fiscal receipt says, as far as it can be put back.
        case ours
    }

    /// Whether documents go by themselves.
    public enum Posting: String, Sendable, Codable, CaseIterable {
        /// Each as soon as it can.
        case automatic
        /// When a person asks for it by a sync job.
        case manual
    }

    /// The first day whose sales go to these books; that of the connecting unless told otherwise.
    public var from: CalendarDay
    /// What a document waits for; `kra` unless told otherwise.
    public var after: After
    /// How often it is asked what changed there; `zero` is never, 15 minutes unless told otherwise.
    public var watch: Duration
    /// What counts where a document stands otherwise; `ask` unless told otherwise.
    public var conflicts: Conflicts
    /// Whether documents go by themselves; `automatic` unless told otherwise.
    public var posting: Posting

    /// The longest time between two looks, in minutes: a day.
    static let longestWatch = 1_440

    /// What the settings of a connection say: `{"from": "2026-11-20", "after": "kra", "posting": "manual", "watch": 15,
    /// "conflicts": "ask"}`.
    ///
    /// - Throws: ``SpoolError`` `refused` where a member says something else.
    public init(of connection: BooksConnection) throws(SpoolError) {
        do {
            let members = try JSONDecoder().decode(Members.self, from: Data(connection.settings.utf8))
            from = members.from ?? CalendarDay(connection.connectedAt)
            after = members.after ?? .kra
            conflicts = members.conflicts ?? .ask
            let minutes = members.watch ?? 15
            guard (0...Self.longestWatch).contains(minutes) else { throw Unreadable() }
            watch = .seconds(minutes * 60)
            posting = members.posting ?? .automatic
        } catch {
            throw SpoolError(
                .refused,
                """
                the settings of \(connection.lane) cannot be read: from is a day such as "2026-11-20", after is kra or \
                none, posting is automatic or manual, watch is 0 to \(Self.longestWatch) minutes, conflicts is ask, \
                theirs or ours
                """)
        }
    }

    /// Which documents go without a sync job that asks for them.
    var flow: BooksFlow { posting == .manual ? .manual : .automatic(from: from) }

    private struct Members: Decodable {
        let from: CalendarDay?
        let after: After?
        let watch: Int?
        let conflicts: Conflicts?
        let posting: Posting?
    }

    private struct Unreadable: Error {}
}
