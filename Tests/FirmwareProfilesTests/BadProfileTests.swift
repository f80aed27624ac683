import ChanceSupport
import FirmwareProfiles
import Testing

/// A mistake that people make in profiles, and what they are told.
struct Mistake: Sendable, CustomTestStringConvertible {
    let what: String
    /// Text that is replaced, once.
    let old: String
    let new: String
    let rule: ProfileFault.Rule
    let line: Int
    /// Words that the fault must have.
    let says: String

    init(_ what: String, _ old: String, _ new: String, _ rule: ProfileFault.Rule, line: Int, says: String) {
        (self.what, self.old, self.new, self.rule, self.line, self.says) = (what, old, new, rule, line, says)
    }

    var testDescription: String { what }
}

@Suite struct BadProfileTests {
    private static let good = """
        profile: 1
        id: acme.till
        title: Acme till printer
        confidence: documented
        source: ["manual p. 12"]
        match:
          usb:
            - {vid: "1a86", pid: "7523", bridge: true}
        transport:
          kinds: [serial]
          serial: {baud: ["9600"], parity: none, dtr: true}
        framing:
          engine: isl-classic
          seq: {first: 0x20, last: 0x7F}
          busy_limit_ms: {normal: 15000, report: 120000}
          retries: 3
        identity:
          probe: {command: 0x5A, data: "1"}
        commands:
          open: {code: 0x30, data: "{operator},{password}", effect: opens}
          item: {code: 0x31, data: "{name|cut:42}", effect: adds}
          cancel: {code: 0x3C, effect: cancels}
        document_flow: [open, item+]
        tax_groups: {"16.00": "A"}
        cancel: {command: cancel, allowed_until: first_payment}
        status:
          bytes: 6
          bits:
            paper_out: {at: ["2.0"], severity: stop}
        forbidden: [0x48]
        when:
          - firmware: ">= 2.10 < 3"
            set:
              framing: {engine: isl-classic, retries: 5}

        """

    static let mistakes: [Mistake] = [
        Mistake("a tab", "  retries: 3", "\tretries: 3", .yaml, line: 16, says: "tabs"),
        Mistake("a bracket left open", "kinds: [serial]", "kinds: [serial", .yaml, line: 11, says: "Two spaces"),
        Mistake(
            "a key twice", "title: Acme till printer", "title: A\ntitle: B", .duplicateKey, line: 3, says: "Keep one"),
        Mistake("an alias", "title: Acme till printer", "title: &a Acme", .alias, line: 3, says: "Write out"),
        Mistake("a mistyped key", "confidence:", "confidense:", .unknownKey, line: 4, says: "Did you mean confidence?"),
        Mistake("a key of nowhere", "retries: 3", "colour: 3", .unknownKey, line: 16, says: "Here stand engine"),
        Mistake("no title", "title: Acme till printer\n", "", .missingKey, line: 2, says: "title"),
        Mistake("no engine", "  engine: isl-classic\n  seq", "  seq", .missingKey, line: 13, says: "engine"),
        Mistake(
            "keys in another order", "title: Acme till printer\nconfidence: documented\n",
            "confidence: documented\ntitle: Acme till printer\n", .order, line: 4, says: "before confidence"),
        Mistake("a text for a number", "retries: 3", "retries: three", .kind, line: 16, says: "0 to 20"),
        Mistake("a quoted number", "retries: 3", "retries: \"3\"", .kind, line: 16, says: "without quotes"),
        Mistake("yes for true", "dtr: true", "dtr: yes", .kind, line: 11, says: "true or false"),
        Mistake(
            "a list for a record", "  serial: {baud: [\"9600\"], parity: none, dtr: true}", "  serial: [9600]", .kind,
            line: 11, says: "keys under it"),
        Mistake("a bare number for a text", "vid: \"1a86\"", "vid: 0416", .quotes, line: 8, says: "\"0416\""),
        Mistake("a bare speed", "baud: [\"9600\"]", "baud: [9600]", .quotes, line: 11, says: "\"9600\""),
        Mistake("a word that is none", "parity: none", "parity: non", .choice, line: 11, says: "Did you mean none?"),
        Mistake("a speed of nobody", "baud: [\"9600\"]", "baud: [\"9601\"]", .choice, line: 11, says: "9600"),
        Mistake("too many retries", "retries: 3", "retries: 99", .range, line: 16, says: "0 to 20"),
        Mistake("a code beyond a byte", "code: 0x3C", "code: 0x13C", .range, line: 22, says: "0 to 255"),
        Mistake("capitals in an id", "vid: \"1a86\"", "vid: \"1A86\"", .pattern, line: 8, says: "small letters"),
        Mistake(
            "unknown where it cannot be", "engine: isl-classic\n  seq", "engine: unknown\n  seq", .unknown, line: 13,
            says: "No driver"),
        Mistake(
            "a capability twice", "document_flow: [open, item+]", "document_flow: [open, open]", .repeated, line: 23,
            says: "once"),
        Mistake("another file name", "id: acme.till", "id: acme.tills", .fileName, line: 2, says: "acme.tills.yaml"),
        Mistake(
            "an ancestor that is not there", "confidence:", "inherits: acme.base\nconfidence:", .ancestor, line: 4,
            says: "no profile"),
        Mistake("its own ancestor", "confidence:", "inherits: acme.till\nconfidence:", .loop, line: 4, says: "Take"),
        Mistake(
            "a condition in words", "firmware: \">= 2.10 < 3\"", "firmware: \"from 2.10\"", .condition, line: 32,
            says: "bounds"),
        Mistake(
            "a condition that never holds", "firmware: \">= 2.10 < 3\"", "firmware: \">= 3 < 2.10\"", .condition,
            line: 32, says: "hold together"),
        Mistake("a field that nobody fills", "{operator}", "{operater}", .field, line: 20, says: "{operator}?"),
        Mistake("a filter of nobody", "{name|cut:42}", "{name|trim:42}", .filter, line: 21, says: "cut:n"),
        Mistake("a brace left open", "{name|cut:42}", "{name", .filter, line: 21, says: "{name}"),
        Mistake("a bit beyond the bytes", "at: [\"2.0\"]", "at: [\"6.0\"]", .bit, line: 29, says: "last is 5"),
        Mistake("a bit that is none", "at: [\"2.0\"]", "at: [\"2.8\"]", .pattern, line: 29, says: "0 to 7"),
        Mistake("a condition of nobody", "paper_out:", "paper_gone:", .choice, line: 29, says: "README"),
        Mistake(
            "numbers that run backwards", "{first: 0x20, last: 0x7F}", "{first: 0x7F, last: 0x20}", .pair, line: 14,
            says: "below"),
        Mistake("a report quicker than a command", "report: 120000", "report: 1500", .pair, line: 15, says: "longer"),
        Mistake(
            "a step that is not described", "document_flow: [open, item+]", "document_flow: [open, itme+]", .flow,
            line: 23, says: "Did you mean item?"),
        Mistake(
            "a forbidden command", "forbidden: [0x48]", "forbidden: [0x3C]", .forbidden, line: 22,
            says: "one of the two"),
        Mistake(
            "an alarm beyond the bytes", "  bytes: 6\n", "  bytes: 6\n  alarms: [\"7.0\"]\n", .bit, line: 27,
            says: "last is 5"),
        Mistake(
            "an error byte beyond the bytes", "  bytes: 6\n", "  bytes: 6\n  error_byte: 6\n", .bit, line: 27,
            says: "last is 5"),
        Mistake(
            "an error that is no number", "forbidden:", "errors: {paper: paper_out}\nforbidden:", .pattern, line: 30,
            says: "error number"),
        Mistake(
            "a serial number as a whole language", "identity:\n", "identity:\n  serial: \"(a+)+\"\n", .pattern,
            line: 18,
            says: "counts"),
        Mistake("numbers from nowhere", "source: [\"manual p. 12\"]\n", "", .source, line: 4, says: "Cite"),
        Mistake("a source without a place", "[\"manual p. 12\"]", "[\"the manual\"]", .pattern, line: 5, says: "page"),
        Mistake(
            "a bridge without a probe", "identity:\n  probe: {command: 0x5A, data: \"1\"}\n", "", .bridge, line: 8,
            says: "probe"),
    ]

    private static func faults(_ text: String) -> [ProfileFault] {
        ProfileLibrary([.init(name: "acme.till.yaml", text: text)]).faults
    }

    @Test func `the profile that mistakes are made in has none`() {
        #expect(Self.faults(Self.good).map(\.description) == [])
    }

    @Test(arguments: mistakes)
    func `a mistake is told with its line, its rule and a remedy`(_ mistake: Mistake) throws {
        #expect(Self.good.contains(mistake.old))
        let faults = Self.faults(Self.good.replacing(mistake.old, with: mistake.new, maxReplacements: 1))
        let fault = try #require(faults.first { $0.rule == mistake.rule }, "\(faults.map(\.description))")
        #expect(fault.line == mistake.line, "\(fault)")
        #expect(fault.file == "acme.till.yaml")
        #expect(fault.description.contains(mistake.says), "\(fault)")
        #expect(
            ProfileLibrary([.init(name: "acme.till.yaml", text: Self.good.replacing(mistake.old, with: mistake.new))])
                .profiles.isEmpty)
    }

    @Test func `every rule but those of two files and of size is broken above`() {
        let elsewhere: Set<ProfileFault.Rule> = [.size, .duplicateID, .engine]
        #expect(Set(Self.mistakes.map(\.rule)).union(elsewhere) == Set(ProfileFault.Rule.allCases))
    }

    @Test func `two files of one id, and another engine than the ancestor's, are told`() {
        let twice = ProfileLibrary([
            .init(name: "acme.till.yaml", text: Self.good), .init(name: "b.yaml", text: Self.good),
        ])
        #expect(twice.faults.map(\.rule).contains(.duplicateID))
        let child = """
            profile: 1
            id: acme.child
            title: Another
            inherits: acme.till
            confidence: unverified
            framing: {engine: zfp}

            """
        let library = ProfileLibrary([
            .init(name: "acme.till.yaml", text: Self.good), .init(name: "acme.child.yaml", text: child),
        ])
        #expect(library.faults.map(\.rule) == [.engine])
        #expect(library.profiles.keys.sorted() == ["acme.till"])
    }

    @Test(arguments: [
        String(repeating: "a: 1\n", count: 20_000), String(repeating: "[", count: 5_000),
        "match: " + String(repeating: "{match: ", count: 400),
    ])
    func `a file that is too large or too deep is refused`(_ text: String) {
        #expect(!Self.faults(text).isEmpty)
    }

    @Test(arguments: 0..<40)
    func `no file can do harm, whatever is in it`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        for _ in 0..<50 {
            var bytes = Array(Self.good.utf8)
            for _ in 0..<Int.random(in: 1...12, using: &chance) {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0..<4, using: &chance) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(Array("{}[]:,\"'|>-&*#\n\t ".utf8).randomElement(using: &chance) ?? 0, at: place)
                default:
                    let end = min(bytes.count, place + Int.random(in: 1...80, using: &chance))
                    bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &chance))
                }
            }
            let library = ProfileLibrary([.init(name: "acme.till.yaml", text: String(decoding: bytes, as: UTF8.self))])
            #expect(library.faults.isEmpty != library.profiles.isEmpty)
            for profile in library.profiles.values { _ = profile.applying(firmware: "2.11") }
        }
    }
}
