import Foundation
import Testing

/// Files that show what a renderer makes; `RISITI_RECORD_GOLDEN=1` writes them anew, to be read before they are kept.
enum Golden {
    static func check(_ actual: String, _ name: String) throws {
        if ProcessInfo.processInfo.environment["RISITI_RECORD_GOLDEN"] == "1" {
            let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
            try Data(actual.utf8).write(to: folder.appending(path: name))
            return
        }
        let folder = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
        let expected = String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
        #expect(actual == expected, "\(name)")
    }
}
