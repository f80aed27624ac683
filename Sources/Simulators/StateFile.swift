import Foundation

/// An append-only file of lines, the memory of a simulator across kills.
struct StateFile {
    /// The lines that were complete when it was opened.
    let lines: [[UInt8]]
    private let handle: FileHandle
    private let isSynchronised: Bool

    /// Opens or creates the file; a last line that was torn by a kill is cut off.
    init(_ path: String, isSynchronised: Bool) throws(SimulatorError) {
        if !FileManager.default.fileExists(atPath: path) {
            guard FileManager.default.createFile(atPath: path, contents: nil) else {
                throw SimulatorError(74, "cannot create \(path)")
            }
        }
        let bytes = try Self.bytes(path)
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        lines = bytes[..<end].split(separator: UInt8(ascii: "\n")).map(Array.init)
        self.isSynchronised = isSynchronised
        do {
            handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.truncate(atOffset: UInt64(end))
            try handle.seekToEnd()
        } catch {
            throw SimulatorError(74, "cannot write \(path): \(error.localizedDescription)")
        }
    }

    /// Appends one line; when synchronised, it is on the disk when this returns.
    func append(_ line: String) throws(SimulatorError) {
        do {
            try handle.write(contentsOf: Data((line + "\n").utf8))
            if isSynchronised { try handle.synchronize() }
        } catch {
            throw SimulatorError(74, "cannot append to the state file: \(error.localizedDescription)")
        }
    }

    /// The bytes of a file; throws exit code 74 with the reason.
    static func bytes(_ path: String) throws(SimulatorError) -> [UInt8] {
        do {
            return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw SimulatorError(74, "cannot read \(path): \(error.localizedDescription)")
        }
    }
}
