import Foundation

/// An empty file for one test.
struct Scratch: ~Copyable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "devices-\(UUID().uuidString)"
        try Data().write(to: URL(filePath: path))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
}
