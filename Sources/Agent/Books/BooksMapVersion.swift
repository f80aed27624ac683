public import Accounting
import Fiscal
import Foundation
import JSON
public import Spool

/// What is kept of one version of a map: the map, and where an undoing made it, the version that it went back to.
public struct BooksMapVersion: Sendable {
    /// The map.
    public let map: BooksMap
    /// The version whose map it is once more; nil for one that a change made.
    public let backTo: Int?

    private static let member = "back_to"

    init(map: BooksMap, backTo: Int?) { (self.map, self.backTo) = (map, backTo) }

    /// Reads what is kept.
    ///
    /// - Throws: `DecodingError` where it is no map: somebody changed the spool by hand.
    public init(_ kept: BooksMapping) throws {
        map = try JSONDecoder().decode(BooksMap.self, from: Data(kept.body.utf8))
        guard case .number(let text)? = try JSONTree(parsing: Array(kept.body.utf8))[Self.member] else {
            backTo = nil
            return
        }
        backTo = Int(text)
    }

    /// What is kept of it, as JSON.
    var body: String {
        get throws {
            let plain = try CanonicalJSON.bytes(of: map)
            guard let backTo, let members = try JSONTree(parsing: plain).members else {
                return String(decoding: plain, as: UTF8.self)
            }
            return JSONTree.object(members + [(Self.member, .number("\(backTo)"))]).json
        }
    }

    /// The version to which an undoing goes back; nil where there is none.
    ///
    /// A version that went back counts as the one that it went back to: what was undone is not come upon again.
    /// - Parameter versions: the versions, the newest first.
    static func before(_ versions: [BooksMapping]) throws -> (version: Int, map: BooksMap)? {
        guard let newest = versions.first else { return nil }
        let place = try BooksMapVersion(newest).backTo ?? newest.version
        guard let kept = versions.first(where: { $0.version == place - 1 }) else { return nil }
        let before = try BooksMapVersion(kept)
        return (before.backTo ?? kept.version, before.map)
    }
}
