/// What decides for a lane: events in, one action out; no I/O and no clock of its own.
public protocol LaneMind: Sendable {
    /// Takes in an event and says what to do now; `now` is a distance on a clock that never steps.
    mutating func handle(_ event: LaneEvent, at now: Duration) -> LaneAction
}
