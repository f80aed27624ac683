extension QuickBooksKind {
    /// The members of an object of this kind.
    var table: [String: QuickBooksField] {
        let own: [String: QuickBooksField] =
            switch self {
            case .customer: Self.customerFields
            case .item: Self.itemFields
            case .invoice: Self.saleFields.merging(Self.invoiceFields) { $1 }
            case .creditMemo: Self.saleFields.merging(["RemainingCredit": .served]) { $1 }
            case .salesReceipt: Self.saleFields.merging(Self.receiptFields) { $1 }
            case .refundReceipt:
                Self.saleFields.merging(Self.receiptFields) { $1 }.merging(["CheckPayment": .served]) { $1 }
            case .payment: Self.paymentFields
            case .journalEntry: Self.journalFields
            case .paymentMethod:
                ["Name": .name(31), "Active": .flag, "Type": .choice(["CREDIT_CARD", "NON_CREDIT_CARD"])]
            case .account: Self.accountFields
            case .department, .division:
                [
                    "Name": .name(100), "Active": .flag, "ParentRef": .reference(self), "SubDepartment": .flag,
                    "SubClass": .flag, "FullyQualifiedName": .served,
                ]
            case .taxAgency: ["DisplayName": .name(100)]
            case .attachable: Self.attachableFields
            default: [:]
            }
        return own.merging(Self.commonFields) { $1 }
    }

    private static let commonFields: [String: QuickBooksField] = [
        "Id": .text(20), "SyncToken": .text(20), "sparse": .served, "domain": .served, "MetaData": .served,
        "CustomField": .list(
            .group([
                "DefinitionId": .text(10), "Name": .text(31), "Type": .choice(["StringType"]), "StringValue": .text(31),
            ])),
    ]

    private static let addressFields: QuickBooksField = .group([
        "Id": .served, "Line1": .text(500), "Line2": .text(500), "Line3": .text(500), "Line4": .text(500),
        "Line5": .text(500), "City": .text(255), "Country": .text(255), "CountrySubDivisionCode": .text(255),
        "PostalCode": .text(30), "Lat": .served, "Long": .served,
    ])

    private static let phoneFields: QuickBooksField = .group(["FreeFormNumber": .text(30)])

    private static let customerFields: [String: QuickBooksField] = [
        "DisplayName": .name(100), "Title": .text(16), "GivenName": .name(100), "MiddleName": .name(100),
        "FamilyName": .name(100), "Suffix": .text(16), "CompanyName": .name(100), "PrintOnCheckName": .text(110),
        "FullyQualifiedName": .served, "Active": .flag, "PrimaryPhone": phoneFields, "AlternatePhone": phoneFields,
        "Mobile": phoneFields, "Fax": phoneFields, "PrimaryEmailAddr": .group(["Address": .email]),
        "WebAddr": .group(["URI": .text(1_000)]), "BillAddr": addressFields, "ShipAddr": addressFields,
        "Notes": .text(1_000),
        "Job": .flag, "BillWithParent": .flag, "ParentRef": .reference(.customer), "Level": .served,
        "Taxable": .flag, "DefaultTaxCodeRef": .reference(.taxCode), "SalesTermRef": .reference(nil),
        "PaymentMethodRef": .reference(.paymentMethod),
        "PreferredDeliveryMethod": .choice(["Print", "Email", "None"]), "ResaleNum": .text(16), "Balance": .served,
        "BalanceWithJobs": .served, "CurrencyRef": .reference(nil), "PrimaryTaxIdentifier": .text(20),
        "SecondaryTaxIdentifier": .text(20), "BusinessNumber": .text(10),
    ]

    private static let itemFields: [String: QuickBooksField] = [
        "Name": .name(100), "Sku": .text(100), "Description": .text(4_000),
        "Type": .choice(["Inventory", "NonInventory", "Service", "Group", "Category"]),
        "IncomeAccountRef": .reference(.account), "ExpenseAccountRef": .reference(.account),
        "AssetAccountRef": .reference(.account), "TrackQtyOnHand": .flag, "QtyOnHand": .number,
        "InvStartDate": .date, "UnitPrice": .number, "SalesTaxIncluded": .flag, "Taxable": .flag,
        "SalesTaxCodeRef": .reference(.taxCode), "PurchaseDesc": .text(1_000), "PurchaseCost": .number,
        "PurchaseTaxIncluded": .flag, "PurchaseTaxCodeRef": .reference(.taxCode), "ReorderPoint": .number,
        "SubItem": .flag, "ParentRef": .reference(.item), "FullyQualifiedName": .served, "Level": .served,
        "Active": .flag,
    ]

    private static let accountFields: [String: QuickBooksField] = [
        "Name": .name(100), "AcctNum": .text(20),
        "AccountType": .choice([
            "Bank", "Accounts Receivable", "Other Current Asset", "Fixed Asset", "Other Asset", "Accounts Payable",
            "Credit Card", "Other Current Liability", "Long Term Liability", "Equity", "Income",
            "Cost of Goods Sold", "Expense", "Other Income", "Other Expense",
        ]),
        "AccountSubType": .text(100), "Classification": .served, "Description": .text(100), "Active": .flag,
        "SubAccount": .flag, "ParentRef": .reference(.account), "FullyQualifiedName": .served,
        "CurrencyRef": .reference(nil), "TaxCodeRef": .reference(.taxCode), "CurrentBalance": .served,
        "CurrentBalanceWithSubAccounts": .served,
    ]

    private static let linkedFields: QuickBooksField = .list(
        .group(["TxnId": .text(20), "TxnType": .choice(["Invoice", "CreditMemo", "Payment"])]))

    private static let salesLineFields: QuickBooksField = .group([
        "Id": .text(20), "LineNum": .number, "Description": .text(4_000), "Amount": .amount,
        "DetailType": .choice([
            "SalesItemLineDetail", "DiscountLineDetail", "GroupLineDetail", "DescriptionOnly", "SubTotalLineDetail",
        ]),
        "LinkedTxn": linkedFields, "SubTotalLineDetail": .served, "DescriptionLineDetail": .served,
        "SalesItemLineDetail": .group([
            "ItemRef": .reference(.item), "Qty": .number, "UnitPrice": .number, "TaxCodeRef": .reference(.taxCode),
            "ServiceDate": .date, "ClassRef": .reference(.division), "TaxInclusiveAmt": .amount,
            "ItemAccountRef": .reference(.account),
        ]),
        "DiscountLineDetail": .group([
            "PercentBased": .flag, "DiscountPercent": .number, "DiscountAccountRef": .reference(.account),
            "TaxCodeRef": .reference(.taxCode), "ClassRef": .reference(.division),
        ]),
    ])

    private static let taxDetailFields: QuickBooksField = .group([
        "TotalTax": .amount, "TxnTaxCodeRef": .reference(.taxCode),
        "TaxLine": .list(
            .group([
                "Amount": .amount, "DetailType": .choice(["TaxLineDetail"]),
                "TaxLineDetail": .group([
                    "TaxRateRef": .reference(.taxRate), "PercentBased": .flag, "TaxPercent": .number,
                    "NetAmountTaxable": .amount, "TaxInclusiveAmount": .amount, "OverrideDeltaAmount": .amount,
                ]),
            ])),
    ])

    private static let saleFields: [String: QuickBooksField] = [
        "CustomerRef": .reference(.customer), "Line": .list(salesLineFields), "DocNumber": .text(21), "TxnDate": .date,
        "CurrencyRef": .reference(nil), "ExchangeRate": .number,
        "GlobalTaxCalculation": .choice(["TaxExcluded", "TaxInclusive", "NotApplicable"]),
        "TxnTaxDetail": taxDetailFields,
        "PrivateNote": .text(4_000), "CustomerMemo": .group(["value": .text(1_000)]),
        "BillEmail": .group(["Address": .email]), "EmailStatus": .choice(["NotSet", "NeedToSend", "EmailSent"]),
        "PrintStatus": .choice(["NotSet", "NeedToPrint", "PrintComplete"]), "BillAddr": addressFields,
        "ShipAddr": addressFields, "ShipDate": .date, "TrackingNum": .text(31),
        "DepartmentRef": .reference(.department),
        "ClassRef": .reference(.division), "LinkedTxn": .served, "ApplyTaxAfterDiscount": .flag, "TotalAmt": .served,
        "HomeTotalAmt": .served, "Balance": .served, "HomeBalance": .served,
    ]

    private static let invoiceFields: [String: QuickBooksField] = [
        "DueDate": .date, "SalesTermRef": .reference(nil), "Deposit": .amount,
        "DepositToAccountRef": .reference(.account), "AllowOnlineCreditCardPayment": .flag,
        "AllowOnlineACHPayment": .flag, "InvoiceLink": .served,
    ]

    private static let receiptFields: [String: QuickBooksField] = [
        "PaymentMethodRef": .reference(.paymentMethod), "PaymentRefNum": .text(21),
        "DepositToAccountRef": .reference(.account),
    ]

    private static let paymentFields: [String: QuickBooksField] = [
        "CustomerRef": .reference(.customer), "TotalAmt": .amount, "TxnDate": .date,
        "CurrencyRef": .reference(nil), "ExchangeRate": .number, "PaymentMethodRef": .reference(.paymentMethod),
        "PaymentRefNum": .text(21), "DepositToAccountRef": .reference(.account), "ARAccountRef": .reference(.account),
        "PrivateNote": .text(4_000), "UnappliedAmt": .served, "ProcessPayment": .flag, "LinkedTxn": .served,
        "Line": .list(.group(["Amount": .amount, "LinkedTxn": linkedFields, "LineEx": .served])),
    ]

    private static let journalFields: [String: QuickBooksField] = [
        "DocNumber": .text(21), "TxnDate": .date, "PrivateNote": .text(4_000), "Adjustment": .flag,
        "CurrencyRef": .reference(nil), "ExchangeRate": .number, "TxnTaxDetail": .served, "TotalAmt": .served,
        "Line": .list(
            .group([
                "Id": .text(20), "LineNum": .number, "Amount": .amount, "Description": .text(4_000),
                "DetailType": .choice(["JournalEntryLineDetail", "DescriptionOnly"]),
                "JournalEntryLineDetail": .group([
                    "PostingType": .choice(["Debit", "Credit"]), "AccountRef": .reference(.account),
                    "Entity": .group([
                        "Type": .choice(["Customer", "Vendor", "Employee"]), "EntityRef": .reference(nil),
                    ]),
                    "ClassRef": .reference(.division), "DepartmentRef": .reference(.department),
                    "TaxCodeRef": .reference(.taxCode), "TaxApplicableOn": .choice(["Sales", "Purchase"]),
                    "TaxAmount": .amount,
                ]),
            ])),
    ]

    private static let attachableFields: [String: QuickBooksField] = [
        "AttachableRef": .list(
            .group([
                "EntityRef": .group(["type": .text(30), "value": .text(20)]), "IncludeOnSend": .flag,
                "LineInfo": .text(30),
            ])),
        "FileName": .text(1_000), "ContentType": .text(100), "Note": .text(2_000),
        "Category": .choice(["Contact Photo", "Document", "Image", "Receipt", "Signature", "Sound", "Other"]),
        "FileAccessUri": .served, "TempDownloadUri": .served, "Size": .served, "ThumbnailFileAccessUri": .served,
    ]
}
