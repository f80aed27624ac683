import Forwarder

/// Every choice of a simulation, drawn from one seed.
struct Dice: Sendable {
    private var source: SplitMix64

    init(seed: UInt64) {
        source = SplitMix64(seed: seed)
        // Neighbouring seeds shall have nothing in common from the first draw on.
        for _ in 0..<4 { _ = source.next() }
    }

    /// 64 bits.
    mutating func bits() -> UInt64 { source.next() }

    /// One of a closed range.
    mutating func pick(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(source.next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// A place in a list of so many.
    mutating func index(_ count: Int) -> Int { Int(source.next() % UInt64(count)) }

    /// Whether something of a chance in thousandths happens.
    mutating func happens(_ perMille: Int64) -> Bool { pick(1...1_000) <= perMille }

    /// A time of which short ones are far more frequent than long ones.
    mutating func span(_ range: ClosedRange<Int64>) -> Int64 {
        let width = range.upperBound - range.lowerBound
        let share = pick(0...1_000)
        return range.lowerBound + width * share / 1_000 * share / 1_000 * share / 1_000
    }

    /// A generator of its own for one purpose, so that draws for it disturb no others.
    mutating func fork() -> Dice { Dice(seed: source.next()) }
}
