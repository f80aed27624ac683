import Foundation

/// What the kernel says of devices in its files.
enum Sysfs {
    /// A file's text without its line end; nil where there is none.
    static func text(_ path: String) -> String? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }

    /// A file's hexadecimal number.
    static func hexadecimal(_ path: String) -> UInt16? {
        text(path).flatMap { UInt16($0, radix: 16) }
    }

    /// The names in a directory, sorted; none where there is no directory.
    static func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    /// Where a path leads once every link was followed; nil where it leads nowhere.
    static func target(of path: String) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false).trimmed
    }

    /// The last part of a path.
    static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

extension String {
    /// Without a slash at the end.
    fileprivate var trimmed: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}
