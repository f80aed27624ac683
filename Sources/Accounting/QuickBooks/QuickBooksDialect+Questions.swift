import Fiscal
import JSON

/// Reading a company: who it is, and its lists. Source: accounting-apis §1.7, §1.9 and §1.11.
///
/// What two kinds of object say together, such as tax codes and rates, is asked in one batch of two queries.
extension QuickBooksDialect {
    /// The kinds that answer a question.
    private static func entities(_ question: BooksQuestion) -> [QuickBooksEntity] {
        switch question {
        case .company: [.companyInfo, .preferences]
        case .accounts: [.account]
        case .taxCodes: [.taxCode, .taxRate]
        case .customers: [.customer]
        case .items: [.item]
        case .paymentMethods: [.paymentMethod]
        case .tracking: [.division, .department]
        }
    }

    /// The call that asks.
    public func call(asking question: BooksQuestion, page: Int) -> BooksCall {
        let entities = Self.entities(question)
        let queries = entities.map { entity in
            let query = QuickBooksQuery(entity)
            return question == .company ? query : query.withInactive.page(page)
        }
        return queries.count == 1 ? asking(queries[0]) : asking(queries)
    }

    /// What the answer says.
    public func reply(
        to question: BooksQuestion, _ answer: BooksAnswer
    ) throws(BooksFault) -> (reply: BooksReply, hasMore: Bool) {
        let entities = Self.entities(question)
        let lists = entities.count == 1 ? [try rows(entities[0], answer)] : try rows(entities, answer)
        let hasMore = question != .company && lists.contains { $0.count >= QuickBooksQuery.pageSize }
        switch question {
        case .company:
            guard let company = lists[0].first else { throw LineFaults.foreign(answer, .read) }
            return (.company(Self.facts(company, lists[1].first)), false)
        case .accounts: return (.accounts(lists[0].compactMap(Self.account)), hasMore)
        case .taxCodes: return (.taxCodes(lists[0].compactMap { Self.taxCode($0, lists[1]) }), hasMore)
        case .customers:
            let named = lists[0].compactMap { row in
                Self.named(row, "DisplayName", number: Self.number(in: row) ?? Self.pin(in: row))
            }
            return (.named(named), hasMore)
        case .items: return (.named(lists[0].compactMap { Self.named($0, "Name", number: $0.text("Sku")) }), hasMore)
        case .paymentMethods: return (.named(lists[0].compactMap { Self.named($0, "Name") }), hasMore)
        case .tracking:
            let classes = lists[0].compactMap { Self.named($0, "Name", number: "Class") }
            return (.named(classes + lists[1].compactMap { Self.named($0, "Name", number: "Location") }), hasMore)
        }
    }

    private static func facts(_ company: JSONTree, _ preferences: JSONTree?) -> CompanyFacts {
        let currency = preferences?["CurrencyPrefs"]
        return CompanyFacts(
            name: company.text("CompanyName") ?? company.text("LegalName") ?? "", country: company.text("Country"),
            currency: currency?.text("HomeCurrency", "value"),
            hasManyCurrencies: currency?.isTrue("MultiCurrencyEnabled") ?? false,
            usesTax: preferences?["TaxPrefs"]?["UsingSalesTax"] != .bool(false),
            lockedThrough: preferences?.text("AccountingInfoPrefs", "BookCloseDate").flatMap { CalendarDay($0) })
    }

    private static func account(_ row: JSONTree) -> BooksAccount? {
        guard let id = row.text("Id") else { return nil }
        let use: BooksAccount.Use =
            switch row.text("AccountType") {
            case "Income", "Other Income": .income
            case "Bank", "Other Current Asset": .money
            case "Accounts Receivable": .receivable
            default: .other
            }
        let code = row.text("AcctNum").flatMap { $0.isEmpty ? nil : $0 }
        return BooksAccount(
            id: id, code: code, name: row.text("FullyQualifiedName") ?? row.text("Name") ?? "", use: use,
            isActive: row["Active"] != .bool(false))
    }

    /// A code with its sales rate; nil for the rate where it has none, or several on top of each other.
    private static func taxCode(_ row: JSONTree, _ rates: [JSONTree]) -> BooksTaxCode? {
        guard let id = row.text("Id") else { return nil }
        let details = row.list("SalesTaxRateList", "TaxRateDetail")
        let rateID = details.count == 1 ? details[0].text("TaxRateRef", "value") : nil
        let rate = rates.first { $0.text("Id") == rateID }
        return BooksTaxCode(
            id: id, name: row.text("Name") ?? "", rateHundredths: rate?.cents("RateValue"), rateID: rateID,
            isActive: row["Active"] != .bool(false) && !row.isTrue("Hidden") && !details.isEmpty)
    }

    private static func named(_ row: JSONTree, _ name: String, number: String? = nil) -> BooksNamed? {
        guard let id = row.text("Id") else { return nil }
        return BooksNamed(
            id: id, name: row.text(name) ?? "", number: number.flatMap { $0.isEmpty ? nil : $0 },
            isActive: row["Active"] != .bool(false))
    }
}
