import Custody
import Foundation
import Testing

@Suite struct SealedBackupTests {
    /// How a test locks and opens.
    enum Way: CaseIterable {
        case passphrase
        case recipient

        func pair() -> (BackupLock, BackupOpener) {
            switch self {
            case .passphrase:
                let words = Array("a shop of four words".utf8)
                return (.passphrase(words), .passphrase(words))
            case .recipient:
                let identity = BackupIdentity()
                return (.recipient(identity.recipient), .identity(identity))
            }
        }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000], Way.allCases)
    func `what was sealed opens as it was`(_ count: Int, _ way: Way) throws {
        let directory = try DataDirectory()
        let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try directory.write(plain, to: "plain")
        let (lock, opener) = way.pair()
        try SealedBackup.seal(directory.url("plain"), into: directory.url("sealed"), with: lock)
        #expect(SealedBackup.isSealed(directory.url("sealed")))
        #expect(!SealedBackup.isSealed(directory.url("plain")))
        #expect(try directory.mode(of: "sealed") == 0o600)
        try SealedBackup.open(directory.url("sealed"), into: directory.url("again"), with: opener)
        #expect(try directory.bytes("again") == plain)
    }

    @Test func `nothing of what was sealed can be read`() throws {
        let directory = try DataDirectory()
        try directory.write(Array(repeating: UInt8(ascii: "K"), count: 100_000), to: "plain")
        let (lock, _) = Way.recipient.pair()
        try SealedBackup.seal(directory.url("plain"), into: directory.url("sealed"), with: lock)
        let text = String(decoding: try directory.bytes("sealed"), as: UTF8.self)
        #expect(!text.contains("KKKK"))
    }

    @Test func `another passphrase, identity or kind of opener opens nothing`() throws {
        let directory = try DataDirectory()
        try directory.write([1, 2, 3], to: "plain")
        for way in Way.allCases {
            let sealed = directory.url("sealed-\(way)")
            try SealedBackup.seal(directory.url("plain"), into: sealed, with: way.pair().0)
            for opener in [
                BackupOpener.passphrase(Array("another passphrase".utf8)), .identity(BackupIdentity()),
            ] {
                let target = directory.url("target-\(UUID().uuidString)")
                let error = #expect(throws: CustodyError.self) {
                    try SealedBackup.open(sealed, into: target, with: opener)
                }
                #expect(error?.code == .sealed)
            }
        }
    }

    @Test func `a change of any byte is found`() throws {
        let directory = try DataDirectory()
        try directory.write((0..<300).map { UInt8($0 & 255) }, to: "plain")
        let (lock, opener) = Way.recipient.pair()
        try SealedBackup.seal(directory.url("plain"), into: directory.url("sealed"), with: lock)
        let sealed = try directory.bytes("sealed")
        for place in sealed.indices {
            var doctored = sealed
            doctored[place] ^= 1 << UInt8(place % 8)
            try directory.write(doctored, to: "doctored")
            let target = directory.url("t\(place)")
            #expect(throws: CustodyError.self, "byte \(place)") {
                try SealedBackup.open(directory.url("doctored"), into: target, with: opener)
            }
        }
    }

    @Test func `a backup that was cut off, lengthened or put in another order is found`() throws {
        let directory = try DataDirectory()
        let piece = 65_536 + 16
        try directory.write((0..<200_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }, to: "plain")
        let (lock, opener) = Way.recipient.pair()
        try SealedBackup.seal(directory.url("plain"), into: directory.url("sealed"), with: lock)
        let sealed = try directory.bytes("sealed")
        let head = sealed.count - (3 * piece + 200_000 - 3 * 65_536 + 16)
        let one = Array(sealed[head..<head + piece])
        let two = Array(sealed[head + piece..<head + 2 * piece])
        let cuts = [head, head + 1, head + piece, head + 2 * piece, head + 3 * piece, sealed.count - 1].map {
            Array(sealed[..<$0])
        }
        let (start, rest) = (Array(sealed[..<head]), Array(sealed[(head + 2 * piece)...]))
        let doctored: [[UInt8]] = cuts + [[start, two, one, rest].flatMap { $0 }, [start, two, rest].flatMap { $0 }]
        let longer: [[UInt8]] = [sealed + [0], sealed + one]
        for (number, bytes) in (doctored + longer).enumerated() {
            try directory.write(bytes, to: "doctored")
            let target = directory.url("t\(number)")
            #expect(throws: CustodyError.self, "case \(number)") {
                try SealedBackup.open(directory.url("doctored"), into: target, with: opener)
            }
        }
    }

    @Test func `keys travel as text, and a slip of the pen is found`() throws {
        let identity = BackupIdentity()
        let text = "\(identity.recipient)"
        #expect(try BackupRecipient(text) == identity.recipient)
        #expect(try BackupIdentity(identity.secretText + "\n").recipient == identity.recipient)
        let digits = text.indices.dropFirst("risiti-recipient-".count)
        for place in digits {
            var other = text
            other.replaceSubrange(place...place, with: text[place] == "0" ? "1" : "0")
            #expect(throws: CustodyError.self) { try BackupRecipient(other) }
        }
        #expect(!"\(identity)".contains(identity.secretText))
    }

    @Test func `an identity is written for its owner alone and never over another file`() throws {
        let directory = try DataDirectory()
        let identity = BackupIdentity()
        try identity.write(to: directory.url("identity"))
        #expect(try directory.mode(of: "identity") == 0o600)
        #expect(throws: CustodyError.self) { try BackupIdentity().write(to: directory.url("identity")) }
        let kept = try BackupIdentity(String(decoding: try directory.bytes("identity"), as: UTF8.self))
        #expect(kept.recipient == identity.recipient)
    }

    @Test func `a short passphrase is refused`() throws {
        let directory = try DataDirectory()
        try directory.write([1], to: "plain")
        #expect(throws: CustodyError.self) {
            try SealedBackup.seal(
                directory.url("plain"), into: directory.url("sealed"), with: .passphrase(Array("seven77".utf8)))
        }
    }
}
