public import Fiscal

extension StatusReply.Checkpoint {
    /// The words of the API for a checkpoint.
    public init(_ checkpoint: Fiscal.Checkpoint) {
        self.init(
            sequence: checkpoint.sequence, hash: Hex.text(checkpoint.hash), time: checkpoint.time,
            signature: Hex.text(checkpoint.signature), key: checkpoint.key.map { Hex.text($0) })
    }

    /// The checkpoint that these words say; nil where they say none.
    public var checkpoint: Fiscal.Checkpoint? {
        (try? ReplyCoding.bytes(of: self)).flatMap { Fiscal.Checkpoint(reading: $0) }
    }
}
