import ArgumentParser
import Foundation
import LocalAPI

/// Counts what `sell` does, writes a line for each sale, and tells a person how it goes.
actor SellTally {
    private let count: Int
    private let output: Output
    private let started = ContinuousClock.now
    private var lastProgress = ContinuousClock.now
    private var accepted = 0
    private var known = 0
    private var refused = 0
    private var worst = ExitCode.success
    private var hasToldOfWaiting = false

    /// Whether there is sense in posting more.
    private(set) var goesOn = true

    private static let progressPause = Duration.milliseconds(200)

    init(count: Int, output: Output) {
        self.count = count
        self.output = output
    }

    /// Notes an answer.
    func sold(_ sale: PostedSale, _ answer: SaleAnswer) {
        if answer.wasKnown { known += 1 } else { accepted += 1 }
        hasToldOfWaiting = false
        let reply = answer.sale
        let line = [
            Table.padded(reply.temporaryNumber, to: 12), Table.padded(reply.state.rawValue, to: 10),
            Table.padded(reply.totals.total, to: 12, isRight: true), reply.id, answer.wasKnown ? "known" : "",
        ].filter { !$0.isEmpty }.joined(separator: "  ")
        output.row(SoldLine(key: sale.key, place: sale.place, wasKnown: answer.wasKnown, sale: reply), line)
        progress()
    }

    /// Notes a sale that was not taken; ends the run where the next could fare no better.
    func failed(_ sale: PostedSale, _ error: ClientError) {
        let isAboutSale = Self.isAboutSale(error)
        guard goesOn || isAboutSale else { return }
        clearProgress()
        Output.talk(error, about: sale.place)
        if isAboutSale {
            refused += 1
            if worst == .success { worst = .badInput }
        } else {
            worst = error.exitCode
            goesOn = false
        }
    }

    /// Tells once that the agent is asked again.
    func waits(_ sale: PostedSale, _ error: ClientError) {
        guard !hasToldOfWaiting else { return }
        hasToldOfWaiting = true
        clearProgress()
        Output.talk("\(sale.place): \(error.sentence); trying again")
    }

    /// Writes the summary; what the verb ends with.
    func finish() -> ExitCode {
        clearProgress()
        let seconds = max(0.001, Double((ContinuousClock.now - started) / .milliseconds(1)) / 1_000)
        let rest = count - accepted - known - refused
        var parts = ["\(accepted) accepted"]
        if known > 0 { parts.append("\(known) known already") }
        if refused > 0 { parts.append("\(refused) refused") }
        if rest > 0 { parts.append("\(rest) not posted") }
        let time = String(format: "%.1f", seconds)
        let rate = String(format: "%.0f", Double(accepted + known) / seconds)
        Output.talk("\(count) sales: \(parts.joined(separator: ", ")) in \(time) s, \(rate)/s")
        return worst
    }

    /// Whether the sale itself is at fault, its key under another body included, so that the next may fare better.
    private static func isAboutSale(_ error: ClientError) -> Bool {
        guard case .refused(let problem) = error else { return false }
        return [400, 409, 413, 422].contains(problem.status)
    }

    private func progress() {
        guard Terminal.showsProgress, !Terminal.showsResults else { return }
        let now = ContinuousClock.now
        guard now - lastProgress >= Self.progressPause else { return }
        lastProgress = now
        let done = accepted + known
        let rate = Double(done) / max(0.001, (now - started) / .seconds(1))
        Output.overwrite("posted \(done) of \(count), \(String(format: "%.0f", rate))/s")
    }

    private func clearProgress() {
        guard Terminal.showsProgress, !Terminal.showsResults else { return }
        Output.overwrite("")
    }
}
