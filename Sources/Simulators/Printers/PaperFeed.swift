/// The paper, the cover and the head of a printer, and a person who puts them right after a while.
///
/// The while is counted in what the device hears and in idle moments, so that the same seed plays the same day.
public struct PaperFeed: Sendable, Equatable {
    /// No paper is left.
    public private(set) var isOut = false
    /// Little paper is left.
    public private(set) var isLow = false
    /// The cover stands open.
    public private(set) var isOpen = false
    /// The head is too hot.
    public private(set) var isHot = false

    /// Commands and idle moments until a person has put it right.
    private let mendedAfter: Int
    private var left = 0

    init(mendedAfter: Int) {
        self.mendedAfter = max(1, mendedAfter)
    }

    /// Whether it prints.
    public var isReady: Bool { !isOut && !isOpen && !isHot }

    mutating func strike(_ fault: DeviceFault, hasNearEndSensor: Bool = true) {
        switch fault {
        case .paperOut: isOut = true
        case .paperLow: isLow = hasNearEndSensor
        case .coverOpen: isOpen = true
        case .headHot: isHot = true
        default: return
        }
        left = mendedAfter
    }

    mutating func timePassed() {
        guard left > 0 else { return }
        left -= 1
        if left == 0 { mend() }
    }

    mutating func mend() {
        isOut = false
        isLow = false
        isOpen = false
        isHot = false
        left = 0
    }
}
