import ArgumentParser
import LocalAPI

/// Looks on while a sync job goes, and says how far it is.
struct SyncProgress {
    let client: AgentClient
    /// How long an agent that does not answer is borne with, in seconds.
    let patience: Int

    private static let pause = Duration.milliseconds(500)

    /// Comes back when the job ended, or when nothing comes of waiting.
    func lookOn(from first: SyncJobReply) async throws -> SyncJobReply {
        let clock = ContinuousClock()
        var (job, lastAnswer, lastText) = (first, clock.now, "")
        while job.state == "running", job.laneState != "paused" {
            let text = Self.text(job)
            if Terminal.showsProgress { Output.overwrite(text) } else if text != lastText { Output.talk(text) }
            lastText = text
            try await clock.sleep(for: Self.pause)
            do throws(ClientError) {
                job = try await client.syncJob(job.id)
                lastAnswer = clock.now
            } catch {
                guard error.isWorthRepeating, clock.now - lastAnswer < .seconds(patience) else {
                    if Terminal.showsProgress { Output.overwrite("") }
                    Output.talk(error)
                    throw error.exitCode
                }
            }
        }
        if Terminal.showsProgress { Output.overwrite("") }
        return job
    }

    /// How far it is, on one line.
    static func text(_ job: SyncJobReply) -> String {
        let progress = job.progress
        var text = "\(Bar.text(progress.posted, of: progress.all - progress.collecting)) "
        text += "\(progress.posted) of \(progress.all - progress.collecting) posted"
        if progress.waiting > 0 { text += ", \(progress.waiting) wait for a person" }
        if progress.givenUp > 0 { text += ", \(progress.givenUp) given up" }
        if job.laneState != "running" { text += " · \(job.laneState)\(job.laneReason.map { ": \($0)" } ?? "")" }
        return text
    }

    /// The parts of a job as a table shows them.
    static func parts(_ job: SyncJobReply) -> [(String, String)] {
        let progress = job.progress
        let reason = job.reason.map { ": \($0)" } ?? ""
        var parts = [
            ("sync job", "\(job.id)  \(job.state)\(reason)"), ("lane", "\(job.lane)  \(job.laneState)"),
            ("asked", "\(selection(job.selection)), by \(job.askedBy), \(job.askedAt)"),
        ]
        if let first = job.retries { parts.append(("takes up the rest of", "sync job \(first)")) }
        parts += [
            ("posted", "\(progress.posted)"), ("to be posted", "\(progress.toGo)"),
            ("wait for a person", "\(progress.waiting)"), ("given up", "\(progress.givenUp)"),
            ("sums whose day still collects", "\(progress.collecting)"), ("there before", "\(progress.already)"),
        ]
        if let end = job.finishedAt { parts.append(("ended", end)) }
        return parts
    }

    /// What was asked, in words.
    static func selection(_ wanted: SyncRequest) -> String {
        var words: [String] = []
        if let types = wanted.types { words.append(types.joined(separator: ", ")) }
        if let ids = wanted.ids { words.append(ids.count > 3 ? "\(ids.count) sales" : ids.joined(separator: ", ")) }
        if let from = wanted.from { words.append("from \(from)") }
        if let to = wanted.to { words.append("to \(to)") }
        if words.isEmpty { words = ["all"] }
        if wanted.force == true { words.append("by force") }
        return words.joined(separator: " ")
    }

    /// What a person should know of how it stands; nil where nothing.
    static func remark(_ job: SyncJobReply) -> String? {
        let progress = job.progress
        if job.state == "running", job.laneState == "paused" {
            return "The lane is paused: \(job.laneReason ?? "by a person"); see: risiti tasks list"
        }
        if progress.waiting > 0 {
            return "Something waits for a person; see: risiti tasks list; then: risiti books jobs retry \(job.id)"
        }
        if progress.collecting > 0 {
            return "\(progress.collecting) days still collect; they are posted when they are over, or now with --force"
        }
        return nil
    }
}
