import Foundation

/// What a PDF says, read by a program that is not ours: pdftotext of poppler-utils.
public enum PDFReader {
    private static let program = "/usr/bin/pdftotext"

    /// Whether the program is installed.
    public static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// The text as it is laid out, a form feed behind each page.
    public static func text(_ pdf: [UInt8]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pdf")
        try Data(pdf).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["-layout", file.path, "-"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
