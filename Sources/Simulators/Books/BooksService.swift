/// What the public simulators of accounting services share: a running core behind a door.
struct BooksService<World: BooksWorld>: Sendable {
    let options: BooksOptions
    let core: BooksCore<World>
    /// The label of its log.
    let label: String

    init(_ options: BooksOptions, label: String) throws(SimulatorError) {
        guard (1...20).contains(options.companies) else { throw SimulatorError(64, "there are 1 to 20 companies") }
        self.options = options
        self.label = label
        core = try BooksCore(options)
    }

    /// The server behind the address.
    var server: LoopbackServer<BooksResponder<World>> {
        LoopbackServer(
            responder: BooksResponder(core: core, options: options), listen: options.listen, label: label)
    }

    /// Asks the control door; the status and the answer's text.
    func control(_ method: String, _ name: String, _ json: String) async -> (status: Int, text: String) {
        let request = BooksRequest(
            method: method, path: BooksControlDoor<World>.basePath + name, body: Array(json.utf8),
            now: await core.now)
        if let answer = await BooksControlDoor(core: core).answer(request) {
            return (answer.status, String(decoding: answer.body, as: UTF8.self))
        }
        guard case .answer(let answer) = await core.react(to: request) else { return (500, "") }
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }
}
