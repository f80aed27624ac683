import CFaultyDisk
package import Foundation
import Spool

/// A disk in memory that fails where it is told to and forgets what was not synced.
///
/// It lies under SQLite, and under the functions of libc that write, link, rename and remove whole files: backups, keys.
/// It takes the files of one directory; every other file of the process stays on the machine's disk, so that tests with
/// and without such a disk run side by side. Files that were open when the power went are dead for good.
package final class FaultyDisk: @unchecked Sendable {  // Every call of the C library takes the disk's own lock.
    private let disk: OpaquePointer
    /// Where its files are.
    package let directory: URL

    /// What goes wrong at a step.
    package enum Fault: Sendable, Hashable, CaseIterable {
        /// The power goes; the step itself is not synced.
        case crash
        /// EIO once. A failed sync loses what it was to sync for good, and the next one says that all is well.
        case ioError
        /// EIO once; what a failed sync was to sync stays to be synced.
        case ioErrorKept
        /// EIO from here on.
        case ioErrorOnward
        /// ENOSPC once.
        case full
        /// ENOSPC from here on.
        case fullOnward
        /// Half of a write lands, then ENOSPC.
        case shortWrite
    }

    /// What of the unsynced survives a crash.
    package enum Survival: Sendable, Hashable {
        /// None.
        case drop
        /// All.
        case keep
        /// Any subset of 512-byte sectors, truncations, creations and deletions, each with a chance in percent.
        case torn(seed: UInt64, kept: Int32 = 50)
        /// All, and it stays unsynced: the programs died, the machine did not.
        case restart
    }

    /// What a step was.
    package enum Step: Character, Sendable {
        case write = "w"
        case sync = "s"
        case truncate = "t"
        case create = "c"
        case delete = "d"
        case rename = "r"
        case link = "l"
        case directorySync = "y"
    }

    /// All files at a moment, with what was not synced.
    package final class Image: @unchecked Sendable {  // It is never changed.
        fileprivate let image: OpaquePointer
        fileprivate init(_ image: OpaquePointer) { self.image = image }
        deinit { faulty_image_free(image) }
    }

    /// Makes an empty disk in a new directory, which goes with it.
    ///
    /// `shows` says whether the bytes of its files are seen by programs that read them past SQLite; sizes always are.
    package init(shows: Bool = false) throws {
        directory = Self.quickest.appending(path: "faulty-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        guard faulty_disk_install() == 0, let disk = faulty_disk_create(directory.path) else {
            throw Unexpected("the faulty disk could not be installed")
        }
        self.disk = disk
        if shows { faulty_disk_show(disk) }
    }

    deinit {
        faulty_disk_destroy(disk)
        try? FileManager.default.removeItem(at: directory)
    }

    /// Where files of the right sizes stand for those in memory: in memory too, where the system has room there.
    private static var quickest: URL {
        let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
        let isRoomy =
            FileManager.default.isWritableFile(atPath: memory.path)
            && StableFile.freeBytes(at: memory) ?? 0 > 1 << 30
        return isRoomy ? memory : FileManager.default.temporaryDirectory
    }

    /// Counts steps from 1 and, where a fault is named, lets that happen at its step.
    package func count(failing step: Int64 = 0, with fault: Fault? = nil) {
        faulty_disk_count(disk)
        fail(at: step, with: fault)
    }

    /// Keeps the disk as it stands before each step of the count.
    package func record() { faulty_disk_record(disk) }

    /// The disk as a power cut at each step of the count would find it, and after the last; ends the recording.
    ///
    /// What a step itself does is not synced then: a sync has done nothing, and anything else stands as it does before
    /// the next step.
    package func cuts() throws -> [Image] {
        let before = try (1...steps + 1).map { step in
            guard step <= steps else { return try image() }
            guard let image = faulty_disk_recorded(disk, step) else {
                throw Unexpected("step \(step) was not recorded")
            }
            return Image(image)
        }
        let isSync = (0..<steps).map { [.sync, .directorySync].contains(step($0 + 1)) }
        return isSync.indices.map { before[isSync[$0] ? $0 : $0 + 1] } + [before[before.count - 1]]
    }

    /// Chooses another fault while the count goes on; nil is none.
    package func fail(at step: Int64, with fault: Fault?) {
        let mode =
            switch fault {
            case nil: FAULTY_NONE
            case .crash: FAULTY_CRASH
            case .ioError: FAULTY_IO_ERROR
            case .ioErrorKept: FAULTY_IO_ERROR_KEPT
            case .ioErrorOnward: FAULTY_IO_ERROR_ONWARD
            case .full: FAULTY_FULL
            case .fullOnward: FAULTY_FULL_ONWARD
            case .shortWrite: FAULTY_SHORT_WRITE
            }
        faulty_disk_fail(disk, step, Int32(mode.rawValue))
    }

    /// Steps since the count began.
    package var steps: Int64 { faulty_disk_steps(disk) }

    /// What a step was, counted from 1.
    package func step(_ number: Int64) -> Step? {
        Step(rawValue: Character(Unicode.Scalar(UInt8(bitPattern: faulty_disk_step_kind(disk, number)))))
    }

    /// Says yes to every sync and does none.
    package func lie(_ lies: Bool = true) { faulty_disk_lie(disk, lies ? 1 : 0) }

    /// Cuts the power.
    package func crash() { faulty_disk_crash(disk) }

    /// Whether the power is gone.
    package var isDead: Bool { faulty_disk_is_dead(disk) != 0 }

    /// The disk as it stands, dead or alive.
    package func image() throws -> Image {
        guard let image = faulty_disk_image(disk) else { throw Unexpected("there is no memory for an image") }
        return Image(image)
    }

    /// Power again, with what survives of an image, or of the disk as it stands.
    ///
    /// The count and the faults end; a lying disk goes on lying.
    package func powerOn(_ image: Image? = nil, surviving survival: Survival) throws {
        let (mode, kept, seed): (faulty_survival, Int32, UInt64) =
            switch survival {
            case .drop: (FAULTY_DROP, 0, 0)
            case .keep: (FAULTY_KEEP, 0, 0)
            case .torn(let seed, let kept): (FAULTY_TORN, kept, seed)
            case .restart: (FAULTY_RESTART, 0, 0)
            }
        guard faulty_disk_power_on(disk, image?.image, Int32(mode.rawValue), kept, seed) == 0 else {
            throw Unexpected("there is no memory for the disk")
        }
    }

    /// A fingerprint of what is on stable storage.
    package var digest: UInt64 { faulty_disk_digest(disk) }

    /// Lets the machine's own disk interrupt and cut short writes while something runs; says how often it did.
    package static func interruptingCalls(_ body: () async throws -> Void) async rethrows -> Int64 {
        let before = faulty_calls_interrupt(1)
        defer { _ = faulty_calls_interrupt(0) }
        try await body()
        return faulty_calls_interrupt(0) - before
    }

    /// How large a file is, as programs see it; nil where there is none.
    package func size(of file: String) -> Int64? {
        let size = faulty_disk_file_size(disk, directory.appending(path: file).path)
        return size < 0 ? nil : size
    }

    /// Flips bits of one byte of a file, on stable storage too.
    package func rot(_ file: String, at offset: Int64, bits: UInt8 = 1) throws {
        guard faulty_disk_rot(disk, directory.appending(path: file).path, offset, bits) == 0 else {
            throw Unexpected("\(file) has no byte \(offset)")
        }
    }
}
