import FirmwareProfiles
import Foundation
import ShippedProfiles
import Testing

@Suite struct UdevRulesTests {
    private static let made = UdevRules(ProfileLibrary(ShippedProfiles.files).profiles.values).text

    @Test func `the file of the package is that which the profiles make`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "packaging/udev/70-risiti.rules")
        #expect(try String(contentsOf: file, encoding: .utf8) == Self.made)
    }

    @Test func `each rule is one that udev takes`() throws {
        var labels: Set<String> = []
        var jumps: Set<String> = []
        for line in Self.made.split(separator: "\n") where !line.hasPrefix("#") {
            let rule = try #require(UdevLine(line), "\(line)")
            #expect(rule.fault == nil, "\(line): \(rule.fault ?? "")")
            labels.formUnion(rule.terms.filter { $0.key == "LABEL" }.map(\.value))
            jumps.formUnion(rule.terms.filter { $0.key == "GOTO" }.map(\.value))
        }
        #expect(labels == jumps)
    }

    @Test(arguments: [
        "SUBSYSTEM==\"usb\"", "GROUP=\"risiti\"", "SUBSYSTEM=\"usb\", GROUP=\"risiti\"",
        "SUBSYSTEM==\"usb\" MODE=\"0660\"",
        "SUBSYSTEM==usb, MODE=\"0660\"", "SUBSYSTEMM==\"usb\", MODE=\"0660\"", "SUBSYSTEM==\"usb\", MODE=\"9\"",
        "ATTR==\"usb\", MODE=\"0660\"", "SUBSYSTEM==\"usb\", MODE==\"0660\"", "SUBSYSTEM==\"usb\", RUN+=\"/bin/sh\"",
    ])
    func `the checker of this test finds a rule that is none`(_ line: String) {
        #expect(UdevLine(line[...]).map { $0.fault != nil } ?? true)
    }

    @Test func `bridges get access and nothing more, named devices are kept awake and to themselves`() {
        let lines = Self.made.split(separator: "\n")
        let bridge = lines.filter { $0.contains("\"1a86\"") }
        #expect(!bridge.isEmpty && bridge.allSatisfy { !$0.contains("ID_MM") && !$0.contains("power/control") })
        #expect(bridge.allSatisfy { $0.contains("GROUP=\"risiti\", MODE=\"0660\"") })
        let clocks = lines.filter { $0.contains("latency_timer") }
        #expect(clocks.count == 5 && clocks.allSatisfy { $0.contains("ATTRS{idVendor}==\"0403\"") })
        // The card terminal of the same ids is not ours (§1.7).
        let datecs = lines.filter { $0.contains("\"fff0\"") }
        #expect(datecs.count == 3 && datecs.allSatisfy { $0.contains("product}==\"Datecs Serial\"") })
        #expect(datecs.contains { $0.contains("ENV{ID_MM_DEVICE_IGNORE}=\"1\"") && $0.contains("\"tty\"") })
        #expect(lines.contains { $0.contains("\"04b8\"") && $0.contains("ATTR{power/control}=\"on\"") })
        #expect(!Self.made.contains("usblp") && !Self.made.contains("RUN"))
    }

    @Test func `a product's name cannot break out of its rule`() throws {
        let text = """
            profile: 1
            id: a.b
            title: T
            confidence: unverified
            match:
              usb:
                - {vid: "1234", pid: "5678", product: "x\\", RUN+=\\"/bin/sh *[a]"}
            transport: {kinds: [serial]}
            framing: {engine: isl-x}

            """
        let library = ProfileLibrary([.init(name: "a.b.yaml", text: text)])
        let rules = UdevRules(library.profiles.values).text
        #expect(library.faults.isEmpty && rules.contains("product}==\"x?? RUN???"))
        for line in rules.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(try #require(UdevLine(line)).fault == nil, "\(line)")
        }
    }
}

/// A line of a rules file, taken apart as udev(7) describes it.
struct UdevLine {
    struct Term {
        let key: String
        let attribute: String?
        let sign: String
        let value: String
    }

    let terms: [Term]

    /// Nil where it has not the form of a rule.
    init?(_ line: Substring) {
        var terms: [Term] = []
        var rest = line
        while !rest.isEmpty {
            guard let match = rest.prefixMatch(of: #/([A-Z]+)(?:\{([^}"]+)\})?(==|!=|\+=|=)"([^"]*)"/#) else {
                return nil
            }
            terms.append(
                Term(
                    key: String(match.1), attribute: match.2.map(String.init), sign: String(match.3),
                    value: String(match.4)))
            rest = rest[match.range.upperBound...]
            guard !rest.isEmpty else { break }
            guard rest.hasPrefix(", "), rest.count > 2 else { return nil }
            rest = rest.dropFirst(2)
        }
        self.terms = terms
    }

    private static let matching: Set = ["ACTION", "SUBSYSTEM", "DRIVER", "KERNEL", "ENV", "ATTR", "TEST"]
    private static let matchingAbove: Set = ["SUBSYSTEMS", "ATTRS", "DRIVERS", "KERNELS"]
    private static let assigned: Set = ["GROUP", "MODE", "ENV", "ATTR", "GOTO", "LABEL"]
    private static let withAttribute: Set = ["ENV", "ATTR", "ATTRS"]

    /// What is wrong with it; nil where nothing is.
    var fault: String? {
        var matches = 0
        var assignments = 0
        for term in terms {
            if Self.withAttribute.contains(term.key) != (term.attribute != nil) {
                return "\(term.key) and its attribute"
            }
            switch term.sign {
            case "==", "!=":
                guard Self.matching.union(Self.matchingAbove).contains(term.key) else { return "\(term.key) compared" }
                guard assignments == 0 else { return "\(term.key) behind an assignment" }
                matches += 1
            case "=":
                guard Self.assigned.contains(term.key) else { return "\(term.key) assigned" }
                if term.key == "MODE", term.value.wholeMatch(of: #/0[0-7]{3}/#) == nil { return "mode \(term.value)" }
                assignments += 1
            default: return "\(term.key)\(term.sign)"
            }
        }
        if assignments == 0 { return "it does nothing" }
        return matches == 0 && terms.contains { $0.key != "LABEL" } ? "it holds for everything" : nil
    }
}
