/// What a member of a Xero object may hold.
indirect enum XeroField: Sendable {
    /// Text of so many characters at most.
    case text(Int)
    case choice([String])
    case flag
    /// A number; more decimals than these are rounded away.
    case number(Int)
    case date
    case group([String: XeroField])
    case list(XeroField)
    /// What the service alone writes: taken without a word.
    case served
}

/// Reads what a client sent against the tables: nothing unknown, nothing too long.
enum XeroFieldReader {
    /// The object with what is the service's own taken out, numbers rounded and days as they are kept.
    static func read(_ object: ExactJSON, _ table: [String: XeroField]) throws(XeroRefusal) -> ExactJSON {
        guard case .object(let members) = object else { throw .unreadable("an object was expected") }
        var read: [ExactJSON.Member] = []
        for member in members where member.value != .null {
            guard let field = table[member.name] else {
                throw .unreadable("Could not find member '\(member.name)' on this object")
            }
            if case .served = field { continue }
            read.append(.init(name: member.name, value: try value(member.value, field, member.name)))
        }
        return .object(read)
    }

    private static func value(
        _ value: ExactJSON, _ field: XeroField, _ name: String
    ) throws(XeroRefusal) -> ExactJSON {
        switch field {
        case .group(let table): return try read(value, table)
        case .list(let element):
            guard case .array(let elements) = value else { throw .unreadable("\(name) is no array") }
            var read: [ExactJSON] = []
            for one in elements { read.append(try self.value(one, element, name)) }
            return .array(read)
        case .flag:
            guard case .bool = value else { throw .unreadable("\(name) is neither true nor false") }
            return value
        case .number(let places):
            guard let number = value.decimal, number.wholeDigits <= 9, number.scale <= 8 else {
                throw .unreadable("\(name) is not a number this service takes")
            }
            return .number(number.rounded(places))
        case .date:
            guard let text = value.string, let time = BooksTime(iso: text) else {
                throw .unreadable("\(name) is not a date")
            }
            return .string(time.day.text)
        case .text(let most):
            guard let text = value.string else { throw .unreadable("\(name) is no text") }
            guard text.count <= most else { throw .invalid("\(name) must not exceed \(most) characters") }
            return value
        case .choice(let words):
            guard let text = value.string else { throw .unreadable("\(name) is no text") }
            guard words.contains(text) else { throw .invalid("\(name) '\(text)' is not valid") }
            return value
        case .served: return value
        }
    }
}

extension XeroKind {
    /// The members that a client may send.
    var table: [String: XeroField] {
        switch self {
        case .contacts: Self.contact
        case .items: Self.item
        case .invoices: Self.document.merging(Self.invoice) { $1 }
        case .creditNotes: Self.document.merging(Self.creditNote) { $1 }
        case .payments: Self.payment
        case .bankTransactions: Self.document.merging(Self.bankTransaction) { $1 }
        case .manualJournals: Self.journal
        case .taxRates: Self.taxRate
        case .accounts: Self.account
        case .organisation, .trackingCategories: [:]
        }
    }

    private static let answered: [String: XeroField] = [
        "UpdatedDateUTC": .served, "HasErrors": .served, "HasAttachments": .served, "StatusAttributeString": .served,
        "ValidationErrors": .served, "Warnings": .served, "DateString": .served, "DueDateString": .served,
    ]

    private static let contact: [String: XeroField] = answered.merging([
        "ContactID": .text(36), "Name": .text(255), "ContactNumber": .text(50), "AccountNumber": .text(50),
        "ContactStatus": .choice(["ACTIVE", "ARCHIVED", "GDPRREQUEST"]), "FirstName": .text(255),
        "LastName": .text(255), "CompanyNumber": .text(50), "EmailAddress": .text(255), "TaxNumber": .text(50),
        "TaxNumberType": .text(50), "AccountsReceivableTaxType": .text(50), "AccountsPayableTaxType": .text(50),
        "Addresses": .list(
            .group([
                "AddressType": .choice(["POBOX", "STREET"]), "AddressLine1": .text(500), "AddressLine2": .text(500),
                "AddressLine3": .text(500), "AddressLine4": .text(500), "City": .text(255), "Region": .text(255),
                "PostalCode": .text(50), "Country": .text(50), "AttentionTo": .text(255),
            ])),
        "Phones": .list(
            .group([
                "PhoneType": .choice(["DEFAULT", "DDI", "MOBILE", "FAX", "OFFICE"]), "PhoneNumber": .text(50),
                "PhoneAreaCode": .text(10), "PhoneCountryCode": .text(20),
            ])),
        "ContactPersons": .served, "DefaultCurrency": .text(3), "PaymentTerms": .served,
        "SalesDefaultAccountCode": .text(10), "IsCustomer": .served, "IsSupplier": .served, "Balances": .served,
        "MergedToContactID": .served,
    ]) { $1 }

    private static let price: XeroField = .group([
        "UnitPrice": .number(4), "AccountCode": .text(10), "TaxType": .text(50), "COGSAccountCode": .text(10),
    ])

    private static let item: [String: XeroField] = answered.merging([
        "ItemID": .text(36), "Code": .text(30), "Name": .text(50), "Description": .text(4_000),
        "PurchaseDescription": .text(4_000), "SalesDetails": price, "PurchaseDetails": price, "IsSold": .flag,
        "IsPurchased": .flag, "InventoryAssetAccountCode": .text(10), "IsTrackedAsInventory": .served,
        "QuantityOnHand": .served, "TotalCostPool": .served,
    ]) { $1 }

    private static let line: XeroField = .group([
        "LineItemID": .text(36), "Description": .text(4_000), "Quantity": .number(4), "UnitAmount": .number(8),
        "ItemCode": .text(30), "AccountCode": .text(10), "AccountID": .text(36), "AccountId": .served,
        "TaxType": .text(50), "TaxAmount": .number(2), "LineAmount": .number(2), "DiscountRate": .number(4),
        "DiscountAmount": .number(2), "Item": .served,
        "Tracking": .list(
            .group([
                "Name": .text(100), "Option": .text(100), "TrackingCategoryID": .text(36),
                "TrackingOptionID": .text(36), "Options": .served,
            ])),
    ])

    private static let document: [String: XeroField] = answered.merging([
        "Contact": .group(contact), "Date": .date, "LineItems": .list(line),
        "LineAmountTypes": .choice(["Exclusive", "Inclusive", "NoTax"]), "Reference": .text(255),
        "Status": .choice(["DRAFT", "SUBMITTED", "AUTHORISED", "VOIDED", "DELETED", "PAID"]),
        "CurrencyCode": .text(3), "CurrencyRate": .number(6), "SubTotal": .number(2), "TotalTax": .number(2),
        "Total": .number(2), "TotalDiscount": .served, "BrandingThemeID": .text(36), "SentToContact": .flag,
        "AmountDue": .served, "AmountPaid": .served, "AmountCredited": .served, "FullyPaidOnDate": .served,
        "IsDiscounted": .served, "Payments": .served, "CreditNotes": .served, "Prepayments": .served,
        "Overpayments": .served,
    ]) { $1 }

    private static let invoice: [String: XeroField] = [
        "InvoiceID": .text(36), "Type": .choice(["ACCREC", "ACCPAY"]), "InvoiceNumber": .text(255), "DueDate": .date,
        "Url": .text(2_000), "ExpectedPaymentDate": .date,
    ]

    private static let creditNote: [String: XeroField] = [
        "CreditNoteID": .text(36), "Type": .choice(["ACCRECCREDIT", "ACCPAYCREDIT"]), "CreditNoteNumber": .text(255),
        "RemainingCredit": .served, "Allocations": .served, "DueDate": .date,
    ]

    private static let bankTransaction: [String: XeroField] = [
        "BankTransactionID": .text(36), "Type": .choice(["RECEIVE", "SPEND"]), "IsReconciled": .flag,
        "BankAccount": .group(["AccountID": .text(36), "Code": .text(10), "Name": .served]), "Url": .text(2_000),
    ]

    private static let payment: [String: XeroField] = answered.merging([
        "PaymentID": .text(36), "Invoice": .group(["InvoiceID": .text(36), "InvoiceNumber": .text(255)]),
        "CreditNote": .group(["CreditNoteID": .text(36), "CreditNoteNumber": .text(255)]),
        "InvoiceNumber": .text(255), "CreditNoteNumber": .text(255),
        "Account": .group(["AccountID": .text(36), "Code": .text(10)]), "Date": .date, "Amount": .number(2),
        "CurrencyRate": .number(6), "Reference": .text(255), "IsReconciled": .flag,
        "Status": .choice(["AUTHORISED", "DELETED"]), "PaymentType": .served,
    ]) { $1 }

    private static let journal: [String: XeroField] = answered.merging([
        "ManualJournalID": .text(36), "Narration": .text(4_000), "Date": .date,
        "LineAmountTypes": .choice(["Exclusive", "Inclusive", "NoTax"]), "Url": .text(2_000),
        "Status": .choice(["DRAFT", "POSTED"]), "ShowOnCashBasisReports": .flag,
        "JournalLines": .list(
            .group([
                "LineAmount": .number(2), "AccountCode": .text(10), "Description": .text(4_000), "TaxType": .text(50),
                "Tracking": .served, "TaxAmount": .served, "AccountID": .served,
            ])),
    ]) { $1 }

    private static let taxRate: [String: XeroField] = answered.merging([
        "Name": .text(50), "TaxType": .text(50), "Status": .choice(["ACTIVE", "DELETED", "ARCHIVED", "PENDING"]),
        "TaxComponents": .list(
            .group([
                "Name": .text(50), "Rate": .number(4), "IsCompound": .flag, "IsNonRecoverable": .flag,
            ])),
        "DisplayTaxRate": .served, "EffectiveRate": .served, "CanApplyToAssets": .served,
        "CanApplyToEquity": .served, "CanApplyToExpenses": .served, "CanApplyToLiabilities": .served,
        "CanApplyToRevenue": .served,
    ]) { $1 }

    private static let account: [String: XeroField] = answered.merging([
        "AccountID": .text(36), "Code": .text(10), "Name": .text(150), "Description": .text(4_000),
        "Type": .choice([
            "BANK", "CURRENT", "CURRLIAB", "DEPRECIATN", "DIRECTCOSTS", "EQUITY", "EXPENSE", "FIXED", "INVENTORY",
            "LIABILITY", "NONCURRENT", "OTHERINCOME", "OVERHEADS", "PREPAYMENT", "REVENUE", "SALES", "TERMLIAB",
        ]),
        "TaxType": .text(50), "EnablePaymentsToAccount": .flag, "ShowInExpenseClaims": .flag,
        "BankAccountNumber": .text(50), "BankAccountType": .text(20), "CurrencyCode": .text(3), "Class": .served,
        "Status": .choice(["ACTIVE", "ARCHIVED"]), "SystemAccount": .served,
    ]) { $1 }
}
