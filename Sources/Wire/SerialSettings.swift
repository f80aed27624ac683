/// How a serial line is set: 8N1 without flow control unless said otherwise.
public struct SerialSettings: Sendable, Hashable {
    /// Bits a second, 50 to 4 000 000; also odd ones, as far as the port's own clock can make them.
    public var speed: Int
    /// Bits of a character, 5 to 8.
    public var dataBits: Int
    /// The check bit.
    public var parity: Parity
    /// Stop bits, 1 or 2.
    public var stopBits: Int
    /// Who may hold up whom.
    public var flowControl: FlowControl

    /// Settings; a character of fewer than 5 or more than 8 bits, and stop bits other than 1 and 2, are a mistake of the
    /// caller's.
    public init(
        speed: Int, dataBits: Int = 8, parity: Parity = .none, stopBits: Int = 1, flowControl: FlowControl = .none
    ) {
        precondition((5...8).contains(dataBits), "a character has 5 to 8 bits, not \(dataBits)")
        precondition((1...2).contains(stopBits), "a line has 1 or 2 stop bits, not \(stopBits)")
        precondition((50...4_000_000).contains(speed), "a line runs at 50 to 4 000 000 baud, not at \(speed)")
        self.speed = speed
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
        self.flowControl = flowControl
    }

    /// The check bit of a character.
    public enum Parity: String, Sendable, CaseIterable {
        /// There is none.
        case none
        /// It makes the number of ones odd.
        case odd
        /// It makes the number of ones even.
        case even
    }

    /// How a device says "wait".
    public enum FlowControl: String, Sendable, CaseIterable {
        /// It does not.
        case none
        /// With the RTS and CTS lines. A printer that uses DTR needs a cable that brings DTR to CTS.
        case rtsCTS
        /// With the characters XOFF (13h) and XON (11h) from the device, which its answers then cannot hold; what we send
        /// may hold any byte.
        case xonXOFF
    }

    /// Bits on the line for one character, with its start bit.
    var bitsPerCharacter: Int { 1 + dataBits + (parity == .none ? 0 : 1) + stopBits }

    /// The time that characters take on the line.
    func duration(of characters: Int) -> Duration {
        .nanoseconds(Int64(characters) * Int64(bitsPerCharacter) * 1_000_000_000 / Int64(speed))
    }
}
