import LocalAPI

/// The status as a person reads it at a counter: what is wrong first, then what waits, then the rest.
struct StatusScreen {
    private let status: StatusReply

    /// A bar is full at so many waiting jobs, so that bars of two moments can be compared.
    private static let fullBacklog = 1_000
    /// The longest name of a line, "control unit".
    private static let nameWidth = 12

    init(_ status: StatusReply) {
        self.status = status
    }

    /// The screen, at most 24 lines for a shop with a few lanes.
    var lines: [String] {
        var lines = ["Risiti \(status.version)  \(status.state == .healthy ? "healthy" : "NEEDS ATTENTION")"]
        lines += status.problems.map { "  ! \($0)" }
        lines.append("")
        lines += laneLines + [outageLine, ""]
        lines +=
            [deviceLine, journalLine, tasksLine] + counterLines + [clockLine, diskLine] + mirrorLines + [memoryLine]
        return lines
    }

    private var laneLines: [String] {
        let width = status.lanes.map(\.name.count).max() ?? 0
        return status.lanes.map { lane in
            let bar = Bar.text(lane.backlog, of: Self.fullBacklog)
            let oldest = lane.oldestUnsentAge.map { ", oldest \(Span.text(seconds: $0))" } ?? ""
            let reasons = [lane.reason].compactMap { $0 } + lane.restTexts
            let why = reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"
            return part(
                "lane",
                "\(Table.padded(lane.name, to: width)) \(bar) \(lane.backlog) waiting\(oldest), "
                    + "\(lane.done) done\(Self.rest(lane)), \(lane.state.rawValue)\(why)")
        }
    }

    /// What is neither waiting nor done; empty where there is nothing.
    private static func rest(_ lane: LaneReply) -> String {
        ((lane.givenUp > 0 ? ["\(lane.givenUp) given up"] : []) + LeftOutWords.counts(lane)).map { ", " + $0 }.joined()
    }

    private var outageLine: String {
        let outage = status.outage
        guard outage.sales > 0 else { return part("outage", "KRA has every sale") }
        let used = max(0, outage.budget - outage.left)
        let left = outage.left >= 0 ? "\(Span.text(seconds: outage.left)) left" : "USED UP"
        return part(
            "outage",
            "\(Bar.text(used, of: outage.budget)) \(left) of \(Span.text(seconds: outage.budget)) "
                + "for \(outage.sales) sales, KES \(outage.money)")
    }

    private var deviceLine: String {
        let device = status.device
        let unit = device.initialised ? "control unit \(device.scuID ?? "-")" : "NOT INITIALISED; run `risiti kra init`"
        return part("device", "\(device.pin) branch \(device.branchID) serial \(device.serial), \(unit)")
    }

    private var journalLine: String {
        guard let checkpoint = status.checkpoint else { return part("journal", "empty") }
        return part("journal", "\(checkpoint.sequence) entries, head \(checkpoint.hash.prefix(16))…")
    }

    private var tasksLine: String {
        part("tasks", status.tasks == 0 ? "none" : "\(status.tasks) open; see `risiti tasks list`")
    }

    /// The devices of the counter, each by what it is.
    private var counterLines: [String] {
        status.printers.map { device in
            let waiting = device.waiting > 0 ? ", \(device.waiting) slips waiting" : ""
            let why = device.reason.map { " (\($0))" } ?? ""
            // An agent that does not say is of the time when all were called printers.
            let kind = (device.kind ?? "printer").replacing("_", with: " ")
            return part(kind, "\(device.name) \(device.state)\(waiting)\(why)")
        }
    }

    private var clockLine: String {
        let clock = status.clock
        let skew = clock.kraSkew.map { ", KRA's is \(abs($0)) ms \($0 >= 0 ? "ahead" : "behind")" } ?? ""
        return part("clock", "\(clock.now)\(clock.suspect ? ", KNOWN TO BE WRONG" : "")\(skew)")
    }

    private var diskLine: String {
        let disk = status.disk
        return part(
            "disk",
            "\(Span.text(bytes: disk.free)) free, spool \(Span.text(bytes: disk.spool)), log "
                + "\(Span.text(bytes: disk.log)), reserve \(Span.text(bytes: disk.reserve))")
    }

    private var mirrorLines: [String] {
        guard let mirror = status.mirror else { return [] }
        let behind = mirror.behind > 0 ? ", \(mirror.behind) commits behind" : ""
        return [part("mirror", "\(mirror.path) \(mirror.state)\(behind)\(mirror.reason.map { " (\($0))" } ?? "")")]
    }

    private var memoryLine: String {
        part("memory", Span.text(bytes: status.memory))
    }

    private func part(_ name: String, _ text: String) -> String {
        Table.padded(name, to: Self.nameWidth) + "  " + text
    }
}
