/// What a device's serial number looks like: characters and classes, each with a count: `KRAMW[0-9]{15}`.
///
/// It is read in one pass, and so no pattern, whoever wrote it, takes long.
public struct SerialPattern: Sendable, Equatable {
    private let parts: [Set<Character>]
    /// The longest serial number that a pattern describes.
    private static let limit = 128

    /// Reads a pattern; nil for anything else.
    public init?(_ text: String) {
        var parts: [Set<Character>] = []
        var rest = Substring(text)
        while let next = rest.popFirst() {
            var characters: Set<Character> = [next]
            if next == "[" {
                guard let end = rest.firstIndex(of: "]"), let set = Self.set(rest[..<end]) else { return nil }
                characters = set
                rest = rest[rest.index(after: end)...]
            } else {
                guard next.isASCII, next.isLetter || next.isNumber || next == "-" else { return nil }
            }
            var count = 1
            if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}"), let number = Int(rest[..<end].dropFirst()), number > 0
                else { return nil }
                count = number
                rest = rest[rest.index(after: end)...]
            }
            guard count <= Self.limit, parts.count + count <= Self.limit else { return nil }
            parts += Array(repeating: characters, count: count)
        }
        guard !parts.isEmpty else { return nil }
        self.parts = parts
    }

    private static func set(_ text: Substring) -> Set<Character>? {
        var bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        var set: Set<Character> = []
        while !bytes.isEmpty {
            let first = bytes.removeFirst()
            var last = first
            if bytes.count >= 2, bytes[0] == 0x2D {
                last = bytes[1]
                bytes.removeFirst(2)
            }
            guard first <= last else { return nil }
            for byte in first...last { set.insert(Character(UnicodeScalar(byte))) }
        }
        return set
    }

    /// Whether a whole text is such a serial number.
    public func fits(_ text: some StringProtocol) -> Bool {
        text.count == parts.count && zip(text, parts).allSatisfy { $1.contains($0) }
    }
}
