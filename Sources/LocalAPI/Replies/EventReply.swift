/// What `GET /v1/events` tells in the `data` of one event.
public struct EventReply: Codable, Sendable, Hashable {
    /// Its number, from 1, which is also the event's id.
    public var id: Int64
    /// What happened: `sale.accepted`, `sale.fiscalised`, `sale.refused`, `print.done`, `lane.paused` or `task.raised`.
    public var type: String
    /// When, RFC 3339.
    public var at: String
    /// The sale, where it is about one.
    @OrNull public var saleID: String?
    /// The sale's temporary number, where it is about one.
    @OrNull public var temporaryNumber: String?
    /// The lane, where it is about one.
    @OrNull public var lane: String?
    /// The task, where it is about one.
    @OrNull public var task: Int64?

    private enum CodingKeys: String, CodingKey {
        case id, type, at, lane, task
        case saleID = "sale_id"
        case temporaryNumber = "temporary_number"
    }

    /// Makes an event; the time is RFC 3339.
    public init(
        id: Int64, type: String, at: String, saleID: String? = nil, temporaryNumber: String? = nil,
        lane: String? = nil, task: Int64? = nil
    ) {
        self.id = id
        self.type = type
        self.at = at
        self.saleID = saleID
        self.temporaryNumber = temporaryNumber
        self.lane = lane
        self.task = task
    }
}
