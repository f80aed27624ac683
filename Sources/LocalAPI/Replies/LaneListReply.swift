/// All lanes.
public struct LaneListReply: Codable, Sendable, Hashable {
    /// The lanes, `kra` first.
    public var lanes: [LaneReply]

    /// Makes a list.
    public init(lanes: [LaneReply]) {
        self.lanes = lanes
    }
}
