/// Reads of a sale's canonical bytes what a replay needs, ten times as fast as a decoder would.
///
/// It is sure or it says nothing: for whatever is not exactly a sale in canonical form the answer is nil, and the decoder
/// of ``SealedText`` has the word.
struct SaleScanner {
    /// What a replay needs of a sale.
    struct Found: Equatable {
        var version: Int64?
        var id: String?
        var sequence: Int64?
        var acceptedAt: Int64?
        var temporaryNumber: String?
        var till: String?
        var total: Int64 = 0
        var hasBranch = false
        var hasSale = false
    }

    private let bytes: [UInt8]
    private var place = 0
    private var found = Found()

    /// The deepest nesting of a document, lists and objects counted.
    private static let deepest = 16

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// What the bytes of a sale say; nil where they are not certain to be one.
    static func scan(_ bytes: [UInt8]) -> Found? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var scanner = SaleScanner(bytes)
        guard scanner.object(.document, depth: 0), scanner.place == bytes.count else { return nil }
        let found = scanner.found
        guard found.hasSale, found.hasBranch, found.version != nil, found.id != nil, found.sequence != nil,
            found.acceptedAt != nil, found.temporaryNumber != nil, found.till != nil
        else { return nil }
        return found
    }

    /// Where in a document an object stands.
    private enum Level {
        case document, sale, line, part, other

        /// The member that it must have, and once.
        var demanded: String? {
            switch self {
            case .sale: "lines"
            case .line: "fiscal"
            case .part: "total"
            case .document, .other: nil
            }
        }
    }

    // MARK: - Values

    private mutating func object(_ level: Level, depth: Int) -> Bool {
        guard depth < Self.deepest, take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return level.demanded == nil }
        var demanded = 0
        repeat {
            guard let name = plainText(), take(UInt8(ascii: ":")), member(name, level, depth: depth) else {
                return false
            }
            if let wanted = level.demanded, isName(name, wanted) { demanded += 1 }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) && (level.demanded == nil || demanded == 1)
    }

    private mutating func member(_ name: Range<Int>, _ level: Level, depth: Int) -> Bool {
        switch level {
        case .document: documentMember(name, depth: depth)
        case .sale:
            if isName(name, "till") {
                keep(text: \.till)
            } else if isName(name, "lines") {
                list(of: .line, depth: depth + 1)
            } else {
                value(depth: depth + 1)
            }
        case .line: isName(name, "fiscal") ? list(of: .part, depth: depth + 1) : value(depth: depth + 1)
        case .part: isName(name, "total") ? addTotal() : value(depth: depth + 1)
        case .other: value(depth: depth + 1)
        }
    }

    private mutating func documentMember(_ name: Range<Int>, depth: Int) -> Bool {
        if isName(name, "sale") {
            guard !found.hasSale else { return false }
            found.hasSale = true
            return object(.sale, depth: depth + 1)
        }
        if isName(name, "branch") {
            found.hasBranch = true
            return object(.other, depth: depth + 1)
        }
        if isName(name, "version") { return keep(whole: \.version) }
        if isName(name, "sequence") { return keep(whole: \.sequence) }
        if isName(name, "acceptedAt") { return keep(whole: \.acceptedAt) }
        if isName(name, "id") { return keep(text: \.id) }
        if isName(name, "temporaryNumber") { return keep(text: \.temporaryNumber) }
        // A document that is also a notice is for the decoder to refuse.
        if isName(name, "handover") || isName(name, "pruning") { return false }
        return value(depth: depth + 1)
    }

    private mutating func list(of level: Level, depth: Int) -> Bool {
        guard depth < Self.deepest, take(UInt8(ascii: "[")) else { return false }
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard object(level, depth: depth + 1) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    private mutating func value(depth: Int) -> Bool {
        guard depth < Self.deepest, place < bytes.count else { return false }
        switch bytes[place] {
        case UInt8(ascii: "{"): return object(.other, depth: depth)
        case UInt8(ascii: "\""): return skipText()
        case UInt8(ascii: "t"): return take("true")
        case UInt8(ascii: "f"): return take("false")
        case UInt8(ascii: "["):
            place += 1
            if take(UInt8(ascii: "]")) { return true }
            repeat {
                guard value(depth: depth + 1) else { return false }
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "]"))
        default: return whole() != nil
        }
    }

    // MARK: - What is kept

    private mutating func keep(whole target: WritableKeyPath<Found, Int64?>) -> Bool {
        guard found[keyPath: target] == nil, let number = whole() else { return false }
        found[keyPath: target] = number
        return true
    }

    private mutating func keep(text target: WritableKeyPath<Found, String?>) -> Bool {
        guard found[keyPath: target] == nil, let range = plainText() else { return false }
        found[keyPath: target] = String(decoding: bytes[range], as: UTF8.self)
        return true
    }

    private mutating func addTotal() -> Bool {
        guard let part = whole() else { return false }
        let (sum, overflow) = found.total.addingReportingOverflow(part)
        found.total = sum
        return !overflow
    }

    // MARK: - Letters

    private func isName(_ range: Range<Int>, _ name: String) -> Bool {
        range.count == name.utf8.count && bytes[range].elementsEqual(name.utf8)
    }

    /// A text without escapes, of which only the place is told.
    private mutating func plainText() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            guard bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\\") else { return nil }
            place += 1
        }
        guard take(UInt8(ascii: "\"")) else { return nil }
        return start..<place - 1
    }

    private mutating func skipText() -> Bool {
        place += 1
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                place += 1
                return true
            // What an escape means is the decoder's business; a document with one is rare.
            case UInt8(ascii: "\\"), 0..<0x20: return false
            default: place += 1
            }
        }
        return false
    }

    private mutating func whole() -> Int64? {
        let isNegative = take(UInt8(ascii: "-"))
        let start = place
        var number: Int64 = 0
        while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) {
            // Eighteen digits are below 64 bits; longer ones are the decoder's.
            guard place - start < 18 else { return nil }
            number = number * 10 + Int64(bytes[place] - UInt8(ascii: "0"))
            place += 1
        }
        guard place > start else { return nil }
        guard bytes[start] != UInt8(ascii: "0") || (place == start + 1 && !isNegative) else { return nil }
        return isNegative ? -number : number
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private mutating func take(_ word: String) -> Bool {
        guard bytes[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }
}
