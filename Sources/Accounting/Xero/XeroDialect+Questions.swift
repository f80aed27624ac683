import Fiscal
import JSON

/// Reading a company: who it is, and its lists. Source: accounting-apis §2.6 and §2.7.
extension XeroDialect {
    private static let pageSize = 1_000

    /// The call that asks; for payment methods, which Xero does not have, it asks for the organisation.
    public func call(asking question: BooksQuestion, page: Int) -> BooksCall {
        switch question {
        case .company, .paymentMethods: Self.reading("Organisation")
        case .accounts: Self.reading("Accounts")
        case .taxCodes: Self.reading("TaxRates")
        case .customers:
            // By name: whoever comes in between moves the rest to later pages, so that nobody is missed.
            Self.reading(
                "Contacts",
                [
                    "order": "Name ASC", "page": "\(page)", "pageSize": "\(Self.pageSize)",
                    "includeArchived": "true",
                ])
        case .items: Self.reading("Items", ["unitdp": "4"])
        case .tracking: Self.reading("TrackingCategories")
        }
    }

    /// What the answer says.
    public func reply(
        to question: BooksQuestion, _ answer: BooksAnswer
    ) throws(BooksFault) -> (reply: BooksReply, hasMore: Bool) {
        switch question {
        case .company:
            guard let row = try Self.rows("Organisations", answer).first else {
                throw LineFaults.foreign(answer, .read)
            }
            return (.company(Self.facts(row)), false)
        case .paymentMethods:
            _ = try Self.rows("Organisations", answer)
            return (.named([]), false)
        case .accounts: return (.accounts(try Self.rows("Accounts", answer).compactMap(Self.account)), false)
        case .taxCodes: return (.taxCodes(try Self.rows("TaxRates", answer).compactMap(Self.taxCode)), false)
        case .customers:
            let rows = try Self.rows("Contacts", answer)
            let named = rows.compactMap { row in
                row.text("ContactID").map { id in
                    BooksNamed(
                        id: id, name: row.text("Name") ?? "", number: row.text("ContactNumber"),
                        isActive: row.text("ContactStatus").map { $0 == "ACTIVE" } ?? true)
                }
            }
            return (.named(named), rows.count >= Self.pageSize)
        case .items:
            let named = try Self.rows("Items", answer).compactMap { row in
                row.text("Code").map { code in
                    BooksNamed(
                        id: code, name: row.text("Name") ?? code, number: code,
                        isActive: row["IsSold"] != .bool(false))
                }
            }
            return (.named(named), false)
        case .tracking: return (.named(try Self.rows("TrackingCategories", answer).flatMap(Self.options)), false)
        }
    }

    private static func facts(_ row: JSONTree) -> CompanyFacts {
        let locks = ["PeriodLockDate", "EndOfYearLockDate"].compactMap { XeroDay.read(row, $0) }
        return CompanyFacts(
            name: row.text("Name") ?? row.text("LegalName") ?? "", country: row.text("CountryCode"),
            currency: row.text("BaseCurrency"), usesTax: row["PaysTax"] != .bool(false), lockedThrough: locks.max())
    }

    private static func account(_ row: JSONTree) -> BooksAccount? {
        let code = row.text("Code").flatMap { $0.isEmpty ? nil : $0 }
        guard let id = code ?? row.text("AccountID") else { return nil }
        let type = row.text("Type")
        let use: BooksAccount.Use =
            if row.text("SystemAccount") == "DEBTORS" {
                .receivable
            } else if type == "BANK" || row.isTrue("EnablePaymentsToAccount") {
                .money
            } else if ["REVENUE", "SALES", "OTHERINCOME"].contains(type ?? "") {
                .income
            } else {
                .other
            }
        return BooksAccount(
            id: id, code: code, name: row.text("Name") ?? "", use: use,
            isActive: row.text("Status").map { $0 == "ACTIVE" } ?? true)
    }

    /// A rate of one part; parts on top of each other have no rate of their own.
    private static func taxCode(_ row: JSONTree) -> BooksTaxCode? {
        guard let type = row.text("TaxType") else { return nil }
        let isCompound = row.list("TaxComponents").contains { $0.isTrue("IsCompound") }
        let isForSales = row["CanApplyToRevenue"] != .bool(false)
        return BooksTaxCode(
            id: type, name: row.text("Name") ?? "", rateHundredths: isCompound ? nil : row.cents("EffectiveRate"),
            rateID: nil, isActive: row.text("Status").map { $0 == "ACTIVE" } ?? true && isForSales)
    }

    /// The options of a tracking category; documents name both.
    private static func options(_ row: JSONTree) -> [BooksNamed] {
        let category = row.text("Name") ?? ""
        let isActive = row.text("Status").map { $0 == "ACTIVE" } ?? true
        return row.list("Options").compactMap { option in
            option.text("Name").map { name in
                let isOptionActive = option.text("Status").map { $0 == "ACTIVE" } ?? true
                return BooksNamed(
                    id: name, name: "\(category): \(name)", number: category, isActive: isActive && isOptionActive)
            }
        }
    }
}
