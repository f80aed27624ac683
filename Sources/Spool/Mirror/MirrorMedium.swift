import Fiscal
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The directory of the mirror, and the marker by which its medium is known again.
struct MirrorMedium: Sendable {
    let directory: URL

    static let fileName = "risiti-mirror.sqlite"
    static let markerName = "risiti-mirror.marker"
    private static let magic = "risiti-mirror-1"

    var file: URL { directory.appending(path: Self.fileName) }
    var log: String { file.path + "-wal" }
    private var markerFile: URL { directory.appending(path: Self.markerName) }

    /// What a medium says of itself.
    struct Marker: Sendable, Equatable {
        let id: String
        let key: String
    }

    /// The marker that is there now; nil where the medium is away or has none.
    func marker() -> Marker? {
        guard let text = try? String(contentsOf: markerFile, encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n").map(String.init)
        guard lines.count == 3, lines[0] == Self.magic else { return nil }
        return Marker(id: lines[1], key: lines[2])
    }

    /// Makes sure that this is the medium, or one that may become it.
    ///
    /// - Parameters:
    ///   - known: the marker's id that the spool remembers.
    ///   - key: the device's public key.
    ///   - home: the spool's own directory.
    /// - Returns: the id of its marker.
    func recognise(known: String?, key: [UInt8], home: URL) throws(MirrorFault) -> String {
        guard access(directory.path, W_OK | X_OK) == 0 else {
            throw MirrorFault(errno, "\(directory.path) cannot be used")
        }
        if let marker = marker() {
            guard marker.key == Hex.text(key) || marker.id == known else {
                throw MirrorFault("the medium at \(directory.path) is another shop's mirror; put the right one in")
            }
            return marker.id
        }
        let isMounted = StableFile.disk(of: directory) != StableFile.disk(of: directory.deletingLastPathComponent())
        guard known == nil || isMounted else {
            throw MirrorFault("\(directory.path) is there and the medium is not in it; plug it in")
        }
        var random = SystemRandomNumberGenerator()
        let id = Hex.text((0..<8).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        do {
            try StableFile.write("\(Self.magic)\n\(id)\n\(Hex.text(key))\n", to: markerFile)
            try StableFile.sync(markerFile)
            try StableFile.sync(directory)
        } catch {
            throw MirrorFault(error.sentence)
        }
        return id
    }
}
