import Crypto
import CryptoExtras
import Fiscal

/// What a shop needs to be itself for KRA again after its machine is lost, sealed with a passphrase, for paper.
///
/// KRA gives the communication key once in a device's life (design §5). On paper it is base 32 in groups of four; each line
/// ends in a check of its own, so that a slip of the pen is found by its line. Sealed are names and values, with
/// ChaCha20-Poly1305 under a key that scrypt makes of the passphrase, as in a backup.
public struct RecoverySheet: Sendable, Equatable {
    /// What is sealed, by name.
    public var values: [Value]

    /// One thing that is sealed.
    public struct Value: Sendable, Equatable {
        /// What it is: `cmc_key`.
        public let name: String
        /// The value, on one line.
        public let text: String

        /// Makes one.
        public init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// What stands in front of the sealed text, in a QR code too.
    public static let mark = "RISITI-SHEET-1"
    private static let purpose = Array("risiti-sheet-1".utf8)
    private static let alphabet = Array("ABCDEFGHJKMNPQRSTVWXYZ0123456789".utf8)
    private static let saltBytes = 16
    /// Characters of a line, in groups of four; four more are its check.
    private static let lineLength = 32
    /// scrypt's cost, a backup's: 64 MiB and about a fifth of a second for each guess.
    private static let logRounds = 16
    private static let shortestPassphrase = 8
    /// The most characters of a sheet that are looked at.
    private static let limit = 16_384

    /// Makes a sheet.
    public init(_ values: [Value]) {
        self.values = values
    }

    /// Seals it: the lines that are printed, the mark first.
    ///
    /// - Throws: ``CustodyError`` where the passphrase is shorter than 8 bytes or a value has a line end in it.
    public func sealed(with passphrase: [UInt8]) throws(CustodyError) -> [String] {
        try sealed(with: passphrase, salt: Custody.randomBytes(Self.saltBytes))
    }

    /// Seals it with a salt that no other sheet has.
    func sealed(with passphrase: [UInt8], salt: [UInt8]) throws(CustodyError) -> [String] {
        guard passphrase.count >= Self.shortestPassphrase else {
            throw CustodyError(.sealed, "the passphrase is shorter than \(Self.shortestPassphrase) characters")
        }
        let lines = values.map { "\($0.name)=\($0.text)" }
        guard lines.allSatisfy({ line in !line.contains(where: \.isNewline) }) else {
            throw CustodyError(.sealed, "a value of the recovery sheet has a line end in it")
        }
        let key = try Self.key(passphrase, salt)
        do {
            let box = try ChaChaPoly.seal(
                Array(lines.joined(separator: "\n").utf8), using: key, nonce: Self.nonce(),
                authenticating: Self.purpose)
            return [Self.mark] + Self.printed(salt + [UInt8](box.ciphertext + box.tag))
        } catch {
            throw CustodyError(.sealed, "the recovery sheet could not be sealed")
        }
    }

    /// What a QR code of a sealed sheet holds: the mark and the characters, without groups and checks.
    public static func code(of lines: [String]) -> String {
        let body = lines.dropFirst().map { $0.filter { $0 != " " }.dropLast(4) }
        return "\(mark):" + body.joined()
    }

    /// Opens what was printed, typed in again or read from its QR code; lines around it do no harm.
    ///
    /// - Throws: ``CustodyError``; where a line was typed wrongly it is named.
    public init(opening text: String, with passphrase: [UInt8]) throws(CustodyError) {
        let bytes = try Self.bytes(of: String(text.prefix(Self.limit)))
        guard bytes.count > Self.saltBytes + 16 else { throw Self.foreign }
        let key = try Self.key(passphrase, Array(bytes.prefix(Self.saltBytes)))
        let body = bytes.dropFirst(Self.saltBytes)
        let plain: [UInt8]
        do {
            let box = try ChaChaPoly.SealedBox(
                nonce: Self.nonce(), ciphertext: body.dropLast(16), tag: body.suffix(16))
            plain = [UInt8](try ChaChaPoly.open(box, using: key, authenticating: Self.purpose))
        } catch {
            throw CustodyError(.sealed, "the passphrase does not open this sheet, or the sheet was changed")
        }
        values = String(decoding: plain, as: UTF8.self).split(separator: "\n").compactMap { line in
            line.firstIndex(of: "=").map {
                Value(name: String(line[..<$0]), text: String(line[line.index(after: $0)...]))
            }
        }
    }

    private static let foreign = CustodyError(.sealed, "this is no recovery sheet: \(mark) and its lines are not in it")

    /// The salt is fresh for each sheet, and so is the key, so that the nonce may be zero.
    private static func nonce() throws -> ChaChaPoly.Nonce {
        try ChaChaPoly.Nonce(data: [UInt8](repeating: 0, count: 12))
    }

    private static func key(_ passphrase: [UInt8], _ salt: [UInt8]) throws(CustodyError) -> SymmetricKey {
        do {
            return try KDF.Scrypt.deriveKey(
                from: passphrase, salt: salt, outputByteCount: 32, rounds: 1 << logRounds, blockSize: 8, parallelism: 1)
        } catch {
            throw CustodyError(.sealed, "the passphrase could not be stretched; is there enough memory?")
        }
    }

    // MARK: On paper

    private static func printed(_ bytes: [UInt8]) -> [String] {
        let text = base32(bytes)
        return stride(from: 0, to: text.count, by: lineLength).enumerated().map { index, start in
            let line = Array(text[start..<min(text.count, start + lineLength)])
            return groups(line + check(line, at: index))
        }
    }

    private static func bytes(of text: String) throws(CustodyError) -> [UInt8] {
        if let start = text.firstRange(of: "\(mark):") {
            let code = text[start.upperBound...].prefix { !$0.isWhitespace }
            guard let bytes = bytes(base32: Array(code.uppercased().utf8)) else { throw foreign }
            return bytes
        }
        let lines = text.split(whereSeparator: \.isNewline).drop { !$0.contains(mark) }.dropFirst()
        var body: [UInt8] = []
        for (index, line) in lines.enumerated() {
            let characters = Array(line.uppercased().utf8.filter { $0 != UInt8(ascii: " ") })
            guard characters.count > 4, characters.allSatisfy(alphabet.contains) else { break }
            let content = Array(characters.dropLast(4))
            guard check(content, at: index) == Array(characters.suffix(4)) else {
                throw CustodyError(.sealed, "line \(index + 1) of the recovery sheet has a wrong character: \(line)")
            }
            body += content
        }
        guard !body.isEmpty, let bytes = bytes(base32: body) else { throw foreign }
        return bytes
    }

    private static func groups(_ characters: [UInt8]) -> String {
        stride(from: 0, to: characters.count, by: 4).map {
            String(decoding: characters[$0..<min(characters.count, $0 + 4)], as: UTF8.self)
        }.joined(separator: " ")
    }

    /// Twenty bits of the line and its place.
    private static func check(_ line: [UInt8], at index: Int) -> [UInt8] {
        let hash = SHA256.hash(data: purpose + [UInt8(truncatingIfNeeded: index)] + line)
        return Array(base32(Array(hash.prefix(3))).prefix(4))
    }

    private static func base32(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var (buffer, bits) = (0, 0)
        for byte in bytes {
            (buffer, bits) = ((buffer << 8 | Int(byte)) & 0xFFF, bits + 8)
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[buffer >> bits & 31])
            }
        }
        if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
        return text
    }

    private static func bytes(base32 text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (buffer, bits) = (0, 0)
        for character in text {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            (buffer, bits) = ((buffer << 5 | value) & 0xFFF, bits + 5)
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return bytes
    }
}

extension RecoverySheet: CustomStringConvertible, CustomReflectable {
    /// The names alone.
    public var description: String { "RecoverySheet(\(values.map(\.name).joined(separator: ", ")))" }
    /// The names alone.
    public var customMirror: Mirror { Mirror(self, children: ["names": values.map(\.name)]) }
}
