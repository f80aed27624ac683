import Foundation
import SpoolTestSupport
import Synchronization

/// The disk of a simulated machine: in memory, under SQLite, with faults and deaths from the seed.
final class Disk: Sendable {
    private let disk: FaultyDisk
    private let state: Mutex<State>

    private struct State {
        var dice: Dice
        /// Chance of an error in millionths of the steps, 0 in calm.
        var errors: Int64 = 0
        /// Writes not synced that survive a power cut, in percent.
        let kept: Int32
        /// A step of the present count at which something goes wrong, and whether that is the end.
        var armed: (step: Int64, isDeath: Bool)?
        var powerCut = false
        /// Steps that failed.
        var hits = 0
        /// A planted bug: what was there before the crash in front comes back.
        let isForgetful: Bool
        var old: FaultyDisk.Image?
    }

    init(storm: Weather, isForgetful: Bool, dice: Dice) throws {
        disk = try FaultyDisk()
        state = Mutex(
            State(dice: dice, kept: Int32((1_000 - storm.writesLost) / 10), isForgetful: isForgetful))
        disk.count()
    }

    /// Where the spool lies.
    var directory: URL { disk.directory }
    /// Whether nothing is to be had of it.
    var isDown: Bool { disk.isDead }

    /// Steps that failed without being the end.
    var errors: Int { state.withLock { $0.hits } }

    /// From now on steps fail with a chance in millionths; 0 ends it.
    func fail(perMillion chance: Int64) {
        state.withLock { state in
            (state.errors, state.armed) = (chance, nil)
            disk.fail(at: 0, with: nil)
        }
    }

    /// Chooses the next step that fails, where the last one is past.
    func arm() {
        state.withLock { state in
            if let armed = state.armed, armed.step > disk.steps { return }
            if let armed = state.armed, !armed.isDeath { state.hits += 1 }
            state.armed = nil
            guard state.errors > 0, !disk.isDead else { return }
            let step = disk.steps + state.dice.pick(1...2_000_000 / state.errors)
            disk.fail(at: step, with: state.dice.happens(500) ? .ioError : .ioErrorKept)
            state.armed = (step, false)
        }
    }

    /// Dies after so many further steps, in the middle of whatever that is.
    func die(after steps: Int64) {
        state.withLock { state in
            let step = disk.steps + steps
            disk.fail(at: step, with: .crash)
            state.armed = (step, true)
        }
    }

    /// Everything in memory is gone; with the power, most of what was not synced as well.
    func crash(powerCut: Bool) {
        state.withLock { state in state.powerCut = powerCut }
        if !disk.isDead { disk.crash() }
    }

    /// Power again.
    func restart() throws {
        guard disk.isDead else { return }
        try state.withLock { state in
            let survival: FaultyDisk.Survival =
                state.powerCut ? .torn(seed: state.dice.bits(), kept: state.kept) : .restart
            let old = state.isForgetful ? state.old : nil
            if state.isForgetful { state.old = try disk.image() }
            try disk.powerOn(old, surviving: survival)
            disk.count()
            state.armed = nil
        }
    }
}
