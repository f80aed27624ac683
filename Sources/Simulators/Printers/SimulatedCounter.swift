import Dispatch
import Foundation
import Synchronization

/// Plays a device on a pty until it is told to stop.
final class SimulatedCounter: Sendable {
    /// How a device is played.
    struct Options: Sendable {
        var link: String
        /// How long each answer waits, in milliseconds.
        var latencyMilliseconds = 0
        /// The line's speed in bits a second, ten for a byte; nil does not slow anything.
        var baud: Int?
        /// How long the device is away after its plug was pulled, in milliseconds.
        var awayMilliseconds = 300
        /// The file that remembers what was finished; nil forgets it with the process.
        var stateFile: String?
    }

    private let options: Options
    private let isStopped = Mutex(false)

    init(_ options: Options) {
        self.options = options
    }

    /// Ends the play within a moment.
    func stop() { isStopped.withLock { $0 = true } }

    /// Plays on a thread of its own; hands over each finished document before the host hears of it.
    func play(
        _ device: any SimulatedDevice, whenReady: @escaping @Sendable () -> Void,
        finished: @escaping @Sendable (SimulatedPaper) -> Void
    ) async throws(SimulatorError) {
        let result: Result<Void, SimulatorError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "risiti-sim.printer").async { [self] in
                continuation.resume(
                    returning: Result { () throws(SimulatorError) in
                        try loop(device, whenReady: whenReady, finished: finished)
                    })
            }
        }
        try result.get()
    }

    private func loop(
        _ device: any SimulatedDevice, whenReady: () -> Void, finished: (SimulatedPaper) -> Void
    ) throws(SimulatorError) {
        var device = device
        var state: StateFile?
        if let path = options.stateFile {
            let file = try StateFile(path, isSynchronised: false)
            device.remember(file.lines.compactMap(SimulatedPaper.init(json:)))
            state = file
        }
        let line = try PseudoTerminalHandle(link: options.link)
        whenReady()
        while !isStopped.withLock({ $0 }) {
            let bytes = line.read(milliseconds: 100)
            guard !bytes.isEmpty else { continue }
            device.setTime(minutes: Self.minutesInNairobi())
            let reply = device.receive(bytes)
            for paper in device.takePaper() {
                try state?.append(paper.json)
                finished(paper)
            }
            pause(heard: bytes.count, said: reply.bytes.count)
            line.write(reply.bytes)
            guard reply.breaksLine else { continue }
            line.unplug()
            Self.sleep(options.awayMilliseconds)
            try line.plug()
        }
        line.unplug()
    }

    /// As long as the line takes for both ways, and the latency.
    private func pause(heard: Int, said: Int) {
        var milliseconds = options.latencyMilliseconds
        if let baud = options.baud { milliseconds += (heard + said) * 10_000 / baud }
        Self.sleep(milliseconds)
    }

    private static func sleep(_ milliseconds: Int) {
        if milliseconds > 0 { usleep(UInt32(clamping: milliseconds * 1_000)) }
    }

    /// Nairobi is three hours ahead all year.
    private static func minutesInNairobi() -> Int { Int(Date().timeIntervalSince1970) / 60 + 180 }
}
