import Accounting
import Configuration
import Fiscal
import Foundation
import OSCU
import Rendering
import SystemPackage

extension Settings {
    /// Reads the settings: the environment's `RISITI_…` first, then the file.
    ///
    /// - Parameters:
    ///   - file: the YAML file.
    ///   - mayBeMissing: whether a missing file is an empty one.
    /// - Throws: ``SettingsError`` that names every wrong setting at once.
    public static func read(file: String, mayBeMissing: Bool) async throws -> Settings {
        let yaml: FileProvider<YAMLSnapshot>
        do {
            yaml = try await FileProvider<YAMLSnapshot>(filePath: FilePath(file), allowMissing: mayBeMissing)
        } catch {
            throw SettingsError(faults: ["the settings file \(file) cannot be read: \(error)"])
        }
        let environment = EnvironmentVariablesProvider().prefixKeys(with: "risiti")
        var reader = SettingsReader(config: ConfigReader(providers: [environment, yaml]))
        if let text = try? String(contentsOfFile: file, encoding: .utf8) {
            reader.faults += (try? Self.unknownNames(in: text)) ?? []
        }
        let settings = Settings(
            branch: reader.branch(), kra: reader.kra(), listen: reader.listen(),
            allowedOrigins: reader.config.stringArray(forKey: "allowed_origins", default: []),
            receipt: reader.receipt(),
            profiles: reader.config.string(forKey: "devices.profiles"),
            excludedPorts: reader.config.stringArray(forKey: "devices.exclude", default: []),
            printers: reader.printers(), keepYears: reader.keepYears(), lanes: reader.lanes(),
            proxy: reader.config.string(forKey: "proxy"), mirror: reader.mirror(),
            certificates: reader.config.string(forKey: "certificates"))
        guard reader.faults.isEmpty else { throw SettingsError(faults: reader.faults) }
        return settings
    }
}

/// Every setting that is wrong.
public struct SettingsError: Error, Sendable, CustomStringConvertible {
    /// One sentence each.
    public let faults: [String]

    /// The faults, one a line.
    public var description: String { faults.joined(separator: "\n") }
}

/// Reads one setting after the other and gathers what is wrong.
private struct SettingsReader {
    let config: ConfigReader
    var faults: [String] = []

    init(config: ConfigReader) {
        self.config = config
    }

    mutating func branch() -> Branch {
        let pin = config.string(forKey: "branch.pin", default: "")
        if !TaxpayerPIN.isValid(pin) {
            faults.append("branch.pin is \"\(pin)\"; it is a letter A or P, nine digits and a letter")
        }
        let branchID = config.string(forKey: "branch.bhf_id", default: "00")
        if branchID.count != 2 || !branchID.allSatisfy(\.isNumber) {
            faults.append("branch.bhf_id is \"\(branchID)\"; it is two digits in quotes, \"00\" for the head office")
        }
        return Branch(
            pin: pin, branchID: branchID, deviceSerial: required("branch.device_serial"),
            tradeName: required("branch.trade_name"), address: config.string(forKey: "branch.address", default: ""))
    }

    mutating func kra() -> Settings.KRASettings {
        let route = choice("kra.route", default: OSCURoute.direct)
        let base = config.string(forKey: "kra.base_url", default: "https://etims-api.kra.go.ke/etims-api/")
        checkAddress("kra.base_url", base)
        let token = config.string(forKey: "kra.token_url").flatMap { $0.isEmpty || $0 == "null" ? nil : $0 }
        if let token { checkAddress("kra.token_url", token) }
        if route == .integrator, token == nil {
            faults.append("kra.token_url is missing; the integrator route needs the address of the token endpoint")
        }
        return Settings.KRASettings(
            fiscaliser: fiscaliser(), route: route, baseURL: base, tokenURL: token,
            amounts: choice("kra.amounts", default: AmountConvention.inclusive),
            rates: route == .direct ? .published : .integrator,
            outageBudget: duration("kra.outage_budget", default: .seconds(86_400)),
            openingStock: choice("kra.opening_stock", default: Settings.OpeningStock.declare),
            portal: choice("kra.portal", default: base.contains("sbx") ? QRPortal.sandbox : QRPortal.production))
    }

    private mutating func fiscaliser() -> Settings.Fiscaliser {
        switch choice("kra.fiscaliser", default: Settings.Fiscaliser.Name.oscu) {
        case .oscu: return .oscu
        case .controlUnit:
            return .controlUnit(
                Settings.ControlUnitSettings(
                    device: config.string(forKey: "kra.control_unit.device", default: "fiscal"),
                    hsCodes: byLetter("kra.control_unit.hs_codes", "an HS code such as \"0039.11.16\"") {
                        HSCode.isValid($0) ? $0 : nil
                    },
                    letters: byLetter("kra.control_unit.letters", "one of A, B, C, D and E") {
                        $0.count == 1 && ("A"..."E").contains($0) ? $0.first : nil
                    },
                    dayClose: choice("kra.control_unit.day_close", default: Settings.DayClose.automatic)))
        }
    }

    /// A value for each tax letter that has one: `kra.control_unit.hs_codes: { A: "0039.11.16" }`.
    private mutating func byLetter<Value>(
        _ key: String, _ expected: String, _ read: (String) -> Value?
    ) -> [TaxLetter: Value] {
        var values: [TaxLetter: Value] = [:]
        for letter in TaxLetter.allCases {
            let path = key.split(separator: ".").map(String.init) + [letter.rawValue]
            guard let text = config.string(forKey: ConfigKey(path)) else { continue }
            values[letter] = read(text)
            if values[letter] == nil { faults.append("\(key).\(letter.rawValue) is \"\(text)\"; it is \(expected)") }
        }
        return values
    }

    mutating func listen() -> [ListenAddress] {
        config.stringArray(forKey: "listen", default: ["127.0.0.1:4780"]).compactMap { text in
            guard let address = ListenAddress(text), address.isLoopback else {
                faults.append("listen has \"\(text)\"; only loopback addresses such as 127.0.0.1:4780 are served")
                return nil
            }
            return address
        }
    }

    mutating func receipt() -> Settings.ReceiptSettings {
        Settings.ReceiptSettings(
            language: choice("receipt.language", default: Language.english),
            printer: config.string(forKey: "receipt.printer", default: "default"),
            welcome: config.string(forKey: "receipt.welcome", default: "Karibu"),
            thanks: config.string(forKey: "receipt.thanks", default: "Asante"))
    }

    /// The mirror's directory: an absolute path.
    mutating func mirror() -> String? {
        guard let path = config.string(forKey: "mirror"), !path.isEmpty, path != "null" else { return nil }
        if !path.hasPrefix("/") { faults.append("mirror is \"\(path)\"; it is an absolute path such as /media/usb") }
        return path
    }

    /// The one printer of this version: `printers.default.path` and `.width`.
    mutating func printers() -> [String: Settings.PrinterSettings] {
        let name = config.string(forKey: "receipt.printer", default: "default")
        guard let path = config.string(forKey: ConfigKey(["printers", name, "path"])), !path.isEmpty else { return [:] }
        let columns = config.int(forKey: ConfigKey(["printers", name, "width"]), default: 42)
        guard let width = PaperWidth(rawValue: columns) else {
            faults.append("printers.\(name).width is \(columns); it is 30, 32, 42 or 48 columns")
            return [:]
        }
        return [name: Settings.PrinterSettings(path: path, width: width)]
    }

    /// `lanes.quickbooks.after` and its like; none where nothing is said.
    mutating func lanes() -> [Provider: Settings.LaneSettings] {
        var lanes: [Provider: Settings.LaneSettings] = [:]
        for provider in Provider.allCases
        where config.string(forKey: ConfigKey(["lanes", provider.rawValue, "after"])) != nil {
            lanes[provider] = Settings.LaneSettings(
                after: choice("lanes.\(provider.rawValue).after", default: BooksSettings.After.kra))
        }
        return lanes
    }

    mutating func keepYears() -> Int {
        let years = config.int(forKey: "spool.keep_years", default: Settings.shortestKeepYears)
        if years < Settings.shortestKeepYears {
            faults.append(
                "spool.keep_years is \(years); the law asks for \(Settings.shortestKeepYears) years or more")
        }
        return years
    }

    private mutating func required(_ key: String) -> String {
        let value = config.string(forKey: ConfigKey(key.split(separator: ".").map(String.init)), default: "")
        if value.isEmpty { faults.append("\(key) is missing") }
        return value
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, default standard: Choice
    ) -> Choice where Choice.RawValue == String {
        let key2 = ConfigKey(key.split(separator: ".").map(String.init))
        guard let text = config.string(forKey: key2) else { return standard }
        if let choice = Choice(rawValue: text) { return choice }
        faults.append("\(key) is \"\(text)\"; it is one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        return standard
    }

    private mutating func duration(_ key: String, default standard: Duration) -> Duration {
        let key2 = ConfigKey(key.split(separator: ".").map(String.init))
        guard let text = config.string(forKey: key2) else { return standard }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count > 0 {
            return .seconds(count * unit)
        }
        faults.append("\(key) is \"\(text)\"; it is a whole number with s, m, h or d, such as 24h")
        return standard
    }

    private mutating func checkAddress(_ key: String, _ text: String) {
        guard let url = URL(string: text), let host = url.host() else {
            faults.append("\(key) is \"\(text)\"; it is an https address")
            return
        }
        let loopback = ["localhost", "::1", "[::1]"].contains(host) || host.hasPrefix("127.")
        if url.scheme != "https", !(url.scheme == "http" && loopback) {
            faults.append("\(key) is \"\(text)\"; plain http is for loopback addresses alone, use https")
        }
    }
}
