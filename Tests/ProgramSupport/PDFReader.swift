import Foundation

/// What a PDF says, read by a program that is not ours: pdftotext of poppler-utils.
public enum PDFReader {
    private static let program = "/usr/bin/pdftotext"

    /// Whether the program is installed.
    public static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// The text as it is laid out, a form feed behind each page.
    ///
    /// - Throws: where the program cannot be started.
    public static func text(_ pdf: [UInt8]) async throws -> String {
        try await Program(program).run(["-layout", "-", "-"], input: pdf).text
    }
}
