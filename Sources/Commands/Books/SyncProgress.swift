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
        if let rest = job.rest { text += " · \(Self.text(rest))" }
        if job.laneState != "running" { text += " · \(job.laneState)\(job.laneReason.map { ": \($0)" } ?? "")" }
        return text
    }

    /// What rests, until when, and why.
    private static func text(_ rest: SyncJobReply.Rest) -> String {
        "\(rest.documents) \(rest.documents == 1 ? "rests" : "rest") until \(rest.until.clock): \(rest.reason)"
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
            ("in sums that still collect", "\(progress.collecting)"), ("there before", "\(progress.already)"),
        ]
        if let rest = job.rest { parts.append(("of it", Self.text(rest))) }
        if let out = job.leftOut { parts.append(("left out", LeftOutWords.sales(out))) }
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
        if wanted.includesExported == true { words.append("with what left in files") }
        return words.joined(separator: " ")
    }

    /// What a person should know of how it stands; nil where nothing.
    ///
    /// - Parameter tasks: what holds its documents up.
    static func remark(_ job: SyncJobReply, _ tasks: [BooksDocumentReply.Task] = []) -> String? {
        let progress = job.progress
        if job.state == "running", job.laneState == "paused" {
            let reason = job.laneReason ?? "by a person"
            let told = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
            return "The lane is paused: \(told); see: risiti tasks list"
        }
        if progress.waiting > 0 {
            let known = tasks.map(sentence).joined(separator: "\n")
            return """
                \(known.isEmpty ? "Something waits for a person." : known)
                See: risiti tasks list; what it waits for done: risiti books jobs retry \(job.id)
                """
        }
        guard progress.collecting > 0 else { return nil }
        let some = progress.collecting == 1 ? "One still collects" : "\(progress.collecting) still collect"
        return "\(some) in sums of days; these are posted when the day is over, or now with --force"
    }

    /// A task that holds something up, in a sentence of its own.
    static func sentence(of task: BooksDocumentReply.Task) -> String {
        "Task \(task.id): \(task.reason)\(task.reason.hasSuffix(".") ? "" : ".")"
    }

    /// The same, with the tasks that hold up what it left.
    func remark(_ job: SyncJobReply) async -> String? {
        if job.progress.all == 0, let tally = try? await client.booksTally(job.lane),
            tally.leftOut > tally.leftOutExported
        {
            return """
                \(tally.leftOut - tally.leftOutExported) sales are from before \(tally.from ?? "these books") and stay out; to take them in: \
                risiti books settings \(job.lane) --from DAY
                """
        }
        guard job.progress.waiting > 0 else { return Self.remark(job) }
        var tasks: [Int64: BooksDocumentReply.Task] = [:]
        var cursor: String?
        repeat {
            guard let page = try? await client.booksDocuments(job.lane, job: job.id, cursor: cursor) else { break }
            for task in page.documents.compactMap(\.task) { tasks[task.id] = task }
            cursor = page.nextCursor
        } while cursor != nil && tasks.count < Self.mostTasks
        return Self.remark(job, tasks.values.sorted { $0.id < $1.id })
    }

    /// Tasks that are named; more are in the list of tasks.
    private static let mostTasks = 5
}

extension String {
    /// The clock's part of a time: `10:14:05` of `2026-03-12T10:14:05+03:00`.
    fileprivate var clock: String {
        guard count > 19, let mark = firstIndex(of: "T") else { return self }
        return String(self[index(after: mark)...].prefix(8))
    }
}
