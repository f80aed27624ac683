import Foundation

/// A program of ours that runs beside the benchmark and says "listening on …" when it is ready.
final class ChildProcess {
    private let process = Process()
    /// What stood behind "listening on ".
    let address: String

    /// Starts one of our programs, which lies beside this one.
    init(_ program: String, _ arguments: [String], log: URL) throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(filePath: own).deletingLastPathComponent().appending(path: program)
        guard FileManager.default.isExecutableFile(atPath: path.path) else {
            throw BenchError(sentence: "\(program) is not beside risiti; build it, or use make bench")
        }
        try Data().write(to: log)
        let output = Pipe()
        process.executableURL = path
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        var line = ""
        while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            line += String(decoding: byte, as: UTF8.self)
        }
        guard let place = line.firstRange(of: "listening on ") else {
            throw BenchError(sentence: "\(program) did not start; see \(log.path)")
        }
        address = line[place.upperBound...].split(separator: " ").first.map { $0.filter { !$0.isNewline } } ?? ""
    }

    /// Ends the program and waits for it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
