import ArgumentParser
import Foundation

/// A file that a person names.
enum InputFile {
    /// What is in it.
    ///
    /// - Throws: the exit code of bad input, after a sentence, where it cannot be read.
    static func bytes(_ path: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            Output.talk("Error: \(path) \(isThere ? "cannot be read" : "is not there")")
            throw ExitCode.badInput
        }
    }

    /// What is in it, as UTF-8.
    static func text(_ path: String) throws -> String {
        guard let text = String(data: try bytes(path), encoding: .utf8) else {
            Output.talk("Error: \(path) is no text in UTF-8")
            throw ExitCode.badInput
        }
        return text
    }
}
