import Agent
import Devices
import OSCU
import Outbound
import Rendering

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

    func lay(_ slip: Slip) -> [UInt8] { EscPosRenderer(width: .columns42).render(slip) }

    func printSlip(_ slip: [UInt8], attempt: Int64) async -> SlipEnd { await world.paper(slip, life: life) }
}
