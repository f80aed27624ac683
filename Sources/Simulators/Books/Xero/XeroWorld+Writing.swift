extension XeroWorld {
    /// Creates or updates what the body holds, each element with its own outcome.
    mutating func write(_ call: XeroCall, id: String?) throws(XeroRefusal) -> BooksAnswer {
        guard call.kind != .organisation else { throw .notFound }
        let body = try call.body
        var elements = [body]
        if case .array(let several)? = body[call.kind.plural] { elements = several }
        guard !elements.isEmpty else { throw .unreadable("there is no element") }
        let most = call.kind == .items ? 500 : 50
        guard elements.count <= most else { throw .unreadable("there are more than \(most) elements") }
        if call.kind == .payments, !call.isCreation, elements.count > 1 {
            throw .unreadable("POST takes one payment; PUT takes several")
        }
        let isSummary = call.parameters["summarizeErrors"] != "false"
        var answers: [ExactJSON] = []
        var bad: [ExactJSON] = []
        for element in elements {
            do throws(XeroRefusal) {
                let written = try write(element, call, id: id)
                answers.append(isSummary ? written : written.setting("StatusAttributeString", "OK"))
            } catch {
                guard error.kind == .validation else { throw error }
                refusals[error.message, default: 0] += 1
                var refused = element
                if element.isAbsent(call.kind.idMember), call.kind != .taxRates {
                    refused.set(call.kind.idMember, "00000000-0000-0000-0000-000000000000")
                }
                refused.set("ValidationErrors", [["Message": .string(error.message)]])
                bad.append(refused)
                answers.append(
                    refused.setting("HasErrors", true).setting("StatusAttributeString", "ERROR"))
            }
        }
        if isSummary, !bad.isEmpty {
            return XeroRefusal.invalid("A validation exception occurred").answer(elements: bad)
        }
        return envelope(call.kind.plural, answers, call.now)
    }

    private mutating func write(
        _ element: ExactJSON, _ call: XeroCall, id: String?
    ) throws(XeroRefusal) -> ExactJSON {
        var read = try XeroFieldReader.read(element, call.kind.table)
        if let id { read.set(call.kind.idMember, .string(id)) }
        let old = try target(read, call)
        if id != nil, old == nil { throw .notFound }
        switch call.kind {
        case .contacts: return try save(contact: read, old, call)
        case .items: return try save(item: read, old, call)
        case .invoices, .creditNotes, .bankTransactions: return try save(document: read, old, call)
        case .payments: return try save(payment: read, old, call)
        case .taxRates: return try save(taxRate: read, old, call)
        case .accounts: return try save(account: read, old, call)
        case .manualJournals: return try save(journal: read, old, call)
        case .organisation, .trackingCategories: throw .notFound
        }
    }

    /// What a POST is about: found by its id, or by its number, or by its name; nil creates.
    private func target(_ read: ExactJSON, _ call: XeroCall) throws(XeroRefusal) -> ExactJSON? {
        let book = books[call.index]
        let id = read.text(call.kind.idMember)
        if call.isCreation {
            guard id == nil else { throw .invalid("\(call.kind.idMember) must not be given to create") }
            return nil
        }
        if let id {
            guard let object = book.object(call.kind, id) else {
                throw .invalid("No \(call.kind.singular) of the id \(id) was found")
            }
            return object
        }
        if let member = call.kind.numberMember, let number = read.text(member),
            let object = book.numbered(call.kind, member, number)
        {
            return object
        }
        guard call.kind == .contacts || call.kind == .taxRates, let name = read.text("Name") else { return nil }
        return book.numbered(call.kind, "Name", name)
    }

    private mutating func save(
        contact: ExactJSON, _ old: ExactJSON?, _ call: XeroCall
    ) throws(XeroRefusal) -> ExactJSON {
        let book = books[call.index]
        var merged = (old ?? [:]).merging(contact)
        guard let name = merged.text("Name"), !name.isEmpty else {
            throw .invalid("The contact name must be specified")
        }
        merged.set("ContactStatus", merged["ContactStatus"] ?? "ACTIVE")
        let isActive = merged.text("ContactStatus") == "ACTIVE"
        for other in book.all(.contacts) where other["ContactID"] != merged["ContactID"] {
            if isActive, other.text("ContactStatus") == "ACTIVE", other.text("Name")?.lowercased() == name.lowercased()
            {
                throw .invalid(
                    "The contact name \(name) is already assigned to another contact. "
                        + "The contact name must be unique across all active contacts.")
            }
            if let number = merged.text("ContactNumber"), other.text("ContactNumber") == number {
                throw .invalid("The contact number \(number) is already assigned to another contact")
            }
        }
        if old == nil { merged = Self.identified("ContactID", &dice).merging(merged) }
        merged.set("HasErrors", false)
        return books[call.index].put(.contacts, merged, at: call.now)
    }

    private mutating func save(
        item: ExactJSON, _ old: ExactJSON?, _ call: XeroCall
    ) throws(XeroRefusal) -> ExactJSON {
        let book = books[call.index]
        var merged = (old ?? ["IsSold": true, "IsPurchased": true]).merging(item)
        guard let code = merged.text("Code"), !code.isEmpty else { throw .invalid("Item Code is required") }
        if let other = book.numbered(.items, "Code", code), other["ItemID"] != merged["ItemID"] {
            throw .invalid("Price List Item with Code '\(code)' already exists")
        }
        for details in [merged.copy("SalesDetails"), merged.copy("PurchaseDetails")] {
            if let account = details.text("AccountCode"), book.account(code: account, id: nil) == nil {
                throw .invalid("account code \(account) is not valid")
            }
            if let tax = details.text("TaxType"), book.rate(tax) == nil {
                throw .invalid("The TaxType code '\(tax)' does not exist or cannot be used")
            }
        }
        if old == nil { merged = Self.identified("ItemID", &dice).merging(merged) }
        merged.set("IsTrackedAsInventory", false)
        return books[call.index].put(.items, merged, at: call.now)
    }

    private mutating func save(
        taxRate: ExactJSON, _ old: ExactJSON?, _ call: XeroCall
    ) throws(XeroRefusal) -> ExactJSON {
        var merged = (old ?? [:]).merging(taxRate)
        guard let name = merged.text("Name"), !name.isEmpty else { throw .invalid("The tax rate needs a name") }
        if let other = books[call.index].numbered(.taxRates, "Name", name), other["TaxType"] != merged["TaxType"] {
            throw .invalid("A tax rate of the name '\(name)' already exists")
        }
        let components = merged.elements("TaxComponents")
        guard !components.isEmpty else { throw .invalid("The tax rate needs a component") }
        var rate = ExactDecimal.zero
        for component in components {
            guard let part = component.number("Rate"), part >= .zero, part <= .hundred, component.text("Name") != nil
            else { throw .invalid("A tax component needs a name and a rate from 0 to 100") }
            rate = rate + part
        }
        if old == nil {
            let own = books[call.index].all(.taxRates).filter { $0.text("TaxType")?.hasPrefix("TAX") == true }.count
            merged.set("TaxType", .string("TAX" + CivilDate.padded(own + 1, 3)))
        }
        for member in ["Assets", "Equity", "Expenses", "Liabilities", "Revenue"] {
            merged.set("CanApplyTo" + member, true)
        }
        merged.set("Status", merged["Status"] ?? "ACTIVE")
        merged.set("DisplayTaxRate", .number(rate))
        merged.set("EffectiveRate", .number(rate))
        return books[call.index].put(.taxRates, merged, at: call.now)
    }

    private mutating func save(
        account: ExactJSON, _ old: ExactJSON?, _ call: XeroCall
    ) throws(XeroRefusal) -> ExactJSON {
        let book = books[call.index]
        var merged = (old ?? [:]).merging(account)
        guard let name = merged.text("Name"), let type = merged.text("Type") else {
            throw .invalid("An account needs a name and a type")
        }
        guard type == "BANK" || merged.text("Code") != nil else { throw .invalid("An account needs a code") }
        for other in book.all(.accounts) where other["AccountID"] != merged["AccountID"] {
            guard other.text("Name")?.lowercased() != name.lowercased(),
                other.text("Code") == nil || other.text("Code") != merged.text("Code")
            else { throw .invalid("Please enter a unique Code and Name.") }
        }
        if old == nil { merged = Self.identified("AccountID", &dice).merging(merged) }
        merged.set("Status", merged["Status"] ?? "ACTIVE")
        merged.set("EnablePaymentsToAccount", merged["EnablePaymentsToAccount"] ?? false)
        return books[call.index].put(.accounts, merged, at: call.now)
    }

    private mutating func save(
        journal: ExactJSON, _ old: ExactJSON?, _ call: XeroCall
    ) throws(XeroRefusal) -> ExactJSON {
        let book = books[call.index]
        var merged = (old ?? [:]).merging(journal)
        guard let narration = merged.text("Narration"), !narration.isEmpty else {
            throw .invalid("Narration is required")
        }
        let lines = merged.elements("JournalLines")
        guard lines.count >= 2 else { throw .invalid("A journal needs at least two lines") }
        var sum = ExactDecimal.zero
        for line in lines {
            guard let amount = line.number("LineAmount") else { throw .invalid("LineAmount is required") }
            let account = book.account(code: line.text("AccountCode"), id: nil)
            guard let account, account.text("Type") != "BANK", account.isAbsent("SystemAccount") else {
                throw .invalid("account code \(line.text("AccountCode") ?? "") is not valid for this journal")
            }
            sum = sum + amount
        }
        guard sum == .zero else { throw .invalid("The total debits must equal total credits: \(sum.text) is left") }
        try settle(&merged, "Date", call)
        if old == nil { merged = Self.identified("ManualJournalID", &dice).merging(merged) }
        merged.set("Status", merged["Status"] ?? "DRAFT")
        merged.set("LineAmountTypes", merged["LineAmountTypes"] ?? "NoTax")
        return books[call.index].put(.manualJournals, merged, at: call.now)
    }

    /// The beginning of a new object: its id.
    static func identified(_ member: String, _ dice: inout SplitMix64) -> ExactJSON {
        .object([.init(name: member, value: .string(dice.identifier()))])
    }

    /// Brings a day into the form it is kept in; a day that is locked is refused, and none means today.
    func settle(_ object: inout ExactJSON, _ member: String, _ call: XeroCall) throws(XeroRefusal) {
        let day = object.text(member).flatMap { XeroTime.day($0) } ?? call.now.day
        if member == "Date", object.text("Status") != "DRAFT", let lock = books[call.index].lockDate, day <= lock {
            throw .invalid("The document date cannot be before the period lock date, \(lock.text)")
        }
        object.set(member, XeroTime.slash(day))
        object.set(member + "String", XeroTime.plain(day))
    }
}
