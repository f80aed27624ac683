import Accounting
import Agent
import Fiscal
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import NIOCore
import Spool

/// `/v1/exports`: sales as files for other programs of accounts.
struct ExportRoutes {
    let agent: Agent

    /// Bytes of a file that are sent at once.
    private static let piece = 1 << 16
    private static let defaultTarget = "default"
    private static let targetLimit = 40

    func add(to router: Router<DoorContext>) {
        router.post("/v1/exports") { request, context in
            try context.require(.technician)
            let wanted = try await Self.request(try await request.bytes())
            let outcome = try await agent.exports.export(wanted)
            return try Reply.json(ExportOutcomeReply(outcome), status: outcome.batch == nil ? .ok : .created)
        }
        router.get("/v1/exports") { _, context in
            try context.require(.technician, .hq)
            return try Reply.json(ExportListReply(exports: try await agent.spool.exports().map(ExportReply.init)))
        }
        router.get("/v1/exports/progress") { _, context in
            try context.require(.technician, .hq)
            let progress = await agent.exports.progress()
            return try Reply.json(
                ProgressReply(isRunning: progress.isRunning, done: progress.done, total: progress.total))
        }
        router.get("/v1/exports/:number") { _, context in
            try context.require(.technician, .hq)
            return try Reply.json(ExportReply(try await agent.spool.export(try Self.number(context))))
        }
        router.get("/v1/exports/:number/:file") { _, context in
            try context.require(.technician, .hq)
            return try await file(try context.name("file"), of: try Self.number(context))
        }
        router.post("/v1/exports/:number/imported") { _, context in
            try context.require(.technician)
            let batch = try await agent.spool.markImported(try Self.number(context), at: agent.clock.now())
            return try Reply.json(ExportReply(batch))
        }
    }

    private func file(_ name: String, of number: Int64) async throws -> Response {
        let batch = ExportReply(try await agent.spool.export(number))
        if name == batch.manifestName {
            return Reply.bytes(try batch.manifest(), type: "application/json")
        }
        let url = try await agent.exports.file(name, of: number)
        let size = batch.files.first { $0.name == name }?.bytes ?? 0
        let type =
            name.hasSuffix(".csv")
            ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        let body = ResponseBody(contentLength: Int(size)) { writer in
            let file = try FileHandle(forReadingFrom: url)
            defer { try? file.close() }
            while let bytes = try file.read(upToCount: Self.piece), !bytes.isEmpty {
                try await writer.write(ByteBuffer(bytes: bytes))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: type, .cacheControl: "no-store"], body: body)
    }

    private static func number(_ context: DoorContext) throws -> Int64 {
        let text = try context.parameters.require("number")
        guard let number = Int64(text), number > 0 else {
            throw Problem.query("number", text, "the number of an export")
        }
        return number
    }

    private static func request(_ body: [UInt8]) async throws -> ExportDesk.Request {
        // Faults of JSON itself are told with their place.
        _ = try JSONTree(parsing: body)
        let wanted: ExportRequest
        do {
            wanted = try ReplyCoding.read(ExportRequest.self, from: body)
        } catch {
            throw Problem(
                status: 422, code: "export.request", title: "The request cannot be read",
                detail: "it has from and to (days), profile or profile_text, and if wanted format, target, again")
        }
        let (text, file) = try profile(wanted)
        let days = try (day(wanted.from, "from"), day(wanted.to, "to"))
        guard days.0 <= days.1 else { throw Problem.query("to", wanted.to, "a day not before \(wanted.from)") }
        guard let format = ExportFileFormat(rawValue: wanted.format ?? ExportFileFormat.csv.rawValue) else {
            throw Problem.query("format", wanted.format ?? "", "csv or xlsx")
        }
        let target = wanted.target ?? defaultTarget
        guard (1...targetLimit).contains(target.count), target.allSatisfy({ !$0.isNewline }) else {
            throw Problem.query("target", target, "1 to \(targetLimit) characters")
        }
        return ExportDesk.Request(
            profileText: text, profileFile: file, from: days.0, to: days.1, format: format, target: target,
            again: wanted.again ?? false, unfiscalised: wanted.includesUnfiscalised ?? false,
            posted: wanted.includesPosted ?? false)
    }

    private static func profile(_ wanted: ExportRequest) throws -> (text: String, file: String) {
        if let text = wanted.profileText { return (text, wanted.profileFile ?? "profile") }
        let name = wanted.profile ?? ""
        guard let shipped = ShippedExports.files.first(where: { $0.name == name }) else {
            throw ExportError(
                .unknownProfile,
                "there is no profile \"\(name)\"; there are \(ShippedExports.names.joined(separator: ", "))")
        }
        return (shipped.text, "\(name).yaml")
    }

    private static func day(_ text: String, _ name: String) throws -> CalendarDay {
        guard let day = CalendarDay(text) else { throw Problem.query(name, text, "a day such as 2026-03-31") }
        return day
    }
}

extension ExportReply {
    init(_ batch: ExportBatch) {
        self.init(
            number: batch.number, id: batch.id, profile: batch.ledger.profile, target: batch.ledger.target,
            format: batch.format, from: batch.fromDay, to: batch.toDay, again: batch.isRepeat,
            createdAt: KenyaTime(batch.createdAt).rfc3339, documents: batch.documents, rows: batch.rows,
            totals: Totals(
                net: "\(batch.net)",
                vat: Dictionary(uniqueKeysWithValues: batch.vat.map { ($0.key.rawValue, "\($0.value)") }),
                gross: "\(batch.gross)"),
            files: batch.files.map {
                File(name: $0.name, rows: $0.rows, bytes: $0.bytes, sha256: Hex.text($0.digest))
            }, importedAt: batch.importedAt.map { KenyaTime($0).rfc3339 })
    }
}

extension ExportOutcomeReply {
    init(_ outcome: ExportDesk.Outcome) {
        self.init(
            export: outcome.batch.map(ExportReply.init), exportedBefore: outcome.scope.exportedBefore,
            unfiscalised: outcome.scope.unfiscalised, pruned: outcome.scope.pruned,
            postedByLane: outcome.scope.postedByLane, alsoPosted: outcome.scope.alsoPosted)
    }
}

extension Problem {
    /// What keeps an export from being made.
    init(_ error: ExportError) {
        let (status, title): (Int, String) =
            switch error.code {
            case .unknownProfile: (404, "No such profile")
            case .profile: (422, "The profile has faults")
            case .missing, .unmapped: (422, "A document does not fit the profile")
            case .file: (500, "The files could not be written")
            }
        self.init(
            status: status, code: error.code.rawValue, title: title, detail: error.sentence,
            errors: error.faults.map {
                Fault(
                    field: "\($0.file):\($0.line): \($0.key)", rule: $0.rule.rawValue, found: $0.found,
                    expected: $0.remedy)
            })
    }
}
