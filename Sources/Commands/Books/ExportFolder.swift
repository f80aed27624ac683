import Fiscal
import Foundation
import LocalAPI
import Spool
import Synchronization

/// Where the files of an export go.
enum ExportFolder {
    /// Makes sure of a directory before anything leaves the spool.
    static func prepare(_ directory: URL) throws {
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        } catch {
            throw SpoolError(.storage, "\(directory.path) cannot be made", cause: error)
        }
    }

    /// Brings the files of an export and its manifest; each gets its name once it is whole and is what was written.
    ///
    /// - Throws: an exit code, after a sentence that says how to come by the files.
    static func fetch(_ export: ExportReply, into directory: URL, force: Bool, agent: AgentOptions) async throws {
        for file in export.files {
            let target = directory.appending(path: file.name)
            if let found = try? StableFile.digest(target), Hex.text(found.sha256) == file.sha256 { continue }
            try await fetch(file, of: export.number, to: target, force: force, agent: agent)
        }
        try await SpoolFailure.told {
            let target = directory.appending(path: export.manifestName)
            let draft = URL(filePath: target.path + ".part")
            try Data(try export.manifest()).write(to: draft)
            try StableFile.place(draft, at: target, replacing: true)
        }
    }

    private static func fetch(
        _ file: ExportReply.File, of number: Int64, to target: URL, force: Bool, agent: AgentOptions
    ) async throws {
        try await SpoolFailure.told {
            guard force || !FileManager.default.fileExists(atPath: target.path) else {
                throw SpoolError(
                    .refused,
                    "\(target.path) is another file; say: risiti books export --batch \(number) --force --out DIR")
            }
            let draft = URL(filePath: target.path + ".part")
            let sink = try Sink(draft)
            defer { StableFile.discard(draft) }
            try await agent.ask { (client) async throws(ClientError) in
                try await client.exportFile(file.name, of: number) { sink.add($0) }
            }
            try sink.finish()
            guard try Hex.text(StableFile.digest(draft).sha256) == file.sha256 else {
                throw SpoolError(
                    .storage, "\(file.name) did not arrive whole; say: risiti books export --batch \(number) --out DIR")
            }
            try StableFile.place(draft, at: target, replacing: true)
        }
    }

    /// A file that is written by another thread; what goes wrong there is told at the end.
    private final class Sink: Sendable {
        private let handle: FileHandle
        private let fault = Mutex<SpoolError?>(nil)

        init(_ draft: URL) throws(SpoolError) {
            guard FileManager.default.createFile(atPath: draft.path, contents: nil),
                let handle = try? FileHandle(forWritingTo: draft)
            else { throw SpoolError(.storage, "\(draft.path) cannot be made") }
            self.handle = handle
        }

        func add(_ bytes: [UInt8]) {
            do {
                try handle.write(contentsOf: Data(bytes))
            } catch {
                fault.withLock { $0 = $0 ?? SpoolError(.storage, "the file cannot be written", cause: error) }
            }
        }

        func finish() throws {
            try handle.close()
            if let fault = fault.withLock({ $0 }) { throw fault }
        }
    }
}
