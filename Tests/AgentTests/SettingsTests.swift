import Accounting
import Foundation
import SpoolTestSupport
import Testing

@testable import Agent

/// What a site writes into `risiti.yaml`.
@Suite struct SettingsTests {
    private static let branch =
        "branch: { pin: P052345678K, bhf_id: \"00\", device_serial: DUKA-0001, trade_name: DUKA MOJA }"

    private func read(_ text: String) async throws -> Settings {
        let file = FileManager.default.temporaryDirectory.appending(path: "risiti-settings-\(UUID()).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try "\(Self.branch)\n\(text)\n".write(to: file, atomically: true, encoding: .utf8)
        return try await Settings.read(file: file.path, mayBeMissing: false)
    }

    @Test(arguments: [
        (
            "kra: { base_ulr: \"https://example.test/\" }",
            "line 2: kra.base_ulr is no setting; kra has amounts, base_url,"
        ),
        ("mirorr: /media/usb", "line 2: mirorr is no setting; there are allowed_origins, branch, certificates,"),
        ("printers: { kitchen: { path: /dev/lp0, columns: 42 } }", "printers.kitchen.columns is no setting;"),
        ("kra: { control_unit: { hs_codes: { F: \"1\" } } }", "kra.control_unit.hs_codes.F is no setting;"),
    ])
    func `a misspelt name is refused by its line with the names that there are`(
        text: String, expected: String
    ) async throws {
        let error = await #expect(throws: SettingsError.self) { try await read(text) }
        #expect(error?.faults.count == 1)
        #expect(error?.description.contains(expected) == true, "\(error.map(\.description) ?? "nothing")")
    }

    @Test func `every wrong setting is named at once`() async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await read(
                "kra: { route: sideways, outage_budget: 24 }\nspool: { keep_years: 1 }\nlisten: [\"0.0.0.0:80\"]")
        }
        for name in ["kra.route", "kra.outage_budget", "spool.keep_years", "listen"] {
            #expect(error?.faults.contains { $0.hasPrefix(name) } == true, "\(name)")
        }
    }

    @Test func `the settings that the contract shows are taken`() async throws {
        let settings = try await read(
            """
            kra:      { fiscaliser: oscu, route: direct, base_url: https://etims-api.kra.go.ke/etims-api/, token_url: null, amounts: inclusive, outage_budget: 24h }
            listen:   [127.0.0.1:4780]
            receipt:  { language: en, printer: default }
            lanes:    { quickbooks: { after: none } }
            """)
        #expect(settings.kra.outageBudget == .seconds(86_400))
        #expect(settings.kra.tokenURL == nil)
        #expect(settings.lanes == [.quickBooks: Settings.LaneSettings(after: .none)])
    }
}
