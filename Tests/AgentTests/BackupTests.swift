import Agent
import Custody
import Foundation
import LocalAPI
import Outbound
import Spool
import Testing

@Suite struct BackupTests {
    private static let words = Array("four words of a shop".utf8)

    @Test(arguments: [true, false])
    func `a backup of a selling shop is restored on another machine`(_ isSealed: Bool) async throws {
        let elsewhere = Shop.temporaryDirectory()
        let target = elsewhere.appending(path: "backup")
        try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: elsewhere) }
        try await Shop.open { shop in
            for number in 0..<3 { _ = try await shop.sell(Bodies.sale(), key: "k\(number)") }
            let made = try BackupDesk.make(
                of: shop.directory.appending(path: Spool.fileName), at: target,
                lock: isSealed ? .passphrase(Self.words) : nil, replacing: false
            ) { _ in true }
            #expect(made.copy.verification.entries == 3)
            #expect(SealedBackup.isSealed(target) == isSealed)
            let left = try FileManager.default.contentsOfDirectory(atPath: shop.directory.path)
            #expect(!left.contains { $0.contains("draft") })
            let again = #expect(throws: SpoolError.self) {
                try BackupDesk.make(
                    of: shop.directory.appending(path: Spool.fileName), at: target, lock: nil, replacing: false
                ) { _ in true }
            }
            #expect(again?.code == .refused)
        }
        let other = try DataDirectory(elsewhere.appending(path: "data"))
        let restoration = try BackupDesk.restore(
            .backup(target, isSealed ? .passphrase(Self.words) : nil), into: other, clock: .system)
        #expect(restoration.entries >= 3)
        let file = other.url.appending(path: Spool.fileName)
        #expect(try Spool.verify(file: file).isWhole)
        #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere.path).sorted() == ["backup", "data"])
    }

    @Test func `a sealed backup is not restored without what opens it`() async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        let target = place.appending(path: "backup")
        let directory = try DataDirectory(place)
        try await Shop.open { shop in
            _ = try await shop.sell(Bodies.sale(), key: "k")
            _ = try BackupDesk.make(
                of: shop.directory.appending(path: Spool.fileName), at: target, lock: .passphrase(Self.words),
                replacing: false
            ) { _ in true }
        }
        #expect(throws: SpoolError.self) {
            try BackupDesk.restore(.backup(target, nil), into: directory, clock: .system)
        }
        #expect(throws: CustodyError.self) {
            try BackupDesk.restore(
                .backup(target, .passphrase(Array("another four words".utf8))), into: directory, clock: .system)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
        #expect(left == ["backup", "risiti.lock"])
    }

    @Test func `the second agent on a directory is refused and told of the first`() async throws {
        try await Shop.open { shop in
            let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(shop.directory) }
            let sentence = error?.description ?? ""
            #expect(sentence.contains("process \(ProcessInfo.processInfo.processIdentifier), since 20"))
            #expect(sentence.contains(shop.directory.path))
        }
    }

    @Test func `the status tells of the spool and the mirror`() async throws {
        let usb = Shop.temporaryDirectory()
        try FileManager.default.createDirectory(at: usb, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: usb) }
        try await Shop.open(more: "mirror: \(usb.path)") { shop in
            _ = try await shop.sell(Bodies.sale(), key: "k")
            let picture = try await shop.agent.status.picture()
            #expect(picture.health == .healthy)
            #expect(picture.mirror?.path == usb.path)
            let token = try await shop.agent.tokens.create(role: .hq, name: "HQ").token
            let answer = try await shop.call("GET", "/v1/status", token: token)
            let status = try ReplyCoding.read(StatusReply.self, from: answer.body)
            #expect(status.spool?.state == "healthy")
            #expect(status.mirror?.path == usb.path)
            let metrics = String(decoding: try await shop.call("GET", "/metrics", token: token).body, as: UTF8.self)
            #expect(metrics.contains("risiti_spool_state{state=\"healthy\"} 1"))
            #expect(metrics.contains("risiti_mirror_behind"))
            #expect(try await shop.call("GET", "/readyz").status == 200)
            let refused = try await shop.call("POST", "/v1/spool/compact", token: token)
            #expect(refused.status == 403)
        }
        // The agent has ended: the medium has one file with everything.
        let draft = usb.appending(path: "gathered.sqlite")
        try Spool.gather(mirror: usb, into: draft)
        #expect(try Spool.check(draft).verification.entries == 1)
        #expect(!FileManager.default.fileExists(atPath: usb.appending(path: "risiti-mirror.sqlite-wal").path))
    }

    @Test func `a shop whose file was swapped for an older one says so at every door and sells nothing`() async throws {
        let place = Shop.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: place) }
        let older = place.appending(path: "older.sqlite")
        let file = place.appending(path: Spool.fileName)
        try await Shop.open(directory: place) { shop in
            _ = try await shop.sell(Bodies.sale(), key: "a")
            _ = try Spool.copy(file, to: older)
            _ = try await shop.sell(Bodies.sale(), key: "b")
        }
        try FileManager.default.removeItem(at: file)
        try FileManager.default.moveItem(at: older, to: file)
        try await Shop.open(directory: place) { shop in
            let agent = shop.agent
            #expect(agent.spool.health.state == .rolledBack)
            let problems = try await agent.status.picture().problems
            #expect(problems.contains { $0.contains("older file") && $0.contains("entry 2") })
            let error = await #expect(throws: SpoolError.self) {
                try await agent.spool.keep(fact: "x", "y", at: agent.clock.now())
            }
            #expect(error?.code == .rolledBack)
            let ready = try await shop.call("GET", "/readyz", token: "")
            #expect(ready.status == 503)
            #expect(String(decoding: ready.body, as: UTF8.self).contains("rolled_back"))
            #expect(try await shop.entries() == 1)
        }
    }
}
