import LocalAPI

/// What a person is told of sales that a company's lane leaves out.
enum LeftOutWords {
    /// Sales that are named one by one.
    private static let most = 10

    /// How many of a lane are left out for which reason; empty where none is.
    static func counts(_ lane: LaneReply) -> [String] {
        let before = lane.leftOut - lane.leftOutExported
        return (before > 0 ? ["\(before) from before these books left out"] : [])
            + (lane.leftOutExported > 0 ? ["\(lane.leftOutExported) exported in files left out"] : [])
    }

    /// The sales by their exports: `T1-000001, T1-000002 in export 3, marked as imported`.
    static func sales(_ out: SyncJobReply.LeftOut) -> String {
        let named = out.sales.prefix(most)
        let groups = Dictionary(grouping: named, by: \.export).sorted { $0.key < $1.key }.map { export, sales in
            let names = sales.map(\.temporaryNumber).joined(separator: ", ")
            return "\(names) in export \(export)\(sales[0].imported ? ", marked as imported" : "")"
        }
        let rest = out.count - named.count
        return groups.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
    }

    /// What of a sync job stays out, and how it is taken in all the same.
    static func remark(_ out: SyncJobReply.LeftOut, _ lane: String, _ wanted: SyncRequest) -> String {
        var insisting = wanted
        insisting.includesExported = true
        return """
            \(out.count) \(out.count == 1 ? "sale" : "sales") left for these books in files and \
            \(out.count == 1 ? "stays" : "stay") out, or they would have \(out.count == 1 ? "it" : "them") twice: \
            \(sales(out)).
            To take \(out.count == 1 ? "it" : "them") in all the same: \(command(lane, insisting))
            """
    }

    /// What left in files for a company's program, when it is connected or its books begin earlier; nil where nothing did.
    static func remark(_ exports: [ExportReply], _ company: ConnectionReply) -> String? {
        let own = exports.filter { $0.profile == company.provider && !$0.again }.sorted { $0.number < $1.number }
        guard !own.isEmpty else { return nil }
        let numbers = own.map { "\($0.number)" }.joined(separator: ", ")
        return """
            What left for \(company.provider) in files stays out, or these books would have it twice (\
            \(own.count == 1 ? "export" : "exports") \(numbers)); to take it in all the same: \
            \(command(company.lane, SyncRequest(includesExported: true)))
            """
    }

    /// The verb that asks for a selection.
    private static func command(_ lane: String, _ wanted: SyncRequest) -> String {
        var words = ["risiti books sync", lane]
        if let types = wanted.types { words += ["--type"] + types }
        if let ids = wanted.ids { words += ["--sale"] + ids }
        if let from = wanted.from { words += ["--from", from] }
        if let to = wanted.to { words += ["--to", to] }
        if wanted.force == true { words.append("--force") }
        if wanted.includesExported == true { words.append("--exported") }
        return words.joined(separator: " ")
    }
}
