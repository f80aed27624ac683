import Accounting
import Yams

extension Settings {
    /// What stands under a name of `risiti.yaml`.
    private indirect enum Names: Sendable {
        /// A value.
        case value
        /// These names and no others.
        case these([String: Names])
        /// Any name.
        case each(Names)

        static func values(_ names: String...) -> [String: Names] {
            Dictionary(uniqueKeysWithValues: names.map { ($0, value) })
        }
    }

    private static let names: Names = {
        let letters = Names.these(Names.values("A", "B", "C", "D", "E"))
        var kra = Names.values(
            "fiscaliser", "route", "base_url", "token_url", "amounts", "outage_budget", "opening_stock", "portal")
        kra["control_unit"] = .these(
            Names.values("device", "day_close").merging(["hs_codes": letters, "letters": letters]) { $1 })
        var all = Names.values("listen", "allowed_origins", "proxy", "mirror", "certificates")
        all["branch"] = .these(Names.values("pin", "bhf_id", "device_serial", "trade_name", "address"))
        all["kra"] = .these(kra)
        all["receipt"] = .these(Names.values("language", "printer", "welcome", "thanks"))
        all["devices"] = .these(Names.values("profiles", "exclude"))
        all["printers"] = .each(.these(Names.values("path", "width")))
        all["lanes"] = .these(
            Dictionary(uniqueKeysWithValues: Provider.allCases.map { ($0.rawValue, .these(Names.values("after"))) }))
        all["spool"] = .these(Names.values("keep_years"))
        return .these(all)
    }()

    /// What is wrong with the names in a settings file: an unknown one would be passed over in silence, and whoever
    /// misspelt it would believe that it counts.
    ///
    /// - Throws: `YamlError` where the text is no YAML.
    static func unknownNames(in text: String) throws -> [String] {
        guard let root = try Yams.compose(yaml: text) else { return [] }
        return unknownNames(root, under: "", names)
    }

    private static func unknownNames(_ node: Node, under path: String, _ names: Names) -> [String] {
        // A value where names belong is found out by whoever reads them.
        guard let mapping = node.mapping else { return [] }
        return mapping.flatMap { key, node -> [String] in
            let name = key.string ?? ""
            let place = path.isEmpty ? name : "\(path).\(name)"
            switch names {
            case .value: return []
            case .each(let inside): return unknownNames(node, under: place, inside)
            case .these(let known):
                if let inside = known[name] { return unknownNames(node, under: place, inside) }
                let line = key.mark.map { "line \($0.line): " } ?? ""
                return ["\(line)\(place) is no setting; \(path.isEmpty ? "there are" : "\(path) has") \(list(known))"]
            }
        }
    }

    private static func list(_ names: [String: Names]) -> String {
        names.keys.sorted().joined(separator: ", ")
    }
}
