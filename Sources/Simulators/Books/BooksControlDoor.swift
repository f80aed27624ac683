import Foundation

/// The door for tests and the demo, under `/sim/`: what is in the books, the clock, the faults and the line.
struct BooksControlDoor<World: BooksWorld>: Sendable {
    /// The path all its calls begin with.
    static var basePath: String { "/sim/" }

    /// The running service.
    let core: BooksCore<World>

    /// Answers `GET state` and `calls`, `POST clock`, `faults` and `outage`; the books answer everything else.
    func answer(_ request: BooksRequest) async -> BooksAnswer? {
        let body = (try? ExactJSONReader.value(request.body)) ?? .null
        switch (request.method, request.path.dropFirst(Self.basePath.count)) {
        case ("GET", "state"): return await state()
        case ("GET", "calls"):
            let counted = await core.counted.sorted { $0.key < $1.key }
            return .json(.object(counted.map { .init(name: $0.key, value: .number(ExactDecimal($0.value))) }))
        case ("POST", "clock"): return await clock(body)
        case ("POST", "outage"):
            guard case .bool(let isDown)? = body["on"] else {
                return .text(#"outage needs {"on": true} or {"on": false}"#, status: 400)
            }
            await core.setOutage(isDown)
            return .json(["on": .bool(isDown)])
        case ("POST", "faults"):
            do throws(SimulatorError) {
                await core.setFaults(try BooksFaultPlan(json: request.body))
                return .json([:])
            } catch {
                return .text(error.description, status: 400)
            }
        default: return nil
        }
    }

    private func clock(_ body: ExactJSON) async -> BooksAnswer {
        if let text = body.text("now") {
            guard let time = BooksTime(iso: text) else { return .text("\(text) is no time", status: 400) }
            await core.setClock(time)
        } else if let seconds = body.integer("advance_seconds") {
            guard (-10_000_000_000...10_000_000_000).contains(seconds) else {
                return .text("the clock moves by 10000000000 seconds at most", status: 400)
            }
            await core.advanceClock(seconds)
        } else {
            await core.resetClock()
        }
        return .json(["now": .string(await core.now.plain + "Z")])
    }

    private func state() async -> BooksAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(await core.report) else {
            return .text("the report cannot be written as JSON", status: 500)
        }
        return BooksAnswer(body: Array(bytes) + [UInt8(ascii: "\n")])
    }
}
