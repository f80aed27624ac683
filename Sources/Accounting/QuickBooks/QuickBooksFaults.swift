/// What QuickBooks' codes mean.
///
/// Source: accounting-apis §1.5, line by line.
enum QuickBooksFaults {
    /// The table; a code stands in one line alone.
    static let rows = passing + lasting + refusals + own

    /// What passes by itself.
    private static let passing: [FaultRow] = [
        FaultRow(
            ["100", "110", "120", "3200", "3202"], .expired, "QuickBooks no longer takes the access token.",
            "Nothing: it is refreshed by itself."),
        FaultRow(
            ["3001"], .throttled, "QuickBooks asks to wait: too many calls.", "Nothing: it goes on by itself.",
            wait: .seconds(60)),
        FaultRow(
            ["140", "150"], .later, "QuickBooks has locked the company or is being maintained.",
            "Nothing: it is tried again.", wait: .seconds(900)),
        FaultRow(
            ["6002"], .unclear, "QuickBooks did not answer in time, and may have done it.",
            "Nothing: the record is looked for before anything is sent again."),
        FaultRow(
            ["10000"], .unclear, "QuickBooks had trouble, and may have done it.",
            "Nothing: the record is looked for before anything is sent again."),
        FaultRow(
            ["600"], .duplicate, "QuickBooks had this request before.", "Nothing: the record is looked for."),
        FaultRow(["630"], .duplicate, "QuickBooks has this already.", "Nothing: the record is looked for."),
        FaultRow(
            ["6140"], .duplicate, "QuickBooks has a document of this number already.",
            "Nothing if it is ours; otherwise give the other document another number."),
        FaultRow(
            ["6240"], .duplicate, "QuickBooks has this name already, perhaps made inactive.",
            "Nothing if it is ours; otherwise rename one of the two."),
        FaultRow(
            ["5010", "2600"], .stale, "Somebody changed this in QuickBooks at the same time.",
            "Nothing: it is read and done again."),
    ]

    /// What a person has to put right, for the company or in its mapping.
    private static let lasting: [FaultRow] = [
        FaultRow(
            ["3100"], .reconnect, "QuickBooks does not let Risiti into this company.",
            "Connect the company again, with the keys that belong to it."),
        FaultRow(
            ["130"], .reconnect, "QuickBooks keeps this company somewhere else.", "Connect the company again."),
        FaultRow(
            ["5020"], .company, "The person who connected QuickBooks may not do this there.",
            "Give that person the rights in QuickBooks, or connect as somebody who has them."),
        FaultRow(
            ["6190"], .company, "QuickBooks takes nothing more for this company: its subscription or trial is over.",
            "Renew the subscription in QuickBooks, then resolve this with --retry, which sets the lane going."),
        FaultRow(
            ["610"], .reference, "Something this record needs is gone in QuickBooks, or was made inactive.",
            """
            Make it active again in QuickBooks, or map another account: risiti books map LANE --payment METHOD=ACCOUNT, or \
            --income ACCOUNT. Then resolve this with --retry.
            """),
        FaultRow(
            ["2500"], .reference, "This record points to something that QuickBooks does not know.",
            """
            Make it active again in QuickBooks where it was made inactive; or see what there is: risiti books accounts \
            LANE --fresh, risiti books taxes LANE --fresh; map it with risiti books map LANE. Then resolve this with \
            --retry.
            """),
        FaultRow(
            ["6250"], .reference, "QuickBooks does not take this customer.",
            """
            See the customer in QuickBooks: make it active again, or put right there what is wrong. Then resolve this with \
            --retry.
            """),
        FaultRow(
            ["6100", "6160", "6230"], .mapping, "QuickBooks does not take this tax code.",
            "Map the letter to a code that is active and has one sales rate: risiti books map LANE --tax LETTER=CODE."),
        FaultRow(
            ["3000"], .mapping, "QuickBooks does not take a custom field.", "Take the field out of the mapping."),
        FaultRow(
            ["5030"], .mapping, "The company's QuickBooks plan does not have what this record uses.",
            "Take classes, locations or currencies out of the mapping, or change the plan."),
    ]

    /// Records that are never taken as they stand.
    private static let refusals: [FaultRow] = [
        FaultRow(
            ["620"], .refused, "QuickBooks cannot link these documents.",
            "See whether the invoice is paid already or belongs to another customer, and link them by hand."),
        FaultRow(
            ["2020"], .refused, "QuickBooks misses something in this record.", "Complete the sale or the mapping."),
        FaultRow(
            ["2030"], .refused, "QuickBooks cannot read an id in this record.", "Choose what it points to anew."),
        FaultRow(
            ["2040"], .refused, "A text of this record has characters that QuickBooks does not take.",
            "Change the name or text."),
        FaultRow(
            ["2050"], .refused, "A text of this record is too long for QuickBooks.", "Shorten the name or text."),
        FaultRow(["2060", "2070"], .refused, "QuickBooks does not take a date of this record.", "Correct the date."),
        FaultRow(
            ["2080", "2090", "2100", "2110"], .refused, "QuickBooks does not take a number of this record.",
            "Correct the amount or quantity, or enter the document by hand."),
        FaultRow(
            ["2140", "2170"], .refused, "QuickBooks does not know a word of this record.", "Correct the mapping."),
        FaultRow(["2210"], .refused, "QuickBooks does not take the e-mail address.", "Correct the address."),
        FaultRow(
            ["6000"], .refused, "QuickBooks refuses this record by a rule of its own.",
            "Read what QuickBooks says, put it right there or here, then try again."),
        FaultRow(
            ["6030"], .refused, "The file is larger than QuickBooks takes.", "Attach the receipt by hand."),
        FaultRow(["6080"], .refused, "This record has no name that QuickBooks takes.", "Give it a name."),
        FaultRow(
            ["6090"], .refused, "QuickBooks does not take the discount.", "Enter the document by hand."),
        FaultRow(
            ["6200"], .refused, "The books are closed for the day of this document.",
            "Reopen the period in QuickBooks, then resolve this with --retry."),
        FaultRow(
            ["6210"], .refused, "The books are closed for the day of this document, behind a password.",
            "Reopen the period in QuickBooks with its password, then resolve this with --retry."),
        FaultRow(
            ["6270"], .refused, "QuickBooks keeps stock of this item only from a later day on.",
            "Map the sale to an item without stock, or change the item's start date."),
    ]

    /// Calls that we should not have made.
    private static let own: [FaultRow] = [
        FaultRow(["500"], .ours, "QuickBooks does not know this call.", report),
        FaultRow(["1040"], .ours, "QuickBooks finds the batch too large.", report),
        FaultRow(["2010"], .ours, "QuickBooks does not know a part of this record.", report),
        FaultRow(["2130"], .ours, "QuickBooks cannot read the request's key.", report),
        FaultRow(["4000", "4001", "4002"], .ours, "QuickBooks cannot read the question.", report),
        FaultRow(["6040"], .ours, "QuickBooks does not take the file's type.", report),
        FaultRow(["6041"], .ours, "QuickBooks does not take the file's name.", report),
        FaultRow(["6050"], .ours, "QuickBooks could not store the file.", report),
        FaultRow(["6070"], .ours, "QuickBooks finds that quantity and price do not make the amount.", report),
        FaultRow(["6170"], .ours, "QuickBooks takes no VAT from a company that keeps none.", report),
    ]

    /// What a person does about our mistakes.
    static let report = "Send a support bundle; this is a mistake of Risiti's."

    /// A code that is in no line.
    static let unknown = FaultRow(
        [], .refused, "QuickBooks refuses this record.",
        "Read what QuickBooks says, put it right there or here, then try again.")

    /// A payment that pays a credit note out.
    static let noRefundPayment = FaultRow(
        ["refund_payment"], .ours, "QuickBooks pays no credit note out by a payment.", report)

    /// A payment that was to be put back on its document, and is gone or void.
    static let paymentGone = FaultRow(
        ["payment_gone"], .reference, "The payment is gone in QuickBooks.",
        "Resolve this with --retry, which posts it once more, or with --discard, which leaves it off.")

    /// A payment that was to be put back on its document, and was changed or pays something else.
    static let paymentUsed = FaultRow(
        ["payment_used"], .refused, "The payment is otherwise in QuickBooks than it was posted.",
        """
        Give it its amount again in QuickBooks and take it off what is not ours, then resolve this with --retry; or put it \
        where it belongs by hand, then --discard.
        """)

    /// A payment that was taken, and is not on its document.
    static let paymentOff = FaultRow(
        ["payment_off"], .refused, "QuickBooks took the payment and left it off its document.",
        "Put it on the document in QuickBooks, then resolve this with --retry.")

    /// An object that is not where it was.
    static let gone = FaultRow(
        ["404"], .reference, "This is gone at QuickBooks.", "See in QuickBooks whether somebody deleted it.")

    /// The line of a code.
    static func row(of code: String) -> FaultRow? { byCode[code] }

    private static let byCode = Dictionary(
        rows.flatMap { row in row.codes.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })
}
