public import Fiscal

/// What the QR code of a provisional slip carries, so that the slip can be checked without a network (design §3).
///
/// The text is `RISITI1:` and, in base 64 for URLs without padding, 146 bytes: the document's id in ASCII (26), then
/// the total in cents, the time of the sale in milliseconds since 1970 and the entry's sequence (8 each, big endian,
/// two's complement), the entry's hash (32) and the device's Ed25519 signature of that hash (64). It is no address and
/// bears no likeness to KRA's.
public struct SlipPayload: Hashable, Sendable {
    /// The document's id, 26 characters.
    public let documentID: String
    /// What was paid; on a credit note what was given back, positive.
    public let total: Money
    /// When the sale took place, as the slip prints it.
    public let time: Timestamp
    /// The entry's place in the journal, from 1.
    public let sequence: Int64
    /// The entry's hash, 32 bytes.
    public let hash: [UInt8]
    /// The signature of the hash, 64 bytes.
    public let signature: [UInt8]

    /// What every text starts with; the digit is the version of the form.
    public static let prefix = "RISITI1:"

    private static let idLength = 26
    private static let hashLength = 32
    private static let signatureLength = 64
    private static let length = idLength + 3 * 8 + hashLength + signatureLength

    /// The payload of an entry.
    public init(_ entry: Entry) {
        documentID = entry.document.id
        total = entry.document.sale.totals.total
        time = entry.document.soldAt
        sequence = entry.document.sequence
        hash = entry.seal.hash
        signature = entry.seal.signature
    }

    /// Reads a scanned text; nil for anything that is not exactly such a payload.
    public init?(parsing text: some StringProtocol) {
        guard text.utf8.count < 300, text.hasPrefix(Self.prefix),
            let bytes = Base64URL.bytes(text.dropFirst(Self.prefix.count)), bytes.count == Self.length
        else { return nil }
        let id = String(decoding: bytes.prefix(Self.idLength), as: UTF8.self)
        guard DocumentID.isValid(id) else { return nil }
        documentID = id
        let numbers = (0..<3).map { Self.number(bytes.dropFirst(Self.idLength + $0 * 8).prefix(8)) }
        total = Money(minor: numbers[0])
        time = Timestamp(milliseconds: numbers[1])
        sequence = numbers[2]
        hash = Array(bytes.dropFirst(Self.idLength + 24).prefix(Self.hashLength))
        signature = Array(bytes.suffix(Self.signatureLength))
    }

    /// The text in the QR code, 203 characters.
    public var text: String {
        let numbers = [total.minor, time.milliseconds, sequence]
        let head = Array(documentID.utf8) + numbers.flatMap(Self.bytes)
        return Self.prefix + Base64URL.text(head + hash + signature)
    }

    private static func bytes(_ number: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> Int64(56 - 8 * $0)) }
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> Int64 {
        bytes.reduce(0) { $0 << 8 | Int64($1) }
    }
}
