import Testing

@testable import Simulators

/// The simulated fiscal printers against fiscal-hardware.md §2 and §4: frames as annotated hex, and their strictness.
@Suite struct DatecsUnitTests {
    static func bytes(_ hex: String) -> [UInt8] {
        hex.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    /// A host's classic frame, made here by hand.
    static func frame(_ sequence: UInt8, _ code: UInt8, _ text: String = "") -> [UInt8] {
        let counted = [UInt8(0x24 + text.utf8.count), sequence, code] + Array(text.utf8) + [0x05]
        let sum = counted.reduce(0) { $0 + Int($1) }
        return [0x01] + counted + [12, 8, 4, 0].map { UInt8(sum >> $0 & 15) + 0x30 } + [0x03]
    }

    /// The data and the status of a classic answer.
    static func parts(_ answer: [UInt8]) -> (data: String, status: [UInt8]) {
        guard answer.count > 16 else { return ("", []) }
        return (
            String(decoding: answer[4..<answer.count - 13], as: UTF8.self),
            Array(answer[(answer.count - 12)..<(answer.count - 6)])
        )
    }

    /// A unit and the numbers of its messages.
    struct Talk {
        var unit: DatecsUnit
        var sequence: UInt8 = 0x20

        init(_ model: DatecsModel = .fp700, faults: DeviceFaultPlan = DeviceFaultPlan()) {
            unit = DatecsUnit(model, faults: faults)
        }

        /// Says something under a new number and gives the answer's data and status.
        mutating func say(_ code: UInt8, _ text: String = "") -> (data: String, status: [UInt8]) {
            sequence += 1
            return parts(unit.receive(frame(sequence, code, text)).bytes)
        }

        /// Opens a receipt and sells a line.
        mutating func sell() {
            _ = say(0x30, "1,0000,1")
            _ = say(0x31, "Milk\tA65.00*2.000")
        }
    }

    @Test func `a classic receipt runs as the reference's vectors do`() {
        var unit = DatecsUnit(.fp700, documents: 41)
        unit.day.allReceipts = 123
        unit.day.fiscalReceipts = 86
        let open = "04 80 80 88 80 86 9A 05"
        for (sent, answer) in [
            // 4A W: the status as data.
            (
                "01 25 20 4A 57 05 30 30 3E 3B 03",
                "01 31 20 4A 80 80 80 80 86 9A 04 80 80 80 80 86 9A 05 30 36 3E 34 03"
            ),
            // 30: 0000124,0000087, a fiscal receipt is open.
            (
                "01 2C 23 30 31 2C 30 30 30 30 2C 31 05 30 31 3F 3E 03",
                "01 3A 23 30 30 30 30 30 31 32 34 2C 30 30 30 30 30 38 37 \(open) 30 36 3A 30 03"
            ),
            // 31: Milk 500ml, group A, 65.00 by 2.000.
            (
                "01 3B 24 31 4D 69 6C 6B 20 35 30 30 6D 6C 09 41 36 35 2E 30 30 2A 32 2E 30 30 30 05 30 36 30 3D 03",
                "01 2B 24 31 \(open) 30 33 3B 31 03"
            ),
            // 35: paid with P130.00, R0.
            ("01 2C 26 35 09 50 31 33 30 2E 30 30 05 30 32 30 37 03", "01 2D 26 35 52 30 \(open) 30 34 33 3B 03"),
            // 38: closed.
            (
                "01 24 27 38 05 30 30 38 38 03",
                "01 3A 27 38 30 30 30 30 31 32 34 2C 30 30 30 30 30 38 37 04 80 80 80 80 86 9A 05 30 36 3A 34 03"
            ),
        ] {
            #expect(unit.receive(Self.bytes(sent)).bytes == Self.bytes(answer), "\(sent)")
        }
        #expect(unit.closed.map(\.number) == ["0000042"] && unit.violations.isEmpty)
        #expect(unit.closed[0].lines.contains("Milk 500ml  130.00 A"))
    }

    @Test func `an X receipt runs as the reference's vectors do`() {
        var unit = DatecsUnit(.x, documents: 122)
        let well = "80 80 80 80 86 9A 80 80 05"
        for (sent, answer) in [
            // 35 with nothing open: -111016, and the status is healthy.
            (
                "01 30 30 33 33 30 30 30 33 35 34 09 31 2E 35 33 09 31 09 05 30 33 30 3A 03",
                "01 30 30 33 3B 30 30 30 33 35 2D 31 31 31 30 31 36 09 04 \(well) 30 37 34 3F 03"
            ),
            // 26, a slip that is not fiscal; 2A "Test" in it.
            ("01 30 30 32 3A 23 30 30 32 36 05 30 31 3B 3C 03", ""),
            (
                "01 30 30 32 3F 24 30 30 32 3A 54 65 73 74 09 05 30 33 36 3F 03",
                "01 30 30 33 35 24 30 30 32 3A 30 09 04 80 80 A0 80 86 9A 80 80 05 30 36 33 3A 03"
            ),
        ] {
            let reply = unit.receive(Self.bytes(sent)).bytes
            #expect(answer.isEmpty ? reply.count > 10 : reply == Self.bytes(answer), "\(sent)")
        }
        _ = unit.receive(Self.bytes("01 30 30 32 3A 20 30 30 32 37 05 30 31 3B 3A 03"))  // 27 closes it: slip 123
        for (sent, answer) in [
            ("01 30 30 33 31 22 30 30 33 30 31 09 31 09 31 09 09 05 30 32 36 35 03", ""),
            (
                "01 30 30 34 37 23 30 30 33 31 4D 69 6C 6B 20 35 30 30 6D 6C 09 32 09 36 35 2E 30 30 09 32 2E 30 30 30 "
                    + "09 09 09 30 09 05 30 37 35 3C 03", ""
            ),
            ("01 30 30 33 33 24 30 30 33 35 30 09 31 33 30 2E 30 30 09 05 30 33 31 3B 03", ""),
            // 38: slip 124.
            (
                "01 30 30 32 3A 25 30 30 33 38 05 30 31 3C 31 03",
                "01 30 30 33 39 25 30 30 33 38 30 09 31 32 34 09 04 \(well) 30 36 3B 3E 03"
            ),
        ] {
            let reply = unit.receive(Self.bytes(sent)).bytes
            #expect(answer.isEmpty ? reply.count > 10 : reply == Self.bytes(answer), "\(sent)")
        }
        #expect(unit.closed.map(\.number) == ["124"])
    }

    @Test func `bytes may come one by one, and what is no frame is refused`() {
        var unit = DatecsUnit(.fp700)
        let sent = Self.bytes("01 25 20 4A 57 05 30 30 3E 3B 03")
        let whole = unit.receive(sent).bytes
        var other = DatecsUnit(.fp700)
        #expect(([0xFF, 0x15] + sent).flatMap { other.receive([$0]).bytes } == whole)
        for wrong in [
            "01 25 20 4A 57 05 30 30 3E 3C 03",  // a sum that is wrong
            "01 25 21 4A 57 06 30 30 3E 3C 03",  // no 05
            "01 22",  // a length that no frame has
            "01 25 20 4A 02 05 30 30 39 36 03",  // a control byte in data
        ] {
            #expect(unit.receive(Self.bytes(wrong)).bytes == [0x15], "\(wrong)")
        }
    }

    @Test func `a number that is repeated is answered and not executed, until the power goes`() {
        var talk = Talk()
        _ = talk.say(0x30, "1,0000,1")
        let sale = Self.frame(0x50, 0x31, "Milk\tA65.00*2.000")
        let first = talk.unit.receive(sale).bytes
        var wrong = sale
        wrong[wrong.count - 2] ^= 1
        #expect(talk.unit.receive(wrong).bytes == [0x15])  // does not count as the last
        #expect(talk.unit.receive(sale).bytes == first && talk.unit.receipt?.lines.count == 1)
        // By the number alone on Datecs; by the command too on Daisy.
        #expect(talk.unit.receive(Self.frame(0x50, 0x71)).bytes == first)
        var daisy = Talk(.daisy)
        _ = daisy.unit.receive(Self.frame(0x50, 0x71))
        #expect(Self.parts(daisy.unit.receive(Self.frame(0x50, 0x4C, "T")).bytes).data == "0,0,0,0,0")
        talk.unit.losePower()
        _ = talk.unit.receive(sale)
        #expect(talk.unit.receipt?.lines.count == 2)
    }

    @Test func `power that goes after any byte of a close closes once or not at all`() {
        for count in 0...Self.frame(0x40, 0x38).count {
            var talk = Talk()
            talk.sell()
            #expect(talk.say(0x35, "\tP130.00").data == "R0")
            let close = Self.frame(0x40, 0x38)
            _ = talk.unit.receive(Array(close.prefix(count)))
            talk.unit.losePower()
            #expect(talk.say(0x4C, "T").data == (count == close.count ? "0" : "1") + ",1,13000,13000")
            _ = talk.unit.receive(close)
            #expect(talk.unit.closed.count == 1)
            #expect(talk.say(0x71).data == "0000001")
        }
    }

    @Test func `three wrong passwords lock it until power is cycled`() {
        var talk = Talk()
        for _ in 0..<3 { #expect(talk.say(0x30, "1,9999,1").status[1] == 0x82) }
        #expect(talk.say(0x30, "1,0000,1").status[1] == 0x82)
        talk.unit.losePower()
        #expect(talk.say(0x30, "1,0000,1").status == [0x80, 0x80, 0x88, 0x80, 0x86, 0x9A])
        var daisy = Talk(.daisy)
        #expect(daisy.say(0x30, "1,9999,U-1").status[1] == 0xC0)  // 1.6
    }

    @Test func `a day is over after 24 hours, and a Z begins the next`() {
        for model in [DatecsModel.fp700, .eltrade, .incotex] {
            var talk = Talk(model)
            let opening = [0x90: "Jane,U-1"][model.openCode] ?? (model.opening == .incotex ? "1,U-1,0" : "1,0000,1")
            _ = talk.say(model.openCode, opening)
            _ = talk.say(model.cancelCode)
            talk.unit.setTime(minutes: 24 * 60 + 1)
            #expect(talk.say(model.openCode, opening).status[1] == 0x82, "\(model.profile)")
            _ = talk.say(0x45, "0")
            #expect(talk.unit.reports == 1)
            #expect(talk.say(model.openCode, opening).status[2] == 0x88, "\(model.profile)")
        }
    }

    @Test func `every error bit can be reached, and raises the general ones`() {
        for byte in 0..<6 where byte != 3 {
            for bit in 0..<7 {
                var talk = Talk()
                let place = DatecsBit(byte, bit)
                talk.unit.raise(place)
                let status = talk.say(0x4A, "X").status
                let isSet = status[byte] >> UInt8(bit) & 1 == 1
                #expect(isSet == (place != DatecsBit(5, 3)), "\(byte).\(bit)")
                #expect((status[0] & 0x20 != 0) == (DatecsBit.general.contains(place) || place == DatecsBit(0, 5)))
                #expect((status[4] & 0x20 != 0) == (DatecsBit.memory.contains(place) || place == DatecsBit(4, 5)))
                talk.unit.mend()
                #expect(talk.say(0x4A, "X").status == [0x80, 0x80, 0x80, 0x80, 0x86, 0x9A])
            }
        }
    }

    @Test(arguments: [DeviceFault.paperOut, .coverOpen, .headHot])
    func `without paper a command is refused, or it was inside it and is done all the same`(_ fault: DeviceFault) {
        var done = 0
        for command in 3...20 {
            var plan = DeviceFaultPlan()
            plan.script = [command: fault]
            var talk = Talk(faults: plan)
            talk.sell()
            for _ in 3..<command { _ = talk.say(0x4A, "X") }
            let before = talk.unit.receipt?.lines.count ?? 0
            let status = talk.say(0x31, "Bread\tA60.00").status
            let bits: [DeviceFault: UInt8] = [
                .paperOut: status[2] & 0x01, .coverOpen: status[0] & 0x40, .headHot: status[4] & 0x40,
            ]
            #expect(bits[fault] != 0)
            // An open cover and a hot head do not raise the general error (§10.1).
            #expect((status[0] & 0x20 != 0) == (fault == .paperOut))
            done += (talk.unit.receipt?.lines.count ?? 0) - before
            for _ in 0..<6 { _ = talk.unit.idle() }
            #expect(talk.say(0x31, "Soap\tA60.00").status == [0x80, 0x80, 0x88, 0x80, 0x86, 0x9A])
        }
        #expect(done >= 0 && done < 18)
    }

    @Test(
        arguments: [
            (0x31, "Milk\tZ65.00"), (0x31, "Milk"), (0x31, "Milk\tA65.001"), (0x31, "Milk\tA123456789"),
            (0x31, String(repeating: "m", count: 43) + "\tA1.00"), (0x33, "2"), (0x45, "9"), (0x4C, "Q"), (0x4A, "L"),
        ] as [(UInt8, String)])
    func `what it cannot read is a syntax error, or has no place`(_ code: UInt8, _ text: String) {
        var talk = Talk()
        talk.sell()
        let answer = talk.say(code, text)
        #expect(answer.data.isEmpty && answer.status[0] & 0x20 != 0)
        #expect(talk.unit.receipt?.lines.count == 1)
    }

    @Test func `forbidden commands are put down, and so is a cancel after a payment`() {
        var talk = Talk()
        _ = talk.say(0x48, "1")
        _ = talk.say(0x80)
        #expect(talk.unit.violations == ["a forbidden command: 48h", "a forbidden command: 80h"])
        talk.sell()
        _ = talk.say(0x35, "\tP10.00")
        #expect(talk.say(0x3C).status[1] == 0x82 && talk.unit.violations.count == 3)
        // Neither a sale nor, as §10.3 reads, 71h; the transaction is answered.
        #expect(talk.say(0x31, "Bread\tA60.00").status[1] == 0x82 && talk.say(0x71).status[1] == 0x82)
        #expect(talk.say(0x4C, "T").data == "1,1,13000,1000")
    }

    @Test func `its sums, cash and reports agree`() {
        var talk = Talk()
        talk.sell()
        #expect(talk.say(0x31, "Soap\tB120.50,-10.00").data.isEmpty)
        #expect(talk.say(0x31, "Bag\tA10.00;-0.50").data.isEmpty)
        #expect(talk.say(0x33, "00").data == "24795,13950,10845,0,0,0,0,0,0")
        #expect(talk.say(0x35, "\tD100.00").data == "D14795")
        #expect(talk.say(0x35, "\tP200.00").data == "R5205")
        #expect(talk.say(0x36, "Asante").data.isEmpty)
        #expect(talk.say(0x38).data == "0000001,0000001")
        #expect(talk.say(0x46, "50.00").data == "P,19795,5000,0")
        #expect(talk.say(0x46, "-500.00").data == "F,19795,5000,0")
        #expect(talk.say(0x45, "2").data == "1,24795,13950,10845,0,0,0,0,0,0")
        #expect(talk.say(0x45, "0").data == "1,24795,13950,10845,0,0,0,0,0,0")
        #expect(talk.say(0x46).data == "P,0,0,0" && talk.say(0x71).data == "0000004")
        #expect(talk.unit.takePaper().map(\.kind) == ["receipt", "cash", "x_report", "z_report"])
        #expect(talk.say(0x6D, "1").data.isEmpty && talk.unit.takePaper().first?.lines.first == "DUPLICATE")
    }

    @Test func `lost memory and an unset clock open nothing until somebody has seen to it`() {
        var talk = Talk()
        talk.sell()
        talk.unit.loseMemory()
        let status = talk.say(0x4A, "X").status
        #expect(status[0] & 0x04 != 0 && status[1] & 0x04 != 0 && status[2] & 0x08 == 0)
        #expect(talk.say(0x30, "1,0000,1").status[1] & 0x02 != 0)
        talk.unit.mend()
        #expect(talk.say(0x30, "1,0000,1").status[2] == 0x88)
    }

    @Test func `who it is tells its family`() {
        for model in DatecsModel.all where model.form == .classic {
            var talk = Talk(model)
            #expect(talk.say(0x5A, "1").data.contains(model.serial), "\(model.profile)")
        }
    }
}
