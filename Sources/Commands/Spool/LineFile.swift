import Foundation
import Spool
import Synchronization

/// Lines on their way to standard output, or to a file that gets its name once it is whole.
final class LineFile: Sendable {
    private struct Open: Sendable {
        var waiting: [UInt8] = []
    }

    private let target: URL?
    private let draft: URL?
    private let handle: FileHandle
    private let replaces: Bool
    private let open = Mutex(Open())

    /// Bytes that are gathered before they are written: 64 KiB.
    private static let chunk = 1 << 16

    /// Opens a file, or standard output where none is named.
    init(_ path: String?, force: Bool) throws {
        replaces = force
        guard let path else {
            (target, draft, handle) = (nil, nil, .standardOutput)
            return
        }
        let target = URL(filePath: path)
        guard force || !FileManager.default.fileExists(atPath: path) else {
            throw SpoolError(.refused, "\(path) is there already; say --force to write over it")
        }
        let draft = URL(filePath: target.path + ".part")
        guard
            FileManager.default.createFile(atPath: draft.path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = try? FileHandle(forWritingTo: draft)
        else { throw SpoolError(.storage, "\(draft.path) cannot be made") }
        (self.target, self.draft, self.handle) = (target, draft, handle)
    }

    /// Adds a line with its ending.
    func add(_ line: String) throws {
        try open.withLock { open in
            open.waiting += Array(line.utf8)
            if open.waiting.count >= Self.chunk { try write(&open) }
        }
    }

    /// Writes what is left and gives the file its name.
    func finish() throws {
        try open.withLock { try write(&$0) }
        guard let target, let draft else { return }
        try handle.close()
        try StableFile.place(draft, at: target, replacing: replaces)
    }

    /// Leaves nothing behind.
    func discard() {
        if let draft { StableFile.discard(draft) }
    }

    private func write(_ open: inout Open) throws {
        do {
            try handle.write(contentsOf: Data(open.waiting))
        } catch {
            throw SpoolError(.storage, "the export cannot be written", cause: error)
        }
        open.waiting = []
    }
}
