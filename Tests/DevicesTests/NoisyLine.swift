import Devices
import Simulators

/// A line in memory between an engine and a simulated device: it breaks when the device says so, and cuts bytes at random.
struct NoisyLine {
    /// What the device said and the engine has not heard yet.
    var coming: [UInt8] = []
    /// Exchanges that were made.
    private(set) var exchanges = 0
    /// What decides where bytes are cut.
    var noise: SeededNoise

    /// Turns of one exchange after which it counts as one that does not end.
    private static let limit = 20_000

    init(noise: SeededNoise) {
        self.noise = noise
    }

    /// Takes one exchange with the device; the timer runs out when nothing more comes.
    ///
    /// Nil where it does not end.
    mutating func exchange<Line: Engine, Device: SimulatedDevice>(
        _ command: Line.Command, _ engine: inout Line, _ device: inout Device
    ) -> EngineEnd? {
        exchanges += 1
        var actions = engine.begin(command)
        var isBroken = false
        for _ in 0..<Self.limit {
            for action in actions {
                switch action {
                case .send(let bytes):
                    guard !isBroken else { continue }
                    let reply = device.receive(bytes)
                    coming += reply.bytes
                    isBroken = reply.breaksLine
                case .wait: continue
                case .ended(let end): return end
                }
            }
            if !coming.isEmpty {
                let piece = coming.prefix(1 + noise.below(40))
                coming.removeFirst(piece.count)
                actions = engine.receive(Array(piece))
            } else if isBroken {
                isBroken = false
                actions = engine.reopened()
            } else {
                actions = engine.timeOut()
            }
        }
        return nil
    }
}
