import JSON

/// Looking for customers and items, by their names: also inactive ones, which keep theirs.
extension QuickBooksDialect {
    private static let holders: [QuickBooksEntity] = [.customer, .vendor, .employee]

    /// Customers share their names with vendors and employees; one call asks for all three.
    func lookUp(_ customer: BooksCustomer, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        let name = Self.name(customer.name)
        guard let answer = answers.last else {
            let queries = Self.holders.map { QuickBooksQuery($0).matching("DisplayName", name).withInactive.page(1) }
            return .ask(asking(queries))
        }
        var match = LookUpMatch()
        for (entity, rows) in zip(Self.holders, try rows(Self.holders, answer)) {
            for row in rows where row.text("DisplayName").map({ Self.same($0, name) }) == true {
                guard let kept = Self.kept(row) else { continue }
                guard entity == .customer else {
                    match.others.append("the \(entity.path) \(name), id \(kept.id)")
                    continue
                }
                Self.sort(row, kept, customer, into: &match)
            }
        }
        return match.step
    }

    /// Ours by PIN or number; alike where nothing speaks against it; another's where its PIN is another.
    private static func sort(
        _ row: JSONTree, _ kept: KeptRecord, _ customer: BooksCustomer, into match: inout LookUpMatch
    ) {
        let (number, pin) = (number(in: row), pin(in: row))
        let isOurs = number == customer.number || (pin != nil && pin == customer.pin)
        guard row["Active"] != .bool(false) else {
            let words = "the inactive customer \(kept.number ?? ""), id \(kept.id)"
            if isOurs { match.away.append(words) } else { match.others.append(words) }
            return
        }
        if isOurs {
            match.ours.append(kept)
        } else if number == nil, pin == nil || customer.pin == nil {
            match.alike.append(kept)
        } else {
            match.others.append("the customer \(kept.number ?? ""), id \(kept.id), \(pin ?? number ?? "")")
        }
    }

    /// Items by name and by code; one call asks for both.
    func lookUp(_ item: BooksItem, _ answers: [BooksAnswer]) throws(BooksFault) -> LookUpStep {
        let (name, code) = (Self.name(item.name), String(item.code.prefix(100)))
        guard let answer = answers.last else {
            return .ask(
                asking([
                    QuickBooksQuery(.item).matching("Name", name).withInactive.page(1),
                    QuickBooksQuery(.item).matching("Sku", code).withInactive.page(1),
                ]))
        }
        let found = try rows([.item, .item], answer)
        var match = LookUpMatch()
        var seen: Set<String> = []
        for row in found[1] + found[0] {
            guard let kept = Self.kept(row), seen.insert(kept.id).inserted else { continue }
            let sku = row.text("Sku") ?? ""
            let hasName = row.text("Name").map { Self.same($0, name) } ?? false
            guard sku == code || hasName else { continue }
            if row["Active"] == .bool(false) {
                match.others.append("the inactive item \(kept.number ?? ""), id \(kept.id)")
            } else if sku == code {
                match.ours.append(kept)
            } else if sku.isEmpty {
                match.alike.append(kept)
            } else {
                match.others.append("the item \(kept.number ?? ""), id \(kept.id), code \(sku)")
            }
        }
        return match.step
    }

    /// QuickBooks takes letters of both cases for the same in names.
    private static func same(_ one: String, _ other: String) -> Bool { one.lowercased() == other.lowercased() }

    /// Our number in a customer's notes.
    static func number(in row: JSONTree) -> String? {
        guard let notes = row.text("Notes"), let start = notes.firstRange(of: numberWord)?.upperBound else {
            return nil
        }
        let number = notes[start...].prefix { !$0.isNewline && $0 != ";" }
        return number.isEmpty ? nil : String(number)
    }

    /// The PIN of a customer: the reseller's number, else the first PIN in the notes or the company's name.
    static func pin(in row: JSONTree) -> String? {
        if let pin = row.text("ResaleNum"), !pin.isEmpty { return pin }
        for text in [row.text("Notes"), row.text("CompanyName")] {
            let words = (text ?? "").split { !$0.isLetter && !$0.isNumber }
            if let pin = words.first(where: isPIN) { return String(pin) }
        }
        return nil
    }

    /// Whether a word is a KRA PIN: `A` or `P`, nine digits, a letter.
    private static func isPIN(_ word: Substring) -> Bool {
        let bytes = Array(word.utf8)
        return bytes.count == 11 && (bytes[0] == UInt8(ascii: "A") || bytes[0] == UInt8(ascii: "P"))
            && bytes[1...9].allSatisfy { (48...57).contains($0) } && (65...90).contains(bytes[10])
    }
}
