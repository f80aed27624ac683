/// One call whose headers and body agree on who is calling.
struct OSCUCall: Sendable {
    /// Which call.
    let endpoint: OSCUEndpoint
    /// The body, an object.
    let body: ExactJSON
    /// Who calls.
    let branch: BranchKey
    /// The key it showed; empty on init.
    let communicationKey: String
    /// The time on KRA's clock.
    let now: NairobiTime

    /// Reads a request: method, headers and body, in the order KRA complains about them.
    init(_ endpoint: OSCUEndpoint, _ request: OSCURequest, _ settings: OSCUSettings) throws(OSCURefusal) {
        guard request.method == "POST" else { throw .method }
        if settings.strict, request.headers["content-type"]?.hasPrefix("application/json") != true {
            throw OSCURefusal("892", "Content-Type must be application/json")
        }
        if settings.route == .integrator, endpoint.isWrite, request.headers["apigee_app_id"]?.isEmpty ?? true {
            throw OSCURefusal("910", "apigee_app_id cannot be Null")
        }
        let isInit = endpoint == .selectInitOsdcInfo
        let named = isInit ? (settings.route == .integrator ? ["tin", "bhfid"] : []) : ["tin", "bhfid", "cmckey"]
        for name in named where request.headers[name]?.isEmpty ?? true { throw .noHeader }
        guard !request.body.isEmpty else { throw .noBody }
        body = try Self.object(request.body)
        guard let tin = body.text("tin"), !tin.isEmpty else { throw OSCURefusal("910", "Missing Tin") }
        guard let bhfId = body.text("bhfId"), !bhfId.isEmpty else {
            throw .parameter("bhfId", "may not be empty")
        }
        communicationKey = isInit ? "" : body.text("cmcKey") ?? ""
        if !isInit, communicationKey.isEmpty { throw .parameter("cmcKey", "may not be empty") }
        for (name, value) in [("tin", tin), ("bhfid", bhfId), ("cmckey", communicationKey)]
        where named.contains(name) && request.headers[name] != value { throw .notADevice }
        self.endpoint = endpoint
        branch = BranchKey(tin: tin, bhfId: bhfId)
        now = request.now
    }

    /// The `lastReqDt` of a lookup: only what changed since is asked for.
    var changedAfter: NairobiTime {
        get throws(OSCURefusal) {
            guard let text = body.text("lastReqDt"), !text.isEmpty else {
                throw .parameter("lastReqDt", "may not be empty")
            }
            guard let time = NairobiTime(compact: text) else {
                throw .parameter("lastReqDt", "must be yyyyMMddHHmmss")
            }
            return time
        }
    }

    private static func object(_ bytes: [UInt8]) throws(OSCURefusal) -> ExactJSON {
        do throws(ExactJSONError) {
            let value = try ExactJSONReader.value(bytes)
            guard case .object = value else { throw ExactJSONError(problem: "not an object", position: 0) }
            return value
        } catch {
            throw OSCURefusal("910", "JSON parse error: \(error)")
        }
    }
}
