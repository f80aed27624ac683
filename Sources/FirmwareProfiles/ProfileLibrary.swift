/// Profiles that know each other: inheritance worked out, and everything checked that one file cannot tell.
public struct ProfileLibrary: Sendable {
    /// A file: its name without folders, and what it says.
    public struct File: Sendable {
        /// Its name: `datecs.fp-700.yaml`.
        public let name: String
        /// Its text.
        public let text: String

        /// Makes a file.
        public init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    private struct Sheet {
        let file: String
        let value: ProfileValue
        let lines: [String: Int]

        func line(_ path: String) -> Int { lines[path] ?? lines["id"] ?? 1 }
    }

    /// Everything that is wrong, by file and line.
    public let faults: [ProfileFault]
    /// The profiles without a fault, by id, with what they inherit.
    public let profiles: [String: Profile]

    /// Reads and checks files.
    public init(_ files: [File]) {
        var faults: [ProfileFault] = []
        var sheets: [String: Sheet] = [:]
        for file in files.sorted(by: { $0.name < $1.name }) {
            var reader = ProfileReader(file: file.name)
            let read = reader.read(file.text)
            faults += reader.faults
            guard let read else { continue }
            let sheet = Sheet(file: file.name, value: read.value, lines: read.lines)
            guard let id = read.value["id"]?.text else {
                if reader.faults.allSatisfy({ !$0.found.hasPrefix("id") }) {
                    faults.append(Self.fault(sheet, "", .missingKey, "id", "Add it: the file is called so"))
                }
                continue
            }
            if file.name != "\(id).yaml" {
                faults.append(
                    Self.fault(sheet, "id", .fileName, "id: \(id) in \(file.name)", "Call the file \(id).yaml"))
            }
            if let first = sheets[id] {
                faults.append(
                    Self.fault(sheet, "id", .duplicateID, "id: \(id), which \(first.file) has", "Choose another"))
            } else {
                sheets[id] = sheet
            }
        }
        let wrong = Set(faults.map(\.file))
        var profiles: [String: Profile] = [:]
        for (id, sheet) in sheets.sorted(by: { $0.key < $1.key }) {
            switch Self.lineage(of: id, in: sheets) {
            case .failure(let fault): faults.append(fault)
            case .success(let lineage):
                let whole = Self.whole(lineage)
                let own = Self.check(whole, sheet, lineage: lineage)
                faults += own
                let isRight = own.isEmpty && lineage.allSatisfy { !wrong.contains($0.file) }
                if isRight {
                    profiles[id] = Profile(id: id, lineage: lineage.compactMap { $0.value["id"]?.text }, whole)
                }
            }
        }
        self.faults = faults.sorted { ($0.file, $0.line, $0.found) < ($1.file, $1.line, $1.found) }
        self.profiles = profiles
    }

    private static func fault(
        _ sheet: Sheet, _ path: String, _ rule: ProfileFault.Rule, _ found: String, _ remedy: String
    ) -> ProfileFault {
        ProfileFault(file: sheet.file, line: sheet.line(path), rule: rule, found: found, remedy: remedy)
    }

    /// A profile and its ancestors, itself first.
    private static func lineage(of id: String, in sheets: [String: Sheet]) -> Result<[Sheet], ProfileFault> {
        var lineage: [Sheet] = []
        var seen: Set<String> = []
        var next: String? = id
        while let name = next {
            guard let sheet = sheets[name] else {
                let last = lineage[lineage.count - 1]
                let near = Nearest.word(to: name, of: sheets.keys)
                return .failure(
                    fault(
                        last, "inherits", .ancestor, "inherits: \(name)",
                        near.map { "Did you mean \($0)?" } ?? "There is no profile of that id"))
            }
            guard seen.insert(name).inserted else {
                return .failure(
                    fault(
                        lineage[0], "inherits", .loop, "\(id) comes back to \(name)",
                        "Take `inherits` out of one of them"))
            }
            lineage.append(sheet)
            next = sheet.value["inherits"]?.text
        }
        return .success(lineage)
    }

    private static func whole(_ lineage: [Sheet]) -> ProfileValue {
        lineage.reversed().reduce(.record([:])) { whole, sheet in
            // Conditions of an ancestor hold for its children, before their own.
            let conditions = (whole["when"]?.list ?? []) + (sheet.value["when"]?.list ?? [])
            let overlaid = whole.overlaid(by: sheet.value)
            return conditions.isEmpty ? overlaid : overlaid.overlaid(by: .record(["when": .list(conditions)]))
        }
    }

    // MARK: - What only a whole profile shows

    private static func check(_ whole: ProfileValue, _ sheet: Sheet, lineage: [Sheet]) -> [ProfileFault] {
        var faults: [ProfileFault] = []
        func note(_ path: String, _ rule: ProfileFault.Rule, _ found: String, _ remedy: String) {
            faults.append(fault(sheet, path, rule, found, remedy))
        }
        for field in ProfileShape.profile.fields where field.isRequired && whole[field.name] == nil {
            note(field.name, .missingKey, field.name, "Add it: \(field.meaning)")
        }
        let engine = whole["framing", "engine"]?.text
        if engine == nil {
            note(
                "framing", .missingKey, "framing.engine",
                "Add it: one of \(ProfileShape.engines.joined(separator: ", "))")
        }
        if lineage.count > 1, let own = sheet.value["framing", "engine"]?.text,
            let theirs = lineage.dropFirst().compactMap({ $0.value["framing", "engine"]?.text }).first, own != theirs
        {
            note(
                "framing.engine", .engine, "framing.engine: \(own), and its ancestor's is \(theirs)",
                "Inherit from a profile of the same engine")
        }
        if whole["confidence"]?.text == "documented", whole["source"] == nil {
            note("confidence", .source, "confidence: documented", "Cite the section or the page under `source`")
        }
        for (index, usb) in (whole["match", "usb"]?.list ?? []).enumerated()
        where usb["bridge"]?.flag == true && whole["identity", "probe"] == nil {
            note(
                "match.usb[\(index)]", .bridge, "\(usb["vid"]?.text ?? "") is a bridge chip",
                "Say under identity.probe how the device behind it is told apart")
        }
        checkNumbers(whole, note)
        checkCommands(whole, note)
        for (index, condition) in (sheet.value["when"]?.list ?? []).enumerated() {
            let path = "when[\(index)]"
            for key in ["firmware", "set"] where condition[key] == nil && !faults.contains(where: { $0.found == path })
            {
                note(path, .missingKey, "\(path).\(key)", "Add it")
            }
        }
        return faults
    }

    private typealias Note = (String, ProfileFault.Rule, String, String) -> Void

    private static func checkNumbers(_ whole: ProfileValue, _ note: Note) {
        if let first = whole["framing", "seq", "first"]?.whole, let last = whole["framing", "seq", "last"]?.whole,
            first >= last
        {
            note("framing.seq", .pair, "framing.seq from \(first) to \(last)", "The first is below the last")
        }
        if let normal = whole["framing", "busy_limit_ms", "normal"]?.whole,
            let report = whole["framing", "busy_limit_ms", "report"]?.whole, normal > report
        {
            note(
                "framing.busy_limit_ms", .pair,
                "framing.busy_limit_ms: \(normal) for a command, \(report) for a report",
                "A report may take longer than a command")
        }
        let bytes = whole["status", "bytes"]?.whole ?? 0
        var places = (whole["status", "alarms"]?.list ?? []).compactMap(\.text)
        if let byte = whole["status", "error_byte"]?.whole { places.append("\(byte).0") }
        for at in places {
            guard let place = ProfileReader.bit(at), place.byte >= bytes else { continue }
            note("status", .bit, "status: \(at) of \(bytes) bytes", "Bytes count from 0, so the last is \(bytes - 1)")
        }
        for (name, bit) in (whole["status", "bits"]?.members ?? [:]).sorted(by: { $0.key < $1.key }) {
            let path = "status.bits.\(name)"
            if !ProfileShape.conditions.contains(name) {
                let near = Nearest.word(to: name, of: ProfileShape.conditions)
                note(
                    path, .choice, path,
                    near.map { "Did you mean \($0)?" } ?? "The conditions are named in firmware-profiles/README.md")
            }
            for at in (bit["at"]?.list ?? []).compactMap(\.text) {
                guard let place = ProfileReader.bit(at), place.byte >= bytes else { continue }
                note(
                    path, .bit, "\(path).at: \(at) of \(bytes) bytes",
                    "Bytes count from 0, so the last is \(max(0, bytes - 1))")
            }
        }
    }

    private static func checkCommands(_ whole: ProfileValue, _ note: Note) {
        let commands = whole["commands"]?.members ?? [:]
        let forbidden = Set((whole["forbidden"]?.list ?? []).compactMap(\.whole))
        for (name, command) in commands.sorted(by: { $0.key < $1.key }) {
            if let code = command["code"]?.whole, forbidden.contains(code) {
                note(
                    "commands.\(name)", .forbidden, "commands.\(name).code: \(code), which is forbidden",
                    "Take it out of one of the two")
            }
        }
        func know(_ name: String?, _ path: String) {
            guard let name, commands[name] == nil else { return }
            let near = Nearest.word(to: name, of: commands.keys)
            note(
                path, .flow, "\(path): \(name)",
                near.map { "Did you mean \($0)?" } ?? "Describe it under `commands` first")
        }
        for (index, step) in (whole["document_flow"]?.list ?? []).enumerated() {
            know(step.text.map { $0.filter { !"+?*".contains($0) } }, "document_flow[\(index)]")
        }
        know(whole["cancel", "command"]?.text, "cancel.command")
        know(whole["recovery", "marker"]?.text, "recovery.marker")
        know(whole["recovery", "current"]?.text, "recovery.current")
    }
}
