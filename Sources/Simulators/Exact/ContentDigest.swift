/// A 64-bit digest that tells one body from another; FNV-1a, no protection against forgery.
struct ContentDigest: Hashable, Sendable {
    /// The digest's value.
    let value: UInt64

    init(_ bytes: some Sequence<UInt8>) {
        value = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
