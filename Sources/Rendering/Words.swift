/// The shop's own words on a slip; those of KRA's layout are in the layout itself.
struct Words {
    let provisionalTitle: String
    let provisionalCreditTitle: String
    let provisionalSentence: String
    let howToObtain: String
    let temporaryNumber: String
    let originalNumber: String
    let beforeDiscount: String
    let discountAwarded: String
    let discount: String
    let subtotal: String
    let tax: String
    let total: String
    let change: String
    let itemCount: String
    let date: String
    let time: String
    let buyerPIN: String
    let buyer: String
    let late: String
    let entered: String
    let printed: String
    let reason: String
    let check: String

    static let english = Words(
        provisionalTitle: "PROVISIONAL RECEIPT", provisionalCreditTitle: "PROVISIONAL CREDIT NOTE",
        provisionalSentence: "provisional – fiscal receipt follows",
        howToObtain: "Keep this slip and ask here for the fiscal receipt with the number above.",
        temporaryNumber: "TEMPORARY NUMBER", originalNumber: "FOR SALE", beforeDiscount: "TOTAL BEFORE DISCOUNT",
        discountAwarded: "TOTAL DISCOUNT AWARDED", discount: "Discount", subtotal: "SUB TOTAL", tax: "VAT",
        total: "TOTAL", change: "CHANGE", itemCount: "ITEMS NUMBER", date: "Date", time: "Time",
        buyerPIN: "BUYER PIN", buyer: "BUYER", late: "LATE ENTRY", entered: "ENTERED", printed: "PRINTED",
        reason: "REASON", check: "This slip can be checked by its code without a network.")

    static let swahili = Words(
        provisionalTitle: "RISITI YA MUDA", provisionalCreditTitle: "HATI YA MKOPO YA MUDA",
        provisionalSentence: "ya muda – risiti ya kodi itafuata",
        howToObtain: "Hifadhi karatasi hii, uombe risiti ya kodi hapa kwa nambari iliyo juu.",
        temporaryNumber: "NAMBARI YA MUDA", originalNumber: "KWA MAUZO", beforeDiscount: "JUMLA KABLA YA PUNGUZO",
        discountAwarded: "JUMLA YA PUNGUZO", discount: "Punguzo", subtotal: "JUMLA BILA VAT", tax: "VAT",
        total: "JUMLA", change: "CHENJI", itemCount: "IDADI YA BIDHAA", date: "Tarehe", time: "Saa",
        buyerPIN: "PIN YA MNUNUZI", buyer: "MNUNUZI", late: "IMEINGIZWA BAADAYE", entered: "IMEINGIZWA",
        printed: "IMECHAPISHWA", reason: "SABABU", check: "Karatasi hii hukaguliwa kwa msimbo wake bila mtandao.")
}

extension Words {
    /// The words of a slip: the shop's language on a provisional one, KRA's English on every other.
    init(for slip: Slip) {
        self = slip.isProvisional && slip.language == .swahili ? .swahili : .english
    }
}
