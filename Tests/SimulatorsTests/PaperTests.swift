import Foundation
import Testing

@testable import Simulators

/// Paper that can be looked at: the tray, the shelf and the letters.
@Suite struct PaperTests {
    @Test func `each paper lies in the tray as a picture and as text, behind those that are there`() throws {
        let directory = NSTemporaryDirectory() + "tray-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let slip = SimulatedPaper(
            kind: "receipt", number: "1", reference: "", lines: ["Unga  180.50 A", "TOTAL  180.50"])
        var tray = try PaperTray(directory)
        #expect(try tray.put(slip) == 1 && tray.put(slip) == 2)
        var later = try PaperTray(directory)
        #expect(try later.put(slip) == 3)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        #expect(names == ["0001.png", "0001.txt", "0002.png", "0002.txt", "0003.png", "0003.txt"])
        let text = try String(contentsOfFile: directory + "/0001.txt", encoding: .utf8)
        #expect(text == "Unga  180.50 A\nTOTAL  180.50\n")
    }

    @Test func `a tray that cannot be made says so`() {
        #expect(throws: SimulatorError.self) { try PaperTray("/dev/null/tray") }
    }

    @Test(arguments: SimulatedShelf.profiles)
    func `every device on the shelf can be taken`(_ profile: String) {
        var device = SimulatedShelf.device(profile, faults: DeviceFaultPlan(), seed: 1)
        #expect(device?.room ?? 0 > 0)
        #expect(device?.idle() == SimulatedReply())
        #expect(device?.takePaper().isEmpty == true)
        device?.setTime(minutes: 29_000_000)
    }

    @Test func `there is no other device on the shelf`() {
        #expect(SimulatedShelf.device("mercury.130", faults: DeviceFaultPlan(), seed: 1) == nil)
        #expect(Set(SimulatedShelf.profiles).count == 14)
    }

    @Test func `every letter of a receipt is drawn, and no two are alike`() {
        func dots(_ character: Character) -> DotPicture {
            var picture = DotPicture(width: 12, height: 24)
            DotFont.draw(character, bold: false, in: &picture, x: 0, y: 0, width: 12, height: 24)
            return picture
        }
        let stranger = dots("牛")
        let letters = (0x21...0x7E).map { Character(UnicodeScalar(UInt8($0))) } + Array("éèêëñõöüçåÉÑÖÜ£€°")
        var seen: [DotPicture] = [stranger]
        for letter in letters {
            let picture = dots(letter)
            #expect(!seen.contains(picture), "\(letter)")
            seen.append(picture)
        }
    }

    @Test(arguments: PrinterTable.allCases)
    func `a table has a letter for every byte`(_ table: PrinterTable) {
        #expect(table.character(0x41) == "A" && table.character(0xFF) != "A")
        for byte in 0x20...0xFF as ClosedRange<UInt8> { _ = table.character(byte) }
    }
}
