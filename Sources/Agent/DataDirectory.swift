import Fiscal
public import Foundation
import Spool

#if canImport(Glibc)
    import Glibc
#endif

/// The agent's own directory, held by one agent at a time.
public final class DataDirectory: Sendable {
    /// Where it is.
    public let url: URL
    private let descriptor: Int32

    /// Makes the directory where it is missing (mode 0700) and takes hold of it.
    ///
    /// - Throws: ``DataDirectoryError`` where it cannot be made or another agent holds it; that one is named.
    public init(_ url: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DataDirectoryError(
                description: "the data directory \(url.path) cannot be made: \(error.localizedDescription)")
        }
        let path = url.appending(path: "risiti.lock").path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DataDirectoryError(description: "\(path) does not open: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            close(descriptor)
            throw DataDirectoryError(description: "\(Self.named(holder)) works in \(url.path)")
        }
        let name = Array("\(getpid())\n\(KenyaTime(WallClock.system.now()).rfc3339)\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, name, name.count, 0) == name.count else {
            throw DataDirectoryError(description: "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        self.url = url
    }

    deinit {
        close(descriptor)
    }

    /// The holder of the lock as a person is told of it: its process and when it took hold.
    private static func named(_ holder: String) -> String {
        let lines = holder.split(separator: "\n")
        guard let process = lines.first else { return "another agent, process unknown," }
        return "another agent, process \(process)" + (lines.count > 1 ? ", since \(lines[1])," : ",")
    }

    /// Where client commands find the agent.
    public var socketPath: String { url.appending(path: "risiti.sock").path }
}

/// Why the data directory cannot be used.
public struct DataDirectoryError: Error, Sendable, CustomStringConvertible {
    /// A sentence with the path.
    public let description: String
}
