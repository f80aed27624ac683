import FirmwareProfiles
import Foundation
import ShippedProfiles
import Testing

@Suite struct LibraryTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "firmware-profiles")

    @Test func `every shipped profile is without a fault`() {
        let library = ProfileLibrary(ShippedProfiles.files)
        #expect(library.faults.map(\.description) == [])
        #expect(library.profiles.count == ShippedProfiles.files.count)
    }

    @Test func `every file of the folder is shipped as it stands`() throws {
        let folder = Self.folder.appending(path: "devices")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ShippedProfiles.files.map(\.name).sorted())
        for file in ShippedProfiles.files {
            #expect(try String(contentsOf: folder.appending(path: file.name), encoding: .utf8) == file.text)
        }
    }

    @Test func `the schema beside the profiles is that of the linter`() throws {
        let file = Self.folder.appending(path: "profile.schema.json")
        #expect(try String(contentsOf: file, encoding: .utf8) == ProfileSchema.text)
        #expect(try JSONSerialization.jsonObject(with: Data(ProfileSchema.text.utf8)) is [String: Any])
    }

    @Test func `the format's page names every key, field and condition`() throws {
        let page = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        for name in ProfileShape.profile.fields.map(\.name) + ProfileShape.conditions + ProfileShape.engines
            + ProfileTemplate.fields.sorted()
        {
            #expect(page.contains("`\(name)`"), "\(name)")
        }
        for rule in ProfileFault.Rule.allCases { #expect(page.contains("`\(rule.rawValue)`"), "\(rule.rawValue)") }
    }

    @Test func `a child says only what is different`() throws {
        let profiles = ProfileLibrary(ShippedProfiles.files).profiles
        let child = try #require(profiles["epson.tm-t88"])
        #expect(child.lineage == ["epson.tm-t88", "epson.tm-t20", "generic.escpos-80"])
        #expect(child.value["paper", "columns"]?.whole == 42)
        #expect(child.value["paper", "feed_before_cut"]?.whole == 4)
        #expect(child.value["recovery", "proof"]?.text == "process_id")
        #expect(child.usbIDs.map(\.vendor) == ["04b8"])
        #expect(child.usbIDs.map(\.product) == ["0202"])
        let unit = try #require(profiles["tremol.g03"])
        #expect(unit.engine == "zfp")
        #expect(unit.value["status", "bits", "paper_out"] == .unknown)
        #expect(unit.value["commands", "close", "code"]?.whole == 0x38)
    }

    @Test(arguments: [
        ("2.9", 3), ("2.10", 5), ("V2.11.4", 5), ("2.99", 5), ("3", 3), ("3.0", 3), ("FP 2.10", 5), ("", 3), ("new", 3),
    ])
    func `a condition holds for the firmware that it names`(_ firmware: String, _ retries: Int) throws {
        let text = """
            profile: 1
            id: a.b
            title: T
            confidence: unverified
            framing: {engine: isl-x, retries: 3}
            when:
              - firmware: ">= 2.10 < 3"
                set:
                  framing: {engine: isl-x, retries: 5}

            """
        let profile = try #require(ProfileLibrary([.init(name: "a.b.yaml", text: text)]).profiles["a.b"])
        #expect(profile.applying(firmware: firmware).value["framing", "retries"]?.whole == retries)
    }

    @Test(arguments: [
        (">= 2.10", "2.9", false), (">= 2.10", "2.10", true), ("> 2", "2.0", false), ("> 2", "2.0.1", true),
        ("< 3", "2.99", true), ("<= 3", "3.0.0", true), ("= 1.5", "1.50", false), ("= 1.5", "1.5.0", true),
        (">= 1 <= 2", "1.7", true),
    ])
    func `versions are compared number by number`(_ condition: String, _ version: String, _ holds: Bool) throws {
        let condition = try #require(FirmwareCondition(condition))
        #expect(condition.holds(for: try #require(FirmwareVersion(version))) == holds)
    }

    @Test(arguments: ["", "2", ">", ">= x", ">= 2 <", "> 2 < 2", "= 1 = 2", ">= 3 < 2", "> = 2", ">= 2.. "])
    func `a condition that says nothing is none`(_ text: String) {
        #expect(FirmwareCondition(text) == nil)
    }
}
