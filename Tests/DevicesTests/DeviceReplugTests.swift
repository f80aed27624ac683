import Devices
import FirmwareProfiles
import Foundation
import Synchronization
import Testing
import Wire

@testable import Simulators

/// A device whose plug is pulled while it works: the link that leads to its port stays, and the port's name is another.
@Suite(.timeLimit(.minutes(5))) struct DeviceReplugTests {
    /// A simulated device on a pty, for as long as a body runs.
    private final class Stand: Sendable {
        let link = NSTemporaryDirectory() + "replug-\(UUID().uuidString)"
        private let finished = Mutex<[SimulatedPaper]>([])

        /// The finished papers, the oldest first.
        var papers: [SimulatedPaper] { finished.withLock { $0 } }
        /// The name of the port today.
        var port: String? { try? FileManager.default.destinationOfSymbolicLink(atPath: link) }

        /// The place, opened as the profile has it.
        func places(_ profile: String) throws -> DevicePlaces {
            let transport = try DeviceTransport(Shipped.profile(profile))
            let place = DevicePlace.serial(path: link)
            return DevicePlaces(place.description) { () async throws(WireError) in
                try await transport.open(place, by: .now + .seconds(10))
            }
        }

        func play<Value: Sendable>(
            _ device: any SimulatedDevice, _ body: @escaping @Sendable (Stand) async throws -> Value
        ) async throws -> Value {
            let counter = SimulatedCounter(SimulatedCounter.Options(link: link, awayMilliseconds: 5))
            let (ready, bell) = AsyncStream.makeStream(of: Void.self)
            async let play: Void = counter.play(
                device, whenReady: { bell.finish() },
                finished: { paper in self.finished.withLock { $0.append(paper) } })
            for await _ in ready {}
            let result: Result<Value, any Error>
            do {
                result = .success(try await body(self))
            } catch {
                result = .failure(error)
            }
            counter.stop()
            try await play
            return try result.get()
        }
    }

    private func plan(_ fault: DeviceFault, at command: Int) -> DeviceFaultPlan {
        var plan = DeviceFaultPlan()
        plan.script = [command: fault]
        return plan
    }

    // MARK: A receipt printer

    /// The status is three commands; eleven of the slip follow, and the question for its proof.
    @Test(arguments: [DeviceFault.unplugBefore, .unplugAfter], [4, 8, 12, 14])
    func `a receipt printer that left in mid-slip is found again, and what is said of the slip is true`(
        _ fault: DeviceFault, _ command: Int
    ) async throws {
        let printer = ReceiptPrinter(.epsonT20, faults: plan(fault, at: command))
        let (ends, stand) = try await Stand().play(printer) { stand in
            let device = Device(
                name: "counter", printer: EscPosEngine(), answersStatus: true, places: try stand.places("epson.tm-t20"))
            let before = stand.port
            var ends = [await device.printSlip(Self.slip(1), proof: .processID(Array("0001".utf8)))]
            // It may be away for a moment; nothing is opened or made anew but by the device itself.
            while case .notBegun = ends[ends.count - 1] {
                ends.append(await device.printSlip(Self.slip(2), proof: .processID(Array("0002".utf8))))
            }
            while ends.last != .printed || ends.count == 1 {
                ends.append(await device.printSlip(Self.slip(2), proof: .processID(Array("0002".utf8))))
            }
            #expect(before != nil && stand.port != nil && stand.port != before)
            #expect(await device.place == "serial:\(stand.link)")
            #expect(await device.standing.state == .ready)
            await device.release()
            return (ends, stand)
        }
        let lines = stand.papers.flatMap(\.lines)
        let whole = lines.count { $0 == "SLIP 1 END" }
        switch ends[0] {
        case .printed: #expect(whole == 1)
        case .notBegun: #expect(!lines.contains { $0.hasPrefix("SLIP 1") })
        case .doubtful: #expect(whole <= 1)
        }
        #expect(ends[0] != .printed)
        #expect(lines.count { $0 == "SLIP 2 END" } == 1)
    }

    /// Four commands of setting up, five lines, a feed and a cut.
    private static func slip(_ number: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x1B, 0x40, 0x1B, 0x74, 0x13, 0x1B, 0x61, 0x00, 0x1B, 0x45, 0x00]
        for line in (1...4).map({ "SLIP \(number) line \($0)" }) + ["SLIP \(number) END"] {
            bytes += Array(line.utf8) + [0x0A]
        }
        return bytes + [0x1B, 0x64, 0x04, 0x1D, 0x56, 0x42, 0x00]
    }

    // MARK: A printer of lines

    /// Meeting it is four commands; asked twice how it stands, it has an opening, three lines, a close and a last question.
    @Test(arguments: [DeviceFault.unplugBefore, .unplugIn, .unplugAfter], [4, 5, 6, 7, 9, 10, 11])
    func `a ZFP printer that left in mid-slip is found again, and what is said of the slip is true`(
        _ fault: DeviceFault, _ command: Int
    ) async throws {
        let printer = TremolPrinter(faults: plan(fault, at: command))
        let (ends, stand) = try await Stand().play(printer) { stand in
            let device = Device(
                name: "counter", slipPrinter: Shipped.slipPrinter, places: try stand.places("tremol.zfp"), serial: nil,
                identify: { DeviceIdentity($0, of: Shipped.profile("tremol.zfp")) })
            let before = stand.port
            var ends = [await device.printSlip(Self.text(1), proof: .none)]
            while ends.last != .printed || ends.count == 1 {
                ends.append(await device.printSlip(Self.text(2), proof: .none))
            }
            #expect(before != nil && stand.port != nil && stand.port != before)
            #expect(await device.standing.serial == TremolPrinter.serial)
            #expect(await device.standing.state == .ready)
            await device.release()
            return (ends, stand)
        }
        let whole = stand.papers.count { $0.lines.suffix(3) == ["SLIP 1 line 1", "SLIP 1 line 2", "SLIP 1 END"] }
        switch ends[0] {
        case .printed: #expect(whole == 1)
        case .notBegun: #expect(!stand.papers.contains { $0.lines.contains { $0.hasPrefix("SLIP 1") } })
        case .doubtful: #expect(whole <= 1)
        }
        #expect(stand.papers.count { $0.lines.last == "SLIP 2 END" } == 1)
    }

    private static func text(_ number: Int) -> [UInt8] {
        Array("SLIP \(number) line 1\nSLIP \(number) line 2\nSLIP \(number) END\n".utf8)
    }

    // MARK: A control unit

    /// Wherever the plug is pulled: before, in and after the answers to the commands that meet the unit and make a document.
    @Test(arguments: [DeviceFault.unplugBefore, .unplugIn, .unplugAfter], [3, 5, 6, 7, 8])
    func `a control unit that left in mid-invoice is found again and signs it once`(
        _ fault: DeviceFault, _ command: Int
    ) async throws {
        let driver = try ControlUnitDriver(Shipped.profile("tremol.g03"))
        let unit = TremolUnit(faults: plan(fault, at: command))
        let stand = try await Stand().play(unit) { stand in
            let device = Device(name: "kra", unit: driver, places: try stand.places("tremol.g03"), serial: nil)
            let before = stand.port
            let kept = Mutex<ControlUnitJournal?>(nil)
            for number in 1...2 {
                kept.withLock { $0 = nil }
                let invoice = Sample.invoice("T1x\(number)")
                signing: while true {
                    let (end, serial) = try await device.sign(
                        invoice, resuming: kept.withLock { $0 },
                        keep: { journal in kept.withLock { $0 = journal } })
                    switch end {
                    case .signed(let receipt):
                        #expect(serial == TremolUnit.serial)
                        #expect(receipt.number.text == stand.papers.last?.number)
                        break signing
                    case .suspended: continue
                    case .notSigned: kept.withLock { $0 = nil }
                    case .needsPerson(let doubt):
                        Issue.record("\(doubt.sentence)")
                        break signing
                    }
                }
            }
            #expect(before != nil && stand.port != nil && stand.port != before, "nobody pulled the plug")
            #expect(await device.standing.serial == TremolUnit.serial)
            #expect(await device.place == "serial:\(stand.link)")
            await device.release()
            return stand
        }
        #expect(stand.papers.map(\.reference) == ["T1x1", "T1x2"])
    }

    @Test func `another unit under the same link is not taken for the first`() async throws {
        let driver = try ControlUnitDriver(Shipped.profile("tremol.g03"))
        try await Stand().play(TremolUnit()) { stand in
            let device = Device(
                name: "kra", unit: driver, places: try stand.places("tremol.g03"), serial: "KRAMW004202110009999")
            let standing = await device.look()
            #expect(standing.state == .wrongDevice)
            let (end, _) = try await device.sign(Sample.invoice("T1x1"), resuming: nil, keep: { _ in })
            guard case .suspended = end else {
                Issue.record("\(end)")
                return
            }
            #expect(stand.papers.isEmpty)
            await device.release()
        }
    }
}
