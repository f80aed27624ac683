public import Fiscal
import Foundation
public import Spool

/// How the agent stands, read from the same rows that it works from.
public struct StatusDesk: Sendable {
    let spool: Spool
    let settings: Settings
    let kra: KRADesk
    let counter: DeviceDesk
    let books: BooksDesk
    let mirror: SpoolMirror?
    let clock: WallClock

    /// One picture of everything that HQ and the technician ask for.
    public struct Picture: Sendable {
        /// When it was taken.
        public let at: Timestamp
        /// The shop and the device.
        public let branch: Branch
        /// The device's public key, 32 bytes.
        public let key: [UInt8]
        /// The control unit's id; nil before initialisation.
        public let scuID: String?
        /// The end of the chain.
        public let chain: ChainEnd
        /// The device's signature over the checkpoint's text.
        public let checkpointSignature: [UInt8]
        /// The lanes.
        public let lanes: [LaneView]
        /// What waits on companies' lanes though they run, by lane.
        public let rests: [String: [LaneRest]]
        /// The open tasks.
        public let tasks: [TaskView]
        /// How long a sale may wait for KRA.
        public let outageBudget: Duration
        /// How far KRA's clock is ahead of ours.
        public let kraSkew: Duration
        /// What went to KRA since the start.
        public let traffic: KRADesk.Traffic
        /// The spool's size.
        public let size: SpoolSize
        /// How the spool and its disk are.
        public let health: SpoolHealth
        /// How the mirror stands; nil where none is set.
        public let mirror: MirrorView?
        /// The devices of the counter.
        public let devices: [DeviceDesk.View]
        /// Who makes sales fiscal.
        public let fiscaliser: Settings.Fiscaliser
        /// When the journal was put back from a backup, while KRA was not asked yet what it missed.
        public let restoredAt: Timestamp?
        /// Resident memory in bytes.
        public let memoryBytes: Int64

        /// What needs somebody's attention, in words; empty is healthy.
        public var problems: [String] {
            var problems: [String] = []
            if scuID == nil {
                problems.append(
                    fiscaliser == .oscu
                        ? "the device is not initialised with KRA; run: risiti kra init"
                        : "the control unit was not met yet; see: risiti devices list")
            }
            if let restoredAt {
                let what =
                    fiscaliser == .oscu
                    ? "nothing is sent to KRA; run: risiti kra reconcile"
                    : "what is older is asked of a person before the control unit signs it; see: risiti tasks list"
                problems.append(
                    "restored from a backup at \(KenyaTime(restoredAt).rfc3339) and not reconciled: \(what)")
            }
            for lane in lanes where lane.state == .paused {
                problems.append("lane \(lane.name) is paused: \(lane.reason ?? "no reason given")")
            }
            if !tasks.isEmpty { problems.append("\(tasks.count) tasks wait for a person; see: risiti tasks list") }
            if let left = budgetLeft, left < .zero {
                problems.append("the oldest sale has waited for KRA longer than the outage budget")
            }
            if let sentence = health.sentence { problems.append(sentence) }
            if let mirror, mirror.state == .lost {
                problems.append("the mirror is not kept: \(mirror.reason ?? "no reason is known")")
            }
            return problems
        }

        /// What is left of the outage budget; nil where nothing waits.
        public var budgetLeft: Duration? {
            lanes.first { $0.name == KRADestination.lane }?.oldestAt.map { outageBudget - at.since($0) }
        }
    }

    /// Takes a picture.
    public func picture() async throws -> Picture {
        let now = clock.now()
        let chain = try await spool.chainEnd()
        let sealer = spool.sealer
        let devices = try await counter.views()
        return Picture(
            at: now, branch: settings.branch, key: sealer.key,
            scuID: try await scuID(devices), chain: chain,
            checkpointSignature: try sealer.sign(Self.checkpointText(chain, at: now)),
            lanes: try await spool.lanes(), rests: try await books.rests(),
            tasks: try await spool.tasks(openOnly: true),
            outageBudget: settings.kra.outageBudget, kraSkew: await kra.clockSkew(),
            traffic: await kra.trafficSoFar(), size: spool.size(),
            health: spool.health, mirror: mirror?.view,
            devices: devices, fiscaliser: settings.kra.fiscaliser, restoredAt: try await spool.restoredUnreconciled(),
            memoryBytes: Self.residentBytes())
    }

    /// Who signs for KRA here: the OSCU that initialised this device, or the unit on the counter.
    private func scuID(_ devices: [DeviceDesk.View]) async throws(SpoolError) -> String? {
        switch settings.kra.fiscaliser {
        case .oscu: try await spool.registration()?.scuID
        case .controlUnit(let unit): devices.first { $0.name == unit.device }?.stored?.serial
        }
    }

    /// What a checkpoint signs: `risiti-checkpoint-1`, sequence, hash and time, a line each (`spool/CONTRACT.md`).
    public static func checkpointText(_ chain: ChainEnd, at time: Timestamp) -> [UInt8] {
        Checkpoint.text(sequence: chain.sequence, hash: chain.hash, time: KenyaTime(time).rfc3339)
    }

    private static func residentBytes() -> Int64 {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int64(fields[1]) ?? 0) * 4_096 : 0
    }
}
