public import Accounting
public import Fiscal
public import Foundation
import Logging
public import Spool

/// Writes sales for other programs of accounts: each once for the same books, and the same bytes whenever asked again.
///
/// The files are durable before the spool knows of the export, and the spool knows of it before anybody is handed one.
public actor ExportDesk {
    /// What is asked.
    public struct Request: Sendable {
        /// The profile's text.
        public var profileText: String
        /// The profile's file, for faults.
        public var profileFile: String
        /// The first and the last day of sale.
        public var from, to: CalendarDay
        /// The files that are wanted.
        public var format: ExportFileFormat
        /// The company's books, by a name of the person's.
        public var target: String
        /// Whether sales are taken that left before.
        public var again: Bool
        /// Whether sales are taken that KRA has not answered.
        public var unfiscalised: Bool
        /// Whether sales are taken that a connected company of the profile's provider gets from its own lane.
        public var posted: Bool

        /// Makes a request.
        public init(
            profileText: String, profileFile: String, from: CalendarDay, to: CalendarDay, format: ExportFileFormat,
            target: String, again: Bool, unfiscalised: Bool, posted: Bool = false
        ) {
            self.profileText = profileText
            self.profileFile = profileFile
            self.from = from
            self.to = to
            self.format = format
            self.target = target
            self.again = again
            self.unfiscalised = unfiscalised
            self.posted = posted
        }
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// The export; nil where there was nothing to take.
        public let batch: ExportBatch?
        /// What was left out, and why.
        public let scope: ExportScope
    }

    /// How far an export has come.
    public struct Progress: Sendable, Hashable {
        /// Whether one is under way.
        public let isRunning: Bool
        /// Documents written.
        public let done: Int64
        /// Of how many.
        public let total: Int64
    }

    private let spool: Spool
    private let directory: URL
    private let clock: WallClock
    private let log = Logger(label: "risiti.agent.export")
    private let done = Tally()
    private var total: Int64 = 0
    private var isRunning = false

    /// Documents that are read at once.
    private static let chunk = 200
    /// Documents of one export: what a busy shop sells in a year, and what one transaction may keep.
    private static let documentLimit = 200_000

    init(spool: Spool, directory: URL, clock: WallClock) {
        self.spool = spool
        self.directory = directory.appending(path: "exports", directoryHint: .isDirectory)
        self.clock = clock
    }

    /// How far it has come.
    public func progress() -> Progress {
        Progress(isRunning: isRunning, done: done.value, total: total)
    }

    /// Writes the sales of some days, and keeps that they left.
    ///
    /// - Throws: `ExportError`, ``SpoolError``; then nothing left.
    public func export(_ request: Request) async throws -> Outcome {
        try begin()
        defer { isRunning = false }
        let profile = try ExportProfile.read(request.profileText, file: request.profileFile)
        let ledger = ExportLedger(profile: profile.id, target: request.target)
        let provider = request.posted ? nil : Provider(rawValue: profile.id)?.rawValue
        let scope = try await spool.exportable(
            from: request.from.start, to: request.to.advanced(by: 1).start, for: ledger, again: request.again,
            unfiscalised: request.unfiscalised, notAt: provider)
        guard !scope.sales.isEmpty else { return Outcome(batch: nil, scope: scope) }
        guard scope.sales.count <= Self.documentLimit else {
            throw SpoolError(
                .refused,
                """
                \(scope.sales.count) documents are more than one export takes, \(Self.documentLimit); ask for fewer days
                """)
        }
        let number = try await spool.nextExport()
        let created = clock.now()
        let draft = try draft(number)
        defer { try? FileManager.default.removeItem(at: draft) }
        let summary = try await write(
            scope.sales, profile, request.format, number: number, created: created, to: draft)
        var chance = SystemRandomNumberGenerator()
        let batch = ExportBatch(
            number: number, id: DocumentID.make(at: created, random: &chance), ledger: ledger,
            profileText: try ExportProfile.frozen(request.profileText, file: request.profileFile),
            format: request.format.rawValue, fromDay: DayForm.iso.text(request.from),
            toDay: DayForm.iso.text(request.to), isRepeat: request.again, createdAt: created,
            documents: summary.documents, net: summary.net, vat: summary.vat, gross: summary.gross,
            files: try Self.files(summary, in: draft))
        try place(draft, for: number)
        try await spool.keep(batch, of: scope.sales, notAt: provider)
        log.notice(
            "sales were exported",
            metadata: ["export.number": "\(number)", "export.documents": "\(batch.documents)"])
        return Outcome(batch: batch, scope: scope)
    }

    /// Where a file of an export lies; it is made again where it is gone or is not what it was.
    ///
    /// - Throws: ``SpoolError`` `notFound`; `pruned` where its documents were given up; `ExportError` `file` where it
    ///   cannot be made again as it was.
    public func file(_ name: String, of number: Int64) async throws -> URL {
        let batch = try await spool.export(number)
        guard let file = batch.files.first(where: { $0.name == name }) else {
            throw SpoolError(.notFound, "export \(number) has no file \(name)")
        }
        let url = home(number).appending(path: name)
        if let found = try? StableFile.digest(url), found.sha256 == file.digest { return url }
        try await remake(batch)
        return url
    }

    private func remake(_ batch: ExportBatch) async throws {
        try begin()
        defer { isRunning = false }
        guard let format = ExportFileFormat(rawValue: batch.format) else {
            throw ExportError(.file, "export \(batch.number) has a format of another version: \(batch.format)")
        }
        let draft = try draft(batch.number)
        defer { try? FileManager.default.removeItem(at: draft) }
        let summary = try await write(
            try await spool.exportedSales(batch.number),
            try ExportProfile.read(batch.profileText, file: "the profile of export \(batch.number)"), format,
            number: batch.number, created: batch.createdAt, to: draft)
        guard try Self.files(summary, in: draft) == batch.files else {
            throw ExportError(
                .file,
                "export \(batch.number) cannot be made again as it was: this version of the program writes other bytes")
        }
        try place(draft, for: batch.number)
    }

    private func begin() throws {
        guard !isRunning else { throw SpoolError(.refused, "an export is under way already") }
        (isRunning, total) = (true, 0)
        done.set(0)
    }

    private func write(
        _ sales: [ExportedSale], _ profile: ExportProfile, _ format: ExportFileFormat, number: Int64,
        created: Timestamp, to draft: URL
    ) async throws -> ExportWriter.Summary {
        total = Int64(sales.count)
        let writer = try ExportWriter(
            profile, as: format, in: draft, stem: Self.stem(profile.id, number), created: created)
        for start in stride(from: 0, to: sales.count, by: Self.chunk) {
            let part = sales[start..<min(start + Self.chunk, sales.count)]
            for (sale, stored) in zip(part, try await spool.sales(part.map(\.sequence))) {
                try writer.add(
                    ExportSale(
                        document: stored.entry.document, receipt: sale.isFiscal ? stored.receipt : nil,
                        original: sale.isFiscal ? stored.originalReceipt : nil))
            }
            done.set(Int64(start + part.count))
        }
        return try writer.finish()
    }

    // MARK: - Files

    private static func stem(_ profile: String, _ number: Int64) -> String { "\(profile)-\(padded(number))" }

    private static func padded(_ number: Int64) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 6 - text.count)) + text
    }

    private func home(_ number: Int64) -> URL {
        directory.appending(path: Self.padded(number), directoryHint: .isDirectory)
    }

    /// An empty directory for the files of an export that is not made yet.
    private func draft(_ number: Int64) throws -> URL {
        let draft = directory.appending(path: "draft-\(Self.padded(number))", directoryHint: .isDirectory)
        try? FileManager.default.removeItem(at: draft)
        do {
            try FileManager.default.createDirectory(
                at: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ExportError(.file, "\(draft.path) cannot be made: \(error.localizedDescription)")
        }
        return draft
    }

    private static func files(_ summary: ExportWriter.Summary, in draft: URL) throws -> [ExportBatch.File] {
        try summary.files.map { file in
            let digest = try StableFile.digest(draft.appending(path: file.name))
            return ExportBatch.File(
                name: file.name, rows: file.rows, bytes: digest.bytes, digest: digest.sha256)
        }
    }

    /// Gives the files their place, durably; an export that was never kept may have left some of that number there.
    private func place(_ draft: URL, for number: Int64) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: draft.path) {
            try StableFile.sync(draft.appending(path: name))
        }
        let home = home(number)
        try? FileManager.default.removeItem(at: home)
        try StableFile.place(draft, at: home, replacing: false)
    }
}
