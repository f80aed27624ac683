import Subprocess
import SystemPackage

/// A program of this machine that a test asks, such as zbarimg or pdftotext.
///
/// Not through Foundation's `Process`, whose `run()` reads behind the names of the open descriptors and now and then
/// crashes for it (Foundation of Swift 6.3, swift-corelibs-foundation #5472).
public struct Program: Sendable {
    /// What a program answered.
    public struct Answer: Sendable {
        /// What it wrote to standard output.
        public let bytes: [UInt8]
        /// Whether it ended with 0.
        public let isSuccess: Bool

        /// What it wrote, as text.
        public var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// Where it lies, `/usr/bin/zbarimg`.
    public let path: String

    /// Names a program.
    public init(_ path: String) { self.path = path }

    /// Runs it to its end, at most 64 MiB of output.
    ///
    /// - Throws: where it cannot be started or writes more.
    public func run(_ arguments: [String], input: [UInt8] = []) async throws -> Answer {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), input: .array(input),
            output: .bytes(limit: 64 << 20))
        return Answer(bytes: result.standardOutput, isSuccess: result.terminationStatus.isSuccess)
    }

    /// As ``run(_:input:)``, with what it writes to standard error in between.
    public func runAloud(_ arguments: [String]) async throws -> Answer {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), output: .bytes(limit: 64 << 20),
            error: .combinedWithOutput)
        return Answer(bytes: result.standardOutput, isSuccess: result.terminationStatus.isSuccess)
    }

    /// Lets it run while a body works, which is given the first line for which `isReady` holds, nil where none came; its
    /// standard input is closed and it is asked to end thereafter.
    ///
    /// - Throws: what the body throws, or where it cannot be started.
    public func whileRunning<Value: Sendable>(
        _ arguments: [String], until isReady: @escaping @Sendable (String) -> Bool,
        _ body: (String?) async throws -> Value
    ) async throws -> Value {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), input: .inputWriter, output: .sequence,
            error: .discarded
        ) { execution in
            var line: String?
            for try await next in execution.standardOutput.strings() where isReady(next) {
                line = next
                break
            }
            let value = try await body(line)
            try await execution.standardInputWriter.finish()
            try execution.send(signal: .terminate)
            return value
        }
        return result.closureResult
    }
}
