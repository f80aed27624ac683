import Agent
import OSCU
import Outbound
import Wire

/// The line of one life of the simulated machine; a dead one's reaches nobody.
struct SimulatedLine: OSCULine {
    let world: World
    let life: Int

    func exchange(_ request: HTTPRequest) async throws(OutboundFailure) -> HTTPResponse {
        try await world.exchange(request, life: life)
    }
}

/// The printer, as one life of the simulated machine sees it.
struct SimulatedPrinter: SlipPrinter {
    let world: World
    let life: Int

    func write(_ bytes: [UInt8], deadline: Duration) async throws(WireError) {
        try await world.paper(bytes, life: life)
    }

    func isPresent() -> Bool { true }
}
