/// The device's key, without its private half; the answer to `GET /v1/keys`.
public struct KeyReply: Codable, Sendable, Hashable {
    /// The first sixteen digits of the public key, by which people name it.
    public var id: String
    /// The public key, hexadecimal.
    public var key: String
    /// When the journal introduced it, RFC 3339; nil for the journal's first key.
    public var since: String?
    /// The journal's entry that introduced it.
    public var sequence: Int64?
    /// The letters in the temporary numbers since the last restore.
    public var series: String?
    /// The file that it lies in, sealed.
    public var place: String
    /// What seals it: `systemd-credentials` or `file`.
    public var sealedBy: String
    /// Who asked for the rotation that brought it.
    public var askedBy: String?

    private enum CodingKeys: String, CodingKey {
        case id, key, since, sequence, series, place
        case sealedBy = "sealed_by"
        case askedBy = "asked_by"
    }

    /// Makes an answer.
    public init(
        key: String, since: String?, sequence: Int64?, series: String?, place: String, sealedBy: String,
        askedBy: String?
    ) {
        id = String(key.prefix(16))
        self.key = key
        self.since = since
        self.sequence = sequence
        self.series = series
        self.place = place
        self.sealedBy = sealedBy
        self.askedBy = askedBy
    }
}
