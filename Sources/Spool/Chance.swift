/// Where the spool takes chance from, for the ids of documents; a value so that a simulation can replay a run.
public struct Chance: RandomNumberGenerator, Sendable {
    private let draw: @Sendable () -> UInt64

    /// Makes a source of chance.
    public init(_ draw: @escaping @Sendable () -> UInt64) {
        self.draw = draw
    }

    /// The next 64 bits.
    public func next() -> UInt64 { draw() }

    /// The system's own generator.
    public static let system = Chance { UInt64.random(in: .min ... .max) }
}
