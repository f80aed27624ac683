import Foundation
import SpoolSchema
import Testing

/// The house's rules that a compiler does not know.
@Suite struct TidyTests {
    private static let house = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The rooms by floor, the highest first.
    private static let floors: [[String]] = [
        ["risiti", "risiti-sim"], ["Commands", "Simulators"], ["Server"], ["Agent"], ["Forwarder"],
        ["Spool", "Custody", "Rendering", "OSCU", "Accounting", "LocalAPI", "Devices"], ["ShippedProfiles"],
        ["Fiscal", "JSON", "Outbound", "Wire", "SpoolSchema", "FirmwareProfiles"],
        ["CCurl", "CHaru", "CLibUSB", "CNetlink", "CQREncode", "CSQLite", "CXlsxWriter"],
    ]

    /// A source file of ours.
    struct Source: Sendable, CustomTestStringConvertible {
        let room: String
        let path: String
        let text: String
        var testDescription: String { path }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    private static func sources() throws -> [Source] {
        let root = house.appending(path: "Sources")
        return try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".swift") }.map {
            Source(
                room: String($0.prefix { $0 != "/" }), path: $0,
                text: try String(contentsOf: root.appending(path: $0), encoding: .utf8))
        }
    }

    @Test func `every arrow between rooms goes down`() throws {
        let floor = Dictionary(
            uniqueKeysWithValues: Self.floors.enumerated().flatMap { floor, rooms in rooms.map { ($0, floor) } })
        for source in try Self.sources() {
            let own = try #require(floor[source.room], "\(source.room) stands on no floor")
            for line in source.lines where line.contains(#/^(public )?import /#) {
                let room = line.split(separator: " ").last.map(String.init) ?? ""
                guard let below = floor[room] else { continue }
                #expect(below > own, "\(source.path): \(line)")
            }
        }
    }

    @Test func `only commands print`() throws {
        for source in try Self.sources() where source.room != "Commands" {
            #expect(!source.text.contains(#/(^|[^.\w])print\(/#), "\(source.path)")
        }
    }

    @Test func `pointers and unchecked promises stand in handles alone`() throws {
        for source in try Self.sources() where !source.path.hasSuffix("Handle.swift") {
            for word in ["Unsafe", "@unchecked", "nonisolated(unsafe)", "withUnsafe"] {
                #expect(!source.text.contains(word), "\(source.path): \(word)")
            }
        }
    }

    @Test func `nothing is left for later and nothing is forced`() throws {
        for source in try Self.sources() {
            for word in ["TO" + "DO", "FIX" + "ME", "try!", "as!", "fatalError("] {
                #expect(!source.text.contains(word), "\(source.path): \(word)")
            }
        }
    }

    @Test func `money is never a binary fraction`() throws {
        let rooms: Set = [
            "Fiscal", "Spool", "OSCU", "Accounting", "Agent", "LocalAPI", "Rendering", "Server", "Simulators",
        ]
        // A workbook's numbers are binary fractions: the one conversion stands where its handle is.
        let exempt = "Accounting/Tables/XLSXHandle.swift"
        for source in try Self.sources() where rooms.contains(source.room) && source.path != exempt {
            #expect(!source.text.contains(#/\b(Double|Float)\b/#), "\(source.path)")
        }
    }

    @Test func `a simulator imports no room that it judges`() throws {
        let rooms = Set(Self.floors.joined())
        for source in try Self.sources() where source.room == "Simulators" {
            for line in source.lines where line.contains(#/^(public )?import /#) {
                let room = line.split(separator: " ").last.map(String.init) ?? ""
                #expect(!rooms.contains(room), "\(source.path): \(line)")
            }
        }
    }

    @Test func `every migration is listed, in order, and begins with a letter`() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Self.house.appending(path: "spool/migrations").path
        ).sorted()
        #expect(files == SpoolSchema.migrations.map { $0.name + ".sql" })
        #expect(files.allSatisfy { $0.hasPrefix("v") })
    }

    @Test func `no file has grown past one idea`() throws {
        for source in try Self.sources() {
            #expect(source.lines.count <= 400, "\(source.path) has \(source.lines.count) lines")
        }
    }
}
