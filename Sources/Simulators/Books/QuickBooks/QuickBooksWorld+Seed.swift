/// Companies as they are found: a Kenyan shop with accounts, and unless bare with tax codes, items and a customer.
extension QuickBooksWorld {
    /// Founds a company; its realm is drawn from its place.
    mutating func seed(name: String?, isBare: Bool, at now: BooksTime) {
        let number = books.count
        var book = QuickBooksBook(realm: "46208165\(31_000_000 + number * 7_919)", idBase: 310 + number * 400)
        book.refusesDuplicateNumbers = settings.refusesDuplicateNumbers
        let called = ExactJSON.string(name ?? (number == 0 ? "Duka Moja Ltd" : "Duka \(number + 1) Ltd"))
        book.enter(
            .companyInfo,
            [
                "CompanyName": called, "LegalName": called, "Country": "KE",
                "CompanyAddr": ["Line1": "Biashara Street", "City": "Nairobi", "Country": "Kenya"],
                "FiscalYearStartMonth": "January", "DefaultTimeZone": "Africa/Nairobi", "SupportedLanguages": "en",
                "NameValue": [["Name": "NeoEnabled", "Value": "true"]],
            ], at: now)
        book.enter(
            .preferences,
            [
                "CurrencyPrefs": ["MultiCurrencyEnabled": false, "HomeCurrency": ["value": "KES"]],
                "SalesFormsPrefs": [
                    "CustomTxnNumbers": true, "AllowDiscount": false, "AllowDeposit": false,
                    "AutoApplyCredit": false, "AutoApplyPayments": false, "CustomField": [],
                ],
                "TaxPrefs": ["UsingSalesTax": true, "PartnerTaxEnabled": false],
                "AccountingInfoPrefs": [
                    "ClassTrackingPerTxn": false, "ClassTrackingPerTxnLine": false, "TrackDepartments": true,
                ],
            ], at: now)
        let income = Self.accounts(&book, at: now)
        for (name, type) in [
            ("Cash", "NON_CREDIT_CARD"), ("Cheque", "NON_CREDIT_CARD"), ("M-Pesa", "NON_CREDIT_CARD"),
            ("Card", "CREDIT_CARD"),
        ] {
            book.enter(.paymentMethod, ["Name": .string(name), "Active": true, "Type": .string(type)], at: now)
        }
        book.enter(.vendor, ["DisplayName": "Mwalimu Wholesalers", "Active": true], at: now)
        book.enter(.employee, ["DisplayName": "Achieng Otieno", "Active": true], at: now)
        if !isBare { Self.goods(&book, income: income, at: now) }
        books.append(book)
    }

    /// The chart of accounts; returns the income account's id.
    private static func accounts(_ book: inout QuickBooksBook, at now: BooksTime) -> String {
        let accounts: [(String, String, String, String)] = [
            ("Sales of Product Income", "Income", "SalesOfProductIncome", "Revenue"),
            ("Equity Bank KES", "Bank", "Checking", "Asset"),
            ("Till clearing", "Bank", "CashOnHand", "Asset"),
            ("M-Pesa clearing", "Other Current Asset", "OtherCurrentAssets", "Asset"),
            ("Card clearing", "Other Current Asset", "OtherCurrentAssets", "Asset"),
            ("Undeposited Funds", "Other Current Asset", "UndepositedFunds", "Asset"),
            ("Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable", "Asset"),
            ("Cost of sales", "Cost of Goods Sold", "SuppliesMaterialsCogs", "Expense"),
            ("VAT Control", "Other Current Liability", "GlobalTaxPayable", "Liability"),
            ("Cash rounding", "Other Income", "OtherMiscellaneousIncome", "Revenue"),
        ]
        var income = ""
        for (index, (name, type, subtype, classification)) in accounts.enumerated() {
            let account = book.enter(
                .account,
                [
                    "Name": .string(name), "FullyQualifiedName": .string(name), "Active": true, "SubAccount": false,
                    "AccountType": .string(type), "AccountSubType": .string(subtype),
                    "Classification": .string(classification), "CurrentBalance": 0,
                    "CurrencyRef": ["value": "KES", "name": "Kenyan Shilling"],
                ], at: now)
            if index == 0 { income = account.text("Id") ?? "" }
        }
        return income
    }

    private static func goods(_ book: inout QuickBooksBook, income: String, at now: BooksTime) {
        let agency = book.enter(
            .taxAgency, ["DisplayName": "Kenya Revenue Authority", "TaxTrackedOnSales": true], at: now)
        let taxes = [
            ("Exempt (A)", 0), ("VAT 16% (B)", 16), ("Zero rated (C)", 0), ("Non-VAT (D)", 0), ("VAT 8% (E)", 8),
        ]
        for (name, rate) in taxes {
            let id = book.enterRate(
                [
                    "TaxRateName": .string(name + " sales"), "RateValue": .number(ExactDecimal(rate)),
                    "TaxAgencyId": agency.copy("Id"),
                ], at: now)
            let code = book.enterCode(name, [(id, true)], at: now)
            book.enter(
                .item,
                [
                    "Name": .string("Till sales " + name), "FullyQualifiedName": .string("Till sales " + name),
                    "Active": true, "Type": "NonInventory", "UnitPrice": 0, "Taxable": true,
                    "IncomeAccountRef": ["value": .string(income), "name": "Sales of Product Income"],
                    "SalesTaxCodeRef": ["value": .string(code), "name": .string(name)],
                ], at: now)
        }
        book.enter(
            .customer,
            [
                "DisplayName": "Walk-in customer", "FullyQualifiedName": "Walk-in customer", "Active": true,
                "Balance": 0,
            ],
            at: now)
    }
}
