import FirmwareProfiles
import ShippedProfiles
import Simulators
import Testing

/// The simulators and the profiles were written from the same reference apart from each other: where they tell the same
/// fact, they agree.
@Suite struct SimulatedProfileTests {
    private func profile(_ id: String) throws -> Profile {
        try #require(ProfileLibrary(ShippedProfiles.files).profiles[id], "there is no profile \(id)")
    }

    @Test(arguments: EscPosModel.all.map(\.profile))
    func `a receipt printer is as wide as its profile says and can what it says`(_ id: String) throws {
        let profile = try profile(id)
        let model = try #require(EscPosModel.all.first { $0.profile == id })
        if let paper = profile.value["paper"], let dots = paper["dots"]?.whole {
            #expect(model.dots == dots && model.columns == paper["columns"]?.whole)
        }
        let can = profile.capabilities
        #expect(model.hasCutter == can.contains("cut"))
        #expect(model.hasQR == can.contains("qr"))
        #expect(model.hasRealtimeStatus == can.contains("realtime_status"))
        #expect(model.hasAutomaticStatus == can.contains("auto_status"))
        #expect(model.hasQueuedStatus == can.contains("queued_status"))
        #expect(model.hasProcessID == can.contains("process_id"))
    }

    @Test(arguments: DatecsModel.all.map(\.profile))
    func `a fiscal printer forbids what its profile forbids, and is named as it says`(_ id: String) throws {
        let profile = try profile(id)
        let model = try #require(DatecsModel.all.first { $0.profile == id })
        let forbidden = try #require(profile.value["forbidden"]).list.compactMap(\.whole)
        #expect(Set(forbidden) == Set(model.forbidden.map(Int.init)))
        let prefixes = try #require(profile.value["identity"]?["prefix"]).list.compactMap(\.text)
        #expect(prefixes.contains(String(model.serial.prefix(2))))
    }

    @Test func `a ZFP printer's lines are no wider than the simulated one's, and its number is known`() throws {
        let profile = try profile("tremol.zfp")
        #expect(profile.value["text", "widths", "text"]?.whole == TremolPrinter.columns)
        let prefixes = try #require(profile.value["identity"]?["prefix"]).list.compactMap(\.text)
        #expect(prefixes.contains(String(TremolPrinter.serial.prefix(2))))
    }
}
