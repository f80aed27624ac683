import ChanceSupport
import FirmwareProfiles
import Fiscal
import ShippedProfiles
import Testing

@testable import Devices

@Suite struct DeviceDriverTests {
    /// What each shipped profile makes; a profile that is no driver names the key that nobody has measured.
    static let made: [(String, String)] = [
        ("daisy.isl", "fiscal printer"), ("datecs.dp-25", "fiscal printer"), ("datecs.fp-700", "fiscal printer"),
        ("datecs.isl", "fiscal printer"), ("datecs.x", "fiscal printer"), ("eltrade.isl", "fiscal printer"),
        ("epson.tm-t20", "receipt printer"), ("epson.tm-t88", "receipt printer"),
        ("generic.escpos-58", "receipt printer"), ("generic.escpos-80", "receipt printer"),
        ("incotex.isl", "fiscal printer"), ("signer.type-c", "signer"), ("star.escpos", "paper.columns"),
        ("tremol.g03", "control unit"), ("tremol.zfp", "slip printer"), ("xprinter.pos-80", "receipt printer"),
    ]

    @Test func `each shipped profile makes a driver, or names the key that it lacks`() {
        let found = Shipped.profiles.values.sorted { $0.id < $1.id }.map { profile -> [String] in
            do throws(DriverFault) {
                _ = try DeviceTransport(profile)
                switch try DeviceDriver(profile) {
                case .receiptPrinter: return [profile.id, "receipt printer"]
                case .fiscalPrinter: return [profile.id, "fiscal printer"]
                case .slipPrinter: return [profile.id, "slip printer"]
                case .controlUnit: return [profile.id, "control unit"]
                case .signer: return [profile.id, "signer"]
                }
            } catch {
                #expect(error.sentence.contains(profile.id))
                return [profile.id, error.key]
            }
        }
        #expect(found == Self.made.map { [$0.0, $0.1] })
    }

    /// Whoever reads it stands before the printer, and has to know what to count and where to write it.
    @Test func `a number that nobody has measured is asked for, with how to measure it and where to write it`() throws {
        let star = try #require(Shipped.profiles["star.escpos"])
        let fault = #expect(throws: DriverFault.self) { _ = try DeviceDriver(star) }
        let sentence = fault?.sentence ?? ""
        for words in [
            "paper.columns is not known", "--profile generic.escpos-80", "row of digits", "/etc/risiti/profiles/",
            "inherits: star.escpos", "--profile my.device",
        ] { #expect(sentence.contains(words), "\(sentence)") }
        // What it says makes a driver.
        let own = """
            profile: 1
            id: my.device
            title: The Star on the counter
            inherits: star.escpos
            confidence: field
            source: ["its self-test, p. 1"]
            paper: {columns: 48, feed_before_cut: 4}

            """
        let library = ProfileLibrary(ShippedProfiles.files + [.init(name: "my.device.yaml", text: own)])
        #expect(library.faults.map(\.description) == [])
        _ = try DeviceDriver(try #require(library.profiles["my.device"]))
    }

    @Test func `each state says what to do in two languages`() {
        let states = DeviceState.allCases
        #expect(Set(states.map(\.english)).count == states.count && Set(states.map(\.kiswahili)).count == states.count)
        for state in states {
            #expect(state.kiswahili != state.english)
            #expect(state.english.hasSuffix(".") && state.kiswahili.hasSuffix("."))
            // Where somebody has to do something, it says what: behind a colon or a "before".
            if state.needsPerson { #expect(state.english.contains(":") || state == .zRequired, "\(state)") }
        }
    }

    @Test func `the families differ where the reference says so`() {
        // Codes of the opening and of the cancel (reference §2.5, §4.1, §4.2, §4.3).
        let families: [(ISLDialect, open: UInt8, cancel: UInt8)] = [
            (.datecsClassic, 0x30, 0x3C), (.datecsX, 0x30, 0x3C), (.daisy, 0x30, 0x82), (.eltrade, 0x90, 0x3C),
            (.incotex, 0x30, 0x82),
        ]
        for (dialect, open, cancel) in families {
            #expect(dialect.calls[.open]?.code == open && dialect.calls[.cancel]?.code == cancel, "\(dialect)")
            #expect(dialect.calls[.item]?.code == 0x31 && dialect.calls[.pay]?.code == 0x35)
            #expect(dialect.calls[.close]?.code == 0x38 && dialect.calls[.transaction]?.code == 0x4C)
            #expect(dialect.framing.tries == 4 && dialect.framing.answerTimeout == .milliseconds(800))
            #expect(!dialect.allows(0x48) && dialect.allows(0x4A), "fiscalising is never sent (§2.5)")
        }
        // 71h does not exist on X (§2.8); the receipt's number stands in 4Ch, behind an error code.
        #expect(ISLDialect.datecsX.calls[.lastDocument] == nil && ISLDialect.datecsClassic.calls[.lastDocument] != nil)
        #expect(ISLDialect.datecsX.transaction == ISLPlaces(isOpen: 0, number: 1, items: 2, amount: 3, paid: 4))
        #expect(ISLDialect.datecsClassic.transaction == ISLPlaces(isOpen: 0, number: nil, items: 1, amount: 2, paid: 3))
        #expect(ISLDialect.datecsX.answersErrorCode && ISLDialect.datecsX.separator == 0x09)
        #expect(!ISLDialect.datecsClassic.answersErrorCode && ISLDialect.datecsClassic.separator == 0x2C)
        // Byte 3 is an error number on Daisy and Incotex, and switches elsewhere (§2.10, §4).
        #expect(families.map(\.0.errorByte) == [nil, nil, 3, nil, 3])
        #expect(ISLDialect.incotex.errors[24] == .memoryFull && ISLDialect.datecsX.errors[-111_024] == .zRequired)
        #expect(ISLDialect.daisy.framing.busyPeriod == .milliseconds(100))
        #expect(ISLDialect.eltrade.framing.busyPeriod == .milliseconds(60))
        #expect(families.map { $0.0.alarms.count } == [3, 3, 4, 3, 5])
        #expect(ISLDialect.eltrade.payments == [.cash: "P", .card: "L"] && ISLDialect.daisy.payments == [.cash: "P"])
        #expect(ISLDialect.daisy.allows(0x80) && !ISLDialect.datecsClassic.allows(0x80))
        #expect(ISLDialect.eltrade.allows(0x90) && ISLDialect.datecsX.allows(0x2B))
    }

    @Test(
        arguments: [
            // Healthy, and then single bits of §2.10 and §4.
            ("datecs.isl", "80 80 80 80 86 9A", []), ("datecs.isl", "C0 80 80 80 86 9A", [.coverOpen]),
            ("datecs.isl", "80 A0 80 80 86 9A", [.nonfiscalOpen]),
            ("datecs.isl", "80 80 C0 80 86 9A", [.journalNearFull]),
            ("datecs.isl", "80 80 80 80 86 92", [.notFiscalised]), ("eltrade.isl", "80 A0 80 80 86 9A", [.coverOpen]),
            ("daisy.isl", "80 A0 80 80 80 F8", [.cutterError]), ("incotex.isl", "80 A0 80 80 86 9A", []),
            ("datecs.x", "80 80 88 80 86 9A 80 80", [.fiscalOpen]),
        ] as [(String, String, Set<DeviceCondition>)])
    func `status bits say what the profile says`(_ id: String, _ status: String, _ expected: Set<DeviceCondition>)
        throws
    {
        let dialect = try ISLDialect(Shipped.profile(id))
        #expect(dialect.status.conditions(in: [UInt8](hex: status)) == expected)
    }

    @Test func `receipt printers know their paper, their proof and their times`() throws {
        let epson = try ReceiptPrinterDriver(Shipped.profile("epson.tm-t88"))
        #expect(epson.columns == 42 && epson.dots == 512 && epson.feedBeforeCut == 4 && epson.cuts && epson.hasDrawer)
        #expect(epson.encoding == .cp858 && epson.codePage == 19 && epson.qr == .native)
        #expect(epson.proof == .processID && epson.hasRealtimeStatus && epson.hasAutomaticStatus && epson.keepsCode)
        #expect(epson.times == EscPosEngine.Times())
        let small = try ReceiptPrinterDriver(Shipped.profile("generic.escpos-58"))
        #expect(small.columns == 32 && !small.cuts && !small.hasDrawer && small.qr == .raster)
        #expect(small.proof == .none && !small.hasRealtimeStatus && !small.keepsCode)
        #expect(small.proof(ofAttempt: 7) == .none)
        guard case .processID(let first) = epson.proof(ofAttempt: 94),
            case .processID(let second) = epson.proof(ofAttempt: 95)
        else {
            Issue.record("no process id")
            return
        }
        #expect(first != second && first.allSatisfy { (0x20...0x7E).contains($0) } && first.count == 4)
    }

    @Test func `the control unit has the reference's times, and pings where others rest`() throws {
        let unit = try ControlUnitDriver(Shipped.profile("tremol.g03"))
        var times = ZFPTiming()
        times.gap = .zero
        #expect(unit.timing == times)
        #expect(unit.serial.fits("KRAMW004202110009550") && !unit.serial.fits("KRAMW00420211000955"))
        #expect(!unit.serial.fits("KRAMX004202110009550") && !unit.serial.fits(""))
        #expect(
            unit.letters == nil && unit.widths["trader_number"] == 15 && unit.forbidden == [0x3F, 0x40, 0x41, 0x42])
        #expect(unit.statusLength == 6)
        // The codes that the engine has by itself are those of the profile.
        let commands = Shipped.profile("tremol.g03").value["commands"]?.members ?? [:]
        for (name, command) in [
            ("identity", ZFPCommand.identity), ("rates", .vatRates), ("current", .currentDocument),
            ("last_numbers", .lastNumbers), ("close", .close), ("cancel", .cancel), ("status", .status),
        ] {
            #expect(commands[name]?["code"]?.whole == Int(command.code), "\(name)")
        }
    }

    @Test(
        arguments: [
            // Fiscalised and produced, and then single bits of §3.7.
            ("80 80 80 E0 81 80 80", []), ("80 80 81 E0 81 80 80", [.nonfiscalOpen]),
            ("80 80 82 E0 81 80 80", [.fiscalOpen]), ("80 81 80 E0 81 80 80", [.paperOut]),
            ("82 80 80 E0 81 80 80", [.powerLost]), ("84 80 80 E0 81 80 80", [.overheated]),
            ("90 80 80 E0 81 80 80", [.clockUnset]), ("A0 80 80 E0 81 80 80", [.ramReset]),
            ("80 80 A0 E0 81 80 80", [.journalNearFull]), ("80 80 C0 E0 81 80 80", [.journalFull]),
            ("80 80 80 E2 81 80 80", [.memoryError]), ("80 80 80 C0 81 80 80", [.notFiscalised]),
            ("80 80 80 E0 81 A0 80", [.sdError]), ("80 80 80 E0 81 80 90", [.paperLow]),
            ("80 80 80 E0 81 80 A0", [.unsentDocuments]),
            // Six bytes are a control unit's (§3.8), and eight are nobody's.
            ("80 80 80 E0 81 80", nil), ("80 80 80 E0 81 80 80 80", nil),
        ] as [(String, Set<DeviceCondition>?)])
    func `a printer's status bits are the reference's`(_ status: String, _ expected: Set<DeviceCondition>?) {
        #expect(Shipped.slipPrinter.conditions(DeviceAnswer(data: [UInt8](hex: status))) == expected)
    }

    @Test func `a printer is worked by its profile, and is cut only where its blade is known`() throws {
        let driver = Shipped.slipPrinter
        #expect(driver.columns == 30 && driver.statusLength == 7 && driver.timing.gap == .zero && driver.tail.isEmpty)
        let codes = SlipPrinterDriver.Verb.allCases.map { driver.command($0)?.code }
        #expect(codes == [0x20, 0x21, 0x60, 0x2E, 0x37, 0x2F, 0x2B, 0x29])
        let known = Shipped.changed("tremol.zfp") {
            $0.replacing("feed_before_cut: unknown", with: "feed_before_cut: 2")
        }
        let tail = try SlipPrinterDriver(try #require(known)).tail
        #expect(tail.map(\.code) == [0x2B, 0x2B, 0x29])
        // Whatever a profile says, what changes a device for good is not made.
        for code in [0x3F, 0x40, 0x41, 0x42, 0x1F, 0x80] as [UInt8] {
            #expect(ZFPCommand(code: code, data: [], changes: true) == nil)
        }
    }

    @Test(arguments: [
        // A printer's numbers, a control unit's, and what is neither (§1.7, §1.3).
        ("ZK123456;50123456", "ZK123456"), ("50123456; ZK123456 ", "ZK123456"), ("DT123456;50123456", nil),
        ("KRAMW004202110009550;P051234567A;", nil), ("", nil),
    ])
    func `a printer is known by the number that looks like one`(_ answer: String, _ serial: String?) {
        let identity = DeviceIdentity(DeviceAnswer(data: Array(answer.utf8)), of: Shipped.profile("tremol.zfp"))
        #expect(identity?.serial == serial)
        #expect(
            Shipped.slipPrinter.firmware(DeviceAnswer(data: Array("2;123;01-01-2020;TREMOL FP24;1.05".utf8))) == "1.05")
    }

    @Test func `a signer's service is the reference's`() throws {
        let signer = try SignerDriver(Shipped.profile("signer.type-c"))
        #expect(signer.path == "/api/sign" && signer.port == 8089 && signer.currency == "KSH" && signer.repairsColons)
        #expect(signer.queries == [.invoice: "invoice+1", .creditNote: "credit-note+1", .debitNote: "debit-note+1"])
        #expect(signer.keyHeader == "Authorization" && signer.answerTimeout == .seconds(15))
    }

    /// A line that is taken out or changed, and the key that the engine then misses.
    static let lacks: [(String, String, String, String)] = [
        ("datecs.isl", "seq: {first: 0x20, last: 0x7F}", "seq: unknown", "framing.seq.first"),
        ("datecs.isl", "first: 0x20, last: 0x7F", "first: 0x01, last: 0x7F", "framing.seq"),
        ("datecs.isl", "replay_safe: true", "replay_safe: unknown", "framing.replay_safe"),
        ("datecs.isl", "busy_period_ms: 60", "busy_period_ms: unknown", "framing.busy_period_ms"),
        ("datecs.isl", "retries: 3", "retries: unknown", "framing.retries"),
        ("datecs.isl", "  close: {code: 0x38, answer", "  clos: {code: 0x38, answer", "commands.close.code"),
        ("datecs.isl", "pay: {code: 0x35", "pay: {code: 0x15", "commands.pay.code"),
        ("datecs.isl", "{operator},{password},{till}", "{buyer_pin}", "commands.open.data"),
        (
            "datecs.isl", "{status},{items},{amount},{tender}", "{items},{amount},{tender}",
            "commands.transaction.answer"
        ),
        (
            "datecs.isl", "{status},{items},{amount},{tender}", "{status},{items};{amount}",
            "commands.transaction.answer"
        ),
        ("datecs.isl", "marker: last_document", "marker: unknown", "recovery.marker"),
        ("datecs.isl", "current: transaction, ", "", "recovery.current"),
        ("generic.escpos-80", "columns: 48", "columns: unknown", "paper.columns"),
        ("generic.escpos-80", "feed_before_cut: 4", "feed_before_cut: unknown", "paper.feed_before_cut"),
        ("generic.escpos-80", "proof: none", "proof: answer", "recovery.proof"),
        ("generic.escpos-80", "looks: 900", "looks: unknown", "recovery.looks"),
        ("tremol.g03", "KRAMW[0-9]{15}", "KRAMW[9-0]{15}", "identity.serial"),
        ("tremol.g03", "  gap_ms: 0", "  gap_ms: unknown", "framing.gap_ms"),
        ("tremol.g03", "tax_groups: unknown", "tax_groups: {\"16.00\": \"Q\"}", "tax_groups.16.00"),
        ("tremol.zfp", "text: 30}", "text: unknown}", "text.widths.text"),
        ("tremol.zfp", "[fiscal, nonfiscal_text, cut", "[fiscal, cut", "capabilities"),
        ("tremol.zfp", "open_nonfiscal: {code: 0x2E, ", "open_nonfisc: {code: 0x2E, ", "commands.open_nonfiscal.code"),
        ("tremol.zfp", "close_nonfiscal: {code: 0x2F", "close_nonfiscal: {code: 0x1F", "commands.close_nonfiscal.code"),
        ("tremol.zfp", "{text|cut:30}", "{name|cut:30}", "commands.nonfiscal_text.data"),
        ("tremol.zfp", "data: \"{text|cut:30}\"", "data: \"text\"", "commands.nonfiscal_text.data"),
        (
            "tremol.zfp", "nonfiscal_open: {at: [\"2.0\"], severity: info}", "nonfiscal_open: unknown",
            "status.bits.nonfiscal_open"
        ),
        ("tremol.zfp", "ping_ms: 800", "ping_ms: unknown", "framing.ping_ms"),
        ("signer.type-c", "  currency: KSH\n", "", "signer.currency"),
        ("signer.type-c", "retries: 0", "retries: 2", "framing.retries"),
    ]

    @Test(arguments: lacks)
    func `what an engine needs and a profile lacks is named`(
        _ id: String, _ old: String, _ new: String, _ key: String
    ) throws {
        let changed = Shipped.changed(id) {
            #expect($0.contains(old))
            // What the linter asks of a flow is not asked of an engine.
            return $0.replacing(old, with: new).replacing(
                "document_flow: [open, item+, subtotal?, pay+, text*, close]\n", with: "")
        }
        let profile = try #require(changed)
        let fault = #expect(throws: DriverFault.self) { _ = try DeviceDriver(profile) }
        #expect(fault?.key == key && fault?.profile == id)
        #expect(fault?.sentence.contains(key) == true)
    }

    @Test func `lines are cut to what the profile says that they hold`() throws {
        for profile in Shipped.profiles.values where profile.engine.hasPrefix("isl") {
            for (command, field) in [("item", "name"), ("text", "text")] {
                guard let width = profile.value["text", "widths", field]?.whole else { continue }
                let template = try #require(profile.value["commands", command, "data"]?.text)
                #expect(template.hasPrefix("{\(field)|cut:\(width)}"), "\(profile.id): \(template)")
            }
        }
    }

    @Test(arguments: [
        ("KRAMW[0-9]{15}", "KRAMW004202110009550", true), ("[A-Z]{2}[0-9]{6}", "DT123456", true),
        ("[A-Z]{2}[0-9]{6}", "DT12345", false), ("[A-Z]{2}[0-9]{6}", "DT1234567", false), ("[A-CX]1", "X1", true),
        ("[A-CX]1", "D1", false), ("A-1", "A-1", true), ("[A-Z]{2}[0-9]{6}", "DT12345\u{0664}", false),
    ])
    func `a serial number fits its pattern as a whole`(_ pattern: String, _ serial: String, _ fits: Bool) throws {
        #expect(try #require(SerialPattern(pattern)).fits(serial) == fits)
    }

    @Test(arguments: [
        "", "[", "[]", "[9-0]", "A{", "A{0}", "A{x}", "A{-1}", "A{129}", "(a+)+", "A*", "[A-Z]{99}[A-Z]{99}", "{2}",
    ])
    func `what is no pattern is none`(_ pattern: String) {
        #expect(SerialPattern(pattern) == nil)
    }

    @Test func `an engine is made from profiles of its own protocol alone`() {
        #expect(throws: DriverFault.self) { _ = try ISLDialect(Shipped.profile("tremol.g03")) }
        #expect(throws: DriverFault.self) { _ = try ReceiptPrinterDriver(Shipped.profile("datecs.isl")) }
        #expect(throws: DriverFault.self) { _ = try ControlUnitDriver(Shipped.profile("epson.tm-t20")) }
        #expect(throws: DriverFault.self) { _ = try SignerDriver(Shipped.profile("tremol.g03")) }
    }

    @Test(arguments: 0..<16 as Range<UInt64>)
    func `no profile that passes the linter can do harm to an engine`(_ seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        let ids = ShippedProfiles.files.map { String($0.name.dropLast(5)) }
        var passed = 0
        for _ in 0..<60 {
            let id = try #require(ids.randomElement(using: &chance))
            guard let profile = Shipped.changed(id, { ProfileChance.changed($0, &chance) }) else { continue }
            passed += 1
            for whole in [profile, profile.applying(firmware: "2.11")] { Self.work(whole, &chance) }
        }
        #expect(passed > 10, "\(passed) of 60 pass the linter")
    }

    /// Has a driver do what it does first, and listen to noise.
    private static func work(_ profile: Profile, _ chance: inout SplitMix64) {
        _ = try? DeviceTransport(profile)
        let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &chance) }
        switch try? DeviceDriver(profile) {
        case .fiscalPrinter(let dialect):
            guard var receipt = try? ISLReceipt(ISLReceiptTests.basket, dialect: dialect) else { return }
            var engine = ISLEngine(dialect.framing, lastSequence: 0)
            guard case .exchange(let command) = receipt.begin() else { return }
            _ = engine.begin(command)
            _ = engine.receive(noise)
            _ = engine.timeOut()
            _ = dialect.read(DeviceAnswer(data: noise, status: Array(noise.prefix(3))))
        case .controlUnit(let driver):
            var engine = ZFPEngine(timing: driver.timing)
            _ = engine.begin(.status)
            _ = engine.receive(noise)
            _ = engine.timeOut()
            _ = driver.conditions(DeviceAnswer(data: noise))
            _ = driver.serial.fits("KRAMW004202110009550")
        case .slipPrinter(let driver):
            guard var slip = ZFPSlip(["Unga; 2 kg", ""], driver) else { return }
            var engine = ZFPEngine(timing: driver.timing)
            guard case .ask(let command) = slip.begin() else { return }
            _ = engine.begin(command)
            _ = engine.receive(noise)
            _ = engine.timeOut()
            for _ in 0..<20 {
                guard case .ask = slip.take(.answered(DeviceAnswer(data: Array(noise.prefix(driver.statusLength)))))
                else { break }
            }
        case .receiptPrinter(let driver):
            var engine = EscPosEngine(times: driver.times)
            _ = engine.begin(.slip([0x0A], driver.proof(ofAttempt: .min)))
            _ = engine.receive(noise)
            _ = engine.timeOut()
        case .signer, nil: break
        }
    }
}

/// Changes a profile's text in a way that often still passes the linter.
enum ProfileChance {
    static func changed(_ text: String, _ chance: inout SplitMix64) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0..<Int.random(in: 1...3, using: &chance) {
            let place = Int.random(in: 3..<lines.count, using: &chance)
            let line = lines[place]
            switch Int.random(in: 0..<6, using: &chance) {
            case 0: lines.remove(at: place)
            case 1: lines[place] = line.replacing(#/0x[0-9A-F]+|\b[0-9]+\b/#) { _ in number(&chance) }
            case 2: lines[place] = line.replacing(#/: [^:{}\[\]]+$/#) { _ in ": unknown" }
            case 3: lines[place] = line.replacing(#/: [A-Za-z0-9]+/#, maxReplacements: 1) { _ in ": unknown" }
            case 4: lines[place] = line.replacing("true", with: "false").replacing(";", with: ",")
            default: lines[place] = line.replacing(#/\{[a-z_]+(\|[a-z0-9:]+)?\}/#) { _ in field(&chance) }
            }
            if lines.count < 5 { break }
        }
        return lines.joined(separator: "\n")
    }

    private static func number(_ chance: inout SplitMix64) -> String {
        let numbers = [
            "0", "1", "2", "7", "8", "10", "16", "31", "32", "127", "255", "1000", "4096", "60000", "600000",
        ]
        return numbers.randomElement(using: &chance) ?? "0"
    }

    private static func field(_ chance: inout SplitMix64) -> String {
        let name = ProfileTemplate.fields.sorted().randomElement(using: &chance) ?? "name"
        return "{" + name
            + (["", "|cut:1", "|pad:512", "|2", "|3", "|upper", "|ascii"].randomElement(using: &chance) ?? "") + "}"
    }
}
