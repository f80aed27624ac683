/// What Xero's refusals mean.
///
/// Source: accounting-apis §2.3 to §2.5 and §7.14.
/// Xero gives no code to what is wrong with a record, but words that may change: a line with ``Pattern/words`` is found
/// by all of them being there, in any case. The codes of those lines are ours.
enum XeroFaults {
    /// A line that is found by words of a message.
    struct Pattern: Sendable {
        /// All of these stand in the message, in lower case; the first line that fits is taken.
        let words: [String]
        /// What follows.
        let row: FaultRow

        init(_ code: String, _ words: [String], _ kind: BooksFault.Class, _ sentence: String, _ remedy: String) {
            self.words = words
            row = FaultRow([code], kind, sentence, remedy)
        }
    }

    private static let find = "Nothing if it is ours; otherwise rename or renumber one of the two."

    /// Messages beside a record.
    static let patterns: [Pattern] = [
        Pattern(
            "validation.key_used", ["idempotency", "different request"], .duplicate,
            "Xero had this key before, with another request.", "Nothing: the record is looked for."),
        Pattern(
            "validation.key_used", ["idempotency", "already"], .duplicate,
            "Xero had this key before, with another request.", "Nothing: the record is looked for."),
        Pattern(
            "validation.unique", ["must be unique"], .duplicate, "Xero has this number or name already.", find),
        Pattern(
            "validation.unique", ["already assigned"], .duplicate, "Xero has this number or name already.", find),
        Pattern("validation.unique", ["already exists"], .duplicate, "Xero has this number or name already.", find),
        Pattern(
            "validation.lock_date", ["lock date"], .refused, "The books are locked for the day of this document.",
            "Move the lock date in Xero, then resolve this with --retry."),
        Pattern(
            "validation.tax", ["tax type"], .mapping, "Xero does not take this tax rate with this account.",
            "Map the letter to a rate that may be used for sales: risiti books map LANE --tax LETTER=CODE."),
        Pattern(
            "validation.tax", ["taxtype"], .mapping, "Xero does not take this tax rate.",
            "Map the letter to a rate that exists and may be used for sales: risiti books map LANE --tax LETTER=CODE."),
        Pattern(
            "validation.tracking", ["tracking"], .mapping, "Xero does not take this tracking category or option.",
            "Map one that there is, and is active: risiti books map LANE --track CATEGORY=OPTION."),
        Pattern(
            "validation.payment_account", ["account", "type bank"], .mapping,
            "Xero takes no payments to this account.",
            """
            Map the payment method to a bank account: risiti books map LANE --payment METHOD=ACCOUNT; or allow payments to \
            the account in Xero, then resolve this with --retry.
            """),
        Pattern(
            "validation.payment_account", ["account", "payments enabled"], .mapping,
            "Xero takes no payments to this account.",
            """
            Map the payment method to a bank account: risiti books map LANE --payment METHOD=ACCOUNT; or allow payments to \
            the account in Xero, then resolve this with --retry.
            """),
        Pattern(
            "validation.account", ["account", "not a valid"], .mapping, "Xero does not take this account.",
            "Map it to an account that is active and fits: risiti books map LANE --income ACCOUNT."),
        Pattern(
            "validation.account", ["account code"], .mapping, "Xero does not take this account.",
            "Map it to an account that is active and fits: risiti books map LANE --income ACCOUNT."),
        Pattern(
            "validation.item", ["item code", "not valid"], .reference, "Xero does not know this item.",
            "See the item in Xero, put it right there, then resolve this with --retry."),
        Pattern(
            "validation.contact_name", ["contact name", "must be specified"], .refused, "The customer has no name.",
            "Give the customer a name."),
        Pattern(
            "validation.contact", ["contact", "archived"], .reference, "The customer is archived in Xero.",
            "Make the contact active again in Xero (restore it from the archive), then resolve this with --retry."),
        Pattern(
            "validation.gone", ["could not be found"], .reference,
            "This record points to something that Xero does not know.",
            """
            See what there is: risiti books accounts LANE --fresh; map it with risiti books map LANE, then resolve this \
            with --retry.
            """),
        Pattern(
            "validation.currency", ["currency"], .mapping, "Xero does not take this currency.",
            "Leave the currency out of the mapping, or add it in Xero."),
        Pattern(
            "validation.subscription", ["subscription"], .company, "Xero takes nothing more for this organisation.",
            "Renew the subscription in Xero, then resolve this with --retry, which sets the lane going."),
        Pattern(
            "validation.exceeds", ["exceeds the amount"], .refused, "The payment is more than is due.",
            "See whether it is paid already, then enter the rest by hand."),
        Pattern(
            "validation.exceeds", ["more than the"], .refused, "The amount is more than is due or left.",
            "See whether it is paid or used already, then enter the rest by hand."),
        Pattern(
            "validation.status", ["not of valid status"], .refused, "The document is paid, void or deleted in Xero.",
            "See in Xero what became of it."),
        Pattern(
            "validation.status", ["status", "cannot be changed"], .refused,
            "The document is paid, void or deleted in Xero.", "See in Xero what became of it."),
        Pattern(
            "validation.status", ["must be authorised"], .refused, "The document is paid, void or deleted in Xero.",
            "See in Xero what became of it."),
        Pattern(
            "validation.too_long", ["must not exceed"], .refused, "A text of this record is too long for Xero.",
            "Shorten the name or text."),
    ]

    /// What a call as a whole is refused with: `ErrorNumber`, status and the words of a 401.
    static let rows: [FaultRow] = [
        FaultRow(
            ["401", "TokenExpired"], .expired, "Xero no longer takes the access token.",
            "Nothing: it is refreshed by itself."),
        FaultRow(
            ["AuthorizationUnsuccessful"], .reconnect, "Risiti lacks a right at Xero.",
            "Connect the company again and agree to all that is asked."),
        FaultRow(
            ["403", "AuthenticationUnsuccessful"], .reconnect, "Xero does not let Risiti into this organisation.",
            "Connect the company again."),
        FaultRow(
            ["404"], .reference, "This is gone at Xero.", "See in Xero whether somebody deleted it."),
        FaultRow(
            ["412"], .later, "The organisation is offline at Xero.", "Nothing: it is tried again.",
            wait: .seconds(900)),
        FaultRow(
            ["429", "minute"], .throttled, "Xero asks to wait: too many calls.", "Nothing: it goes on by itself.",
            wait: .seconds(60)),
        FaultRow(
            ["concurrent"], .throttled, "Xero asks to wait: too many calls at the same time.",
            "Nothing: it goes on by itself.", wait: .seconds(5)),
        FaultRow(
            ["day"], .throttled, "Xero takes no more calls for this organisation today.",
            "Nothing: it goes on by itself. Post summaries instead of single sales if this comes often.",
            wait: .seconds(4 * 3_600)),
        FaultRow(["14"], .ours, "Xero cannot read a header of the call.", report),
        FaultRow(["16"], .ours, "Xero cannot read the question.", report),
        FaultRow(["17"], .ours, "Xero cannot read the record.", report),
        FaultRow(
            ["10"], .refused, "Xero refuses this record.",
            "Read what Xero says, put it right there or here, then try again."),
    ]

    /// What a person does about our mistakes.
    static let report = "Send a support bundle; this is a mistake of Risiti's."

    /// A document that Xero does not have.
    static let noSuchKind = FaultRow(["document_kind"], .ours, "Xero has no sales receipts and refunds.", report)

    /// A refusal that is in no line.
    static let unreadable = FaultRow([], .ours, "Xero does not take this call.", report)

    /// A record that was in no call, or of which the answer says nothing.
    static let unsaid = FaultRow(
        ["unsaid"], .unclear, "Xero's answer says nothing of this record.",
        "Nothing: the record is looked for before anything is sent again.")

    /// The line of a code.
    static func row(of code: String) -> FaultRow? { byCode[code] }

    private static let byCode = Dictionary(
        rows.flatMap { row in row.codes.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })
}
