import Foundation
import LocalAPI

/// How a backlog goes: what is left, how fast, how long yet.
///
/// On a terminal one line that changes; elsewhere a line when something moved, at most every two seconds.
struct DrainProgress {
    private var readings: [(at: ContinuousClock.Instant, done: Int)] = []
    private var lastLine: ContinuousClock.Instant?
    private var lastText = ""
    private var doneAtFirst: Int?
    private var doneNow = 0

    /// The speed is taken over so long.
    private static let window = Duration.seconds(10)
    private static let linePause = Duration.seconds(2)

    /// Shows a reading.
    mutating func show(_ lanes: [LaneReply], at now: ContinuousClock.Instant) {
        doneNow = lanes.reduce(0) { $0 + $1.done }
        doneAtFirst = doneAtFirst ?? doneNow
        readings.append((now, doneNow))
        readings.removeAll { now - $0.at > Self.window }
        let text = Self.text(lanes, perSecond: perSecond, done: doneNow - (doneAtFirst ?? doneNow))
        if Terminal.showsProgress {
            Output.overwrite(text)
        } else if text != lastText, lastLine.map({ now - $0 >= Self.linePause }) ?? true {
            lastLine = now
            Output.talk(text)
        }
        lastText = text
    }

    /// Takes the line away.
    func clear() {
        if Terminal.showsProgress { Output.overwrite("") }
    }

    /// Says what was done.
    func end(took: Duration) {
        clear()
        let seconds = took / .seconds(1)
        let done = doneNow - (doneAtFirst ?? doneNow)
        Output.talk("Nothing is left; \(done) sent in \(String(format: "%.1f", seconds)) s.")
    }

    /// Jobs a second over the window.
    var perSecond: Double {
        guard let first = readings.first, let last = readings.last, last.at > first.at else { return 0 }
        return Double(last.done - first.done) / ((last.at - first.at) / .seconds(1))
    }

    static func text(_ lanes: [LaneReply], perSecond: Double, done: Int) -> String {
        let backlog = lanes.reduce(0) { $0 + $1.backlog }
        var parts = ["\(Bar.text(done, of: done + backlog)) \(backlog) left of \(done + backlog)"]
        if perSecond > 0 {
            parts.append(String(format: "%.1f/s", perSecond))
            parts.append("about \(Span.text(seconds: Int((Double(backlog) / perSecond).rounded(.up)))) yet")
        }
        for lane in lanes where lane.backlog > 0 && lane.state != .running {
            parts.append("\(lane.name) \(lane.state.rawValue)\(lane.reason.map { ": " + $0 } ?? "")")
        }
        return parts.joined(separator: " · ")
    }
}
