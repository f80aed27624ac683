import Foundation
internal import Yams

extension ExportProfile {
    /// Reads a profile.
    ///
    /// What a profile that is `based_on` another does not say is as in that one; its maps are laid over the other's.
    ///
    /// - Parameters:
    ///   - text: the file's text.
    ///   - file: the file's name, for faults.
    /// - Throws: ``ExportError`` `profile` with every fault.
    public static func read(_ text: String, file: String) throws(ExportError) -> ExportProfile {
        var reader = ExportProfileReader(file: file)
        var (own, frozen): (String, ExportProfile?) = (text, nil)
        if let mark = text.range(of: seam) {
            frozen = try read(String(text[..<mark.lowerBound]), file: file)
            own = String(text[mark.upperBound...])
        }
        let profile = reader.root(own).flatMap { reader.profile($0, over: frozen) }
        guard let profile, reader.faults.isEmpty else {
            throw ExportError(
                .profile,
                "\(file) has \(reader.faults.count == 1 ? "a fault" : "\(reader.faults.count) faults"): "
                    + reader.faults.map(\.description).joined(separator: " "), faults: reader.faults)
        }
        return profile
    }
}

extension ExportProfile {
    /// What stands between a profile and the one that is based on it, where both are kept as one text.
    private static let seam = "\n# ---- based on the above ----\n"

    /// A profile's text with that of the shipped one that it is based on, so that it means the same in a later version.
    ///
    /// - Throws: ``ExportError`` `profile` with every fault.
    public static func frozen(_ text: String, file: String) throws(ExportError) -> String {
        _ = try read(text, file: file)
        guard !text.contains(seam) else { return text }
        var reader = ExportProfileReader(file: file)
        let base = reader.root(text)?.mapping?["based_on"]?.scalar?.string
        guard let base, let shipped = ShippedExports.files.first(where: { $0.name == base }) else { return text }
        return shipped.text + seam + text
    }
}

extension ExportProfileReader {
    private static let rootKeys = [
        "export", "id", "based_on", "title", "about", "csv", "date", "due_days", "maps", "tables",
    ]
    private static let tableKeys = ["name", "rows", "documents", "file_limit", "columns"]
    private static let columnKeys = [
        "heading", "from", "or", "text", "lookup", "kind", "format", "required", "signed",
    ]

    fileprivate mutating func profile(_ root: Node, over frozen: ExportProfile?) -> ExportProfile? {
        let members = Dictionary(
            uniqueKeysWithValues: record(root, "", knows: Self.rootKeys).map { ($0.key, $0.value) })
        if whole(members["export"], "export", 1...1) == nil, members["export"] == nil {
            note(root, "export", .missingKey, "it is not there", "Begin with `export: 1`")
        }
        let base = frozen ?? base(members["based_on"])
        guard let id = name(members["id"], "id") else {
            if members["id"] == nil { note(root, "id", .missingKey, "it is not there", "Name the profile") }
            return nil
        }
        let form = choice(members["date"], "date", as: DayForm.self)
        let maps = maps(members["maps"], over: base?.maps ?? [:])
        let dialect = dialect(members["csv"], over: base?.csv ?? CSVDialect())
        let tables =
            members["tables"].map { self.tables($0, maps: maps, form: form ?? .iso) }
            ?? base?.tables.map { table in form.map { table.written(in: $0) } ?? table } ?? []
        if members["tables"] == nil, base == nil {
            note(root, "tables", .missingKey, "it is not there", "List at least one table, or say `based_on`")
        }
        return ExportProfile(
            id: id, title: text(members["title"], "title") ?? base?.title ?? id,
            about: text(members["about"], "about", limit: 4_000, mayBeEmpty: true) ?? base?.about ?? "",
            csv: dialect, dueDays: whole(members["due_days"], "due_days", 0...365) ?? base?.dueDays ?? 0, maps: maps,
            tables: tables)
    }

    private mutating func base(_ node: Node?) -> ExportProfile? {
        guard let node, let id = text(node, "based_on") else { return nil }
        guard let base = ShippedExports.profile(id) else {
            note(node, "based_on", .base, "\"\(id)\"", "It is one of \(ShippedExports.names.joined(separator: ", "))")
            return nil
        }
        return base
    }

    /// A name that may stand in a file's name.
    private mutating func name(_ node: Node?, _ path: String) -> String? {
        guard let node, let text = text(node, path, limit: 28) else { return nil }
        guard text.wholeMatch(of: #/[a-z][a-z0-9_-]*/#) != nil else {
            note(node, path, .pattern, "\"\(text)\"", "Write small letters, digits, - and _, a letter first")
            return nil
        }
        return text
    }

    private mutating func dialect(_ node: Node?, over base: CSVDialect) -> CSVDialect {
        var dialect = base
        for (key, value) in record(node, "csv", knows: ["separator", "bom", "header", "formula_guard"]) {
            let path = "csv.\(key)"
            switch key {
            case "separator":
                dialect.separator = choice(value, path, as: CSVDialect.Separator.self) ?? dialect.separator
            case "bom": dialect.hasMark = flag(value, path) ?? dialect.hasMark
            case "header": dialect.hasHeadings = flag(value, path) ?? dialect.hasHeadings
            default: dialect.guardsFormulas = flag(value, path) ?? dialect.guardsFormulas
            }
        }
        return dialect
    }

    private mutating func maps(
        _ node: Node?, over base: [String: ExportProfile.Map]
    ) -> [String: ExportProfile.Map] {
        var maps = base
        for (name, value) in record(node, "maps", knows: nil) {
            var map = maps[name] ?? ExportProfile.Map(values: [:], otherwise: nil)
            for (key, words) in record(value, "maps.\(name)", knows: nil) {
                guard let words = text(words, "maps.\(name).\(key)", mayBeEmpty: true) else { continue }
                if key == "otherwise" { map.otherwise = words } else { map.values[key] = words }
            }
            maps[name] = map
        }
        return maps
    }

    private mutating func tables(
        _ node: Node, maps: [String: ExportProfile.Map], form: DayForm
    ) -> [ExportProfile.Table] {
        var tables: [ExportProfile.Table] = []
        let items = list(node, "tables")
        if items.isEmpty { note(node, "tables", .missingKey, "there is no table", "List at least one") }
        for (place, item) in items.enumerated() {
            guard let table = table(item, "tables[\(place)]", maps: maps, form: form) else { continue }
            if tables.contains(where: { $0.name == table.name }) {
                note(
                    item, "tables[\(place)].name", .repeated, "\"\(table.name)\" stands there twice",
                    "Name each table once")
            }
            tables.append(table)
        }
        return tables
    }

    private mutating func table(
        _ node: Node, _ path: String, maps: [String: ExportProfile.Map], form: DayForm
    ) -> ExportProfile.Table? {
        let members = Dictionary(
            uniqueKeysWithValues: record(node, path, knows: Self.tableKeys).map { ($0.key, $0.value) })
        for key in ["name", "rows", "columns"] where members[key] == nil {
            note(node, "\(path).\(key)", .missingKey, "it is not there", "Add it")
        }
        guard let name = name(members["name"], "\(path).name"),
            let rows = choice(members["rows"], "\(path).rows", as: ExportRows.self)
        else { return nil }
        let limits = Dictionary(
            uniqueKeysWithValues: record(
                members["file_limit"], "\(path).file_limit", knows: ["documents", "rows"]
            ).map { ($0.key, $0.value) })
        var columns: [ExportProfile.Column] = []
        for (place, item) in list(members["columns"], "\(path).columns").enumerated() {
            let key = "\(path).columns[\(place)]"
            guard let column = column(item, key, rows: rows, maps: maps, form: form) else { continue }
            if columns.contains(where: { $0.heading == column.heading }) {
                note(item, "\(key).heading", .repeated, "\"\(column.heading)\" stands there twice", "Name it once")
            }
            columns.append(column)
        }
        return ExportProfile.Table(
            name: name, rows: rows,
            documents: choice(members["documents"], "\(path).documents", as: ExportDocuments.self) ?? .all,
            documentLimit: whole(limits["documents"], "\(path).file_limit.documents", 1...1_000_000),
            rowLimit: whole(limits["rows"], "\(path).file_limit.rows", 1...1_000_000), columns: columns)
    }

    private mutating func column(
        _ node: Node, _ path: String, rows: ExportRows, maps: [String: ExportProfile.Map], form: DayForm
    ) -> ExportProfile.Column? {
        let members = Dictionary(
            uniqueKeysWithValues: record(node, path, knows: Self.columnKeys).map { ($0.key, $0.value) })
        guard let heading = text(members["heading"], "\(path).heading", limit: 100) else {
            if members["heading"] == nil { note(node, "\(path).heading", .missingKey, "it is not there", "Add it") }
            return nil
        }
        var sources: [ExportField] = []
        for key in ["from", "or"] {
            guard let value = members[key], let field = choice(value, "\(path).\(key)", as: ExportField.self) else {
                continue
            }
            if !rows.knows(field) {
                note(
                    value, "\(path).\(key)", .scope, "\(field.rawValue) in rows of \(rows.rawValue)",
                    "Such rows know \(rows.parts.sorted().joined(separator: ", "))")
            }
            sources.append(field)
        }
        let fallback = text(members["text"], "\(path).text", mayBeEmpty: true)
        if members["from"] == nil, members["text"] == nil {
            note(
                node, path, .source, "\"\(heading)\" says nothing", "Add `from`, or `text: \"\"` for an empty column")
        }
        let lookup = text(members["lookup"], "\(path).lookup")
        if let lookup, maps[lookup] == nil {
            note(
                members["lookup"], "\(path).lookup", .map, "\"\(lookup)\"",
                "Describe it under `maps`, or take one of \(maps.keys.sorted().joined(separator: ", "))")
        }
        let own = sources.first?.kind ?? .text
        let kind =
            choice(members["kind"], "\(path).kind", as: ExportField.Kind.self) ?? (lookup == nil ? own : .text)
        let format = format(members["format"], "\(path).format", kind)
        return ExportProfile.Column(
            heading: heading, sources: sources, text: fallback, lookup: lookup, kind: kind,
            numberFormat: format ?? sources.first?.format ?? "General",
            dayForm: format.flatMap(DayForm.init(rawValue:)) ?? form,
            isRequired: flag(members["required"], "\(path).required") ?? false,
            isSigned: flag(members["signed"], "\(path).signed") ?? false)
    }

    private mutating func format(_ node: Node?, _ path: String, _ kind: ExportField.Kind) -> String? {
        guard let node, let text = text(node, path, limit: 40) else { return nil }
        switch kind {
        case .date: return choice(node, path, as: DayForm.self)?.rawValue
        case .number where text == "General" || text.wholeMatch(of: #/[#,0]*0(\.[0#]+)?/#) != nil: return text
        case .number: note(node, path, .pattern, "\"\(text)\"", "Write a number format such as \"0.00\", or General")
        case .text: note(node, path, .kind, "a format for words", "Take it out, or say `kind: number` or `date`")
        }
        return nil
    }
}

extension ExportProfile.Table {
    /// This table with its days written in another form.
    fileprivate func written(in form: DayForm) -> ExportProfile.Table {
        ExportProfile.Table(
            name: name, rows: rows, documents: documents, documentLimit: documentLimit, rowLimit: rowLimit,
            columns: columns.map {
                ExportProfile.Column(
                    heading: $0.heading, sources: $0.sources, text: $0.text, lookup: $0.lookup, kind: $0.kind,
                    numberFormat: $0.numberFormat, dayForm: form, isRequired: $0.isRequired, isSigned: $0.isSigned)
            })
    }
}
