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
        _ device: any SimulatedDevice, whenReady: () -> Void,
        finished: (SimulatedPaper) -> Void
    ) throws(SimulatorError) {
        var device = device
        var state: StateFile?
        if let path = options.stateFile {
            let file = try StateFile(path, isSynchronised: false)
            device.remember(file.lines.compactMap(SimulatedPaper.init(json:)))
            state = file
        }
        let line = try PseudoTerminalHandle(link: options.link)
        var inward = LinePace(baud: options.baud)
        var outward = LinePace(baud: options.baud)
        var traffic = LineTraffic()
        whenReady()
        while !isStopped.withLock({ $0 }) {
            var pieces: [[UInt8]] = [[]]  // an idle moment
            if device.room > 0 {
                let bytes = line.read(milliseconds: 100, atMost: device.room)
                // A slow line brings its bytes one by one; any other brings what there is.
                pieces = options.baud == nil || bytes.isEmpty ? [bytes] : bytes.map { [$0] }
            } else {
                Self.sleep(100)  // the printer holds the host off
            }
            device.setTime(minutes: Self.minutesInNairobi())
            inward.begin()
            for piece in pieces {
                for _ in piece { inward.carryByte() }
                let reply = piece.isEmpty ? device.idle() : device.receive(piece)
                traffic.heard += piece.count
                traffic.said += reply.bytes.count
                for var paper in device.takePaper() {
                    paper.traffic = traffic
                    traffic = LineTraffic()
                    try state?.append(paper.json)
                    finished(paper)
                }
                say(reply.bytes, on: line, &outward)
                guard reply.breaksLine else { continue }
                line.unplug()
                Self.sleep(options.awayMilliseconds)
                try line.plug()
                break  // what was still on the line is lost
            }
        }
        line.unplug()
    }

    /// Answers at the line's speed, behind the latency.
    private func say(_ bytes: [UInt8], on line: PseudoTerminalHandle, _ pace: inout LinePace) {
        guard !bytes.isEmpty else { return }
        Self.sleep(options.latencyMilliseconds)
        guard options.baud != nil else { return line.write(bytes) }
        pace.begin()
        for byte in bytes {
            pace.carryByte()
            line.write([byte])
        }
    }

    private static func sleep(_ milliseconds: Int) {
        if milliseconds > 0 { usleep(UInt32(clamping: milliseconds * 1_000)) }
    }

    /// Nairobi is three hours ahead all year.
    private static func minutesInNairobi() -> Int { Int(Date().timeIntervalSince1970) / 60 + 180 }
}
