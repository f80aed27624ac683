import Foundation

/// A program of ours that runs beside the benchmark and says "listening on …" when it is ready, or other words.
final class ChildProcess {
    private let process = Process()
    private let output = Pipe()
    /// What stood behind the words.
    let address: String

    /// Starts one of our programs, which lies beside this one.
    init(_ program: String, _ arguments: [String], says words: String = "listening on ", log: URL) throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(filePath: own).deletingLastPathComponent().appending(path: program)
        guard FileManager.default.isExecutableFile(atPath: path.path) else {
            throw BenchError(sentence: "\(program) is not beside risiti; build it, or use make bench")
        }
        try Data().write(to: log)
        process.executableURL = path
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        let line = try Self.line(of: output)
        guard let place = line.firstRange(of: words) else {
            throw BenchError(sentence: "\(program) did not start; see \(log.path)")
        }
        address = line[place.upperBound...].split(separator: " ").first.map { $0.filter { !$0.isNewline } } ?? ""
    }

    /// What it says next; empty where it has ended.
    func nextLine() throws -> String { try Self.line(of: output) }

    private static func line(of output: Pipe) throws -> String {
        var line = ""
        while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            line += String(decoding: byte, as: UTF8.self)
        }
        return line
    }

    /// Ends the program and waits for it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
