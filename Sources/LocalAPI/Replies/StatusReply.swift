/// How the agent is: one screen for a technician, one row for HQ.
public struct StatusReply: Codable, Sendable, Hashable {
    /// Whether somebody must look.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// All is well, a backlog within its budget included.
        case healthy
        /// A person should look; the problems say at what.
        case needsAttention = "needs_attention"
    }

    /// The agent's version.
    public var version: String
    /// Whether somebody must look.
    public var state: State
    /// What to look at, a sentence each; empty when healthy.
    public var problems: [String]
    /// What it is to KRA.
    public var device: DeviceReply
    /// The journal's last entry, signed; nil while it is empty.
    @OrNull public var checkpoint: Checkpoint?
    /// The lanes.
    public var lanes: [LaneReply]
    /// Open tasks.
    public var tasks: Int
    /// How long KRA may stay away.
    public var outage: Outage
    /// What the clock says.
    public var clock: Clock
    /// What the disk has left.
    public var disk: Disk
    /// The devices of the counter.
    public var printers: [Printer]
    /// Resident memory in bytes.
    public var memory: Int64

    /// How the spool is; nil from an agent that does not say.
    @OrNull public var spool: SpoolState?
    /// How the mirror is; nil where none is set.
    @OrNull public var mirror: MirrorState?

    private enum CodingKeys: String, CodingKey {
        case version, state, problems, device, checkpoint, lanes, tasks, outage, clock, disk, printers, spool, mirror
        case memory = "memory_bytes"
    }

    /// Makes a status.
    public init(
        version: String, state: State, problems: [String], device: DeviceReply, checkpoint: Checkpoint?,
        lanes: [LaneReply], tasks: Int, outage: Outage, clock: Clock, disk: Disk, printers: [Printer], memory: Int64,
        spool: SpoolState? = nil, mirror: MirrorState? = nil
    ) {
        self.version = version
        self.state = state
        self.problems = problems
        self.device = device
        self.checkpoint = checkpoint
        self.lanes = lanes
        self.tasks = tasks
        self.outage = outage
        self.clock = clock
        self.disk = disk
        self.printers = printers
        self.memory = memory
        self.spool = spool
        self.mirror = mirror
    }
}
