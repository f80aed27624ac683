import ArgumentParser
import LocalAPI

/// What a person wants otherwise in a map.
struct MapChanges: ParsableArguments {
    /// What is posted one by one.
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case document, hybrid, summary
    }

    /// What lines name.
    enum Items: String, ExpressibleByArgument, CaseIterable {
        case generic, each
    }

    /// Yes or no.
    enum Switch: String, ExpressibleByArgument, CaseIterable {
        case on, off
    }

    @Option(
        help: ArgumentHelp(
            "Where a tax letter goes: an id or exact name; nothing takes it away.", valueName: "B=code"))
    var tax: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where money of a payment method goes: id, code or exact name; and the books' own method.",
            valueName: "cash=account[:method]"))
    var payment: [String] = []

    @Option(help: ArgumentHelp("The income account: id, code or exact name.", valueName: "account"))
    var income: String?

    @Option(
        help:
            "Post each sale (document), named buyers one by one and the rest by day (hybrid), or all by day (summary)."
    )
    var mode: Mode?

    @Option(help: "Lines name one item for each tax letter (generic), or each thing that is sold (each).")
    var items: Items?

    @Option(help: ArgumentHelp("The customer of anonymous sales.", valueName: "name"))
    var walkIn: String?

    @Option(help: ArgumentHelp("Days until what is sold on account is owed.", valueName: "days"))
    var dueDays: Int?

    @Option(help: "Put the receipt's PDF beside its document: on or off.")
    var attach: Switch?

    @Option(
        help: ArgumentHelp(
            "A class, location or tracking option; nothing takes it away.", valueName: "category=value"))
    var track: [String] = []

    /// Whether anything is to be changed.
    var isEmpty: Bool {
        tax.isEmpty && payment.isEmpty && track.isEmpty && income == nil && mode == nil && items == nil && walkIn == nil
            && dueDays == nil && attach == nil
    }

    func validate() throws {
        for text in tax {
            guard let letter = Self.pair(text)?.name, ["A", "B", "C", "D", "E"].contains(letter.uppercased()) else {
                throw ValidationError("--tax \(text): expected LETTER=CODE with a letter of A to E, such as B=5.")
            }
        }
        for text in payment {
            guard let method = Self.pair(text)?.name, Self.methods.contains(method) else {
                throw ValidationError(
                    "--payment \(text): expected METHOD=ACCOUNT with one of \(Self.methods.joined(separator: ", ")).")
            }
        }
        for text in track where (Self.pair(text)?.name ?? "").isEmpty {
            throw ValidationError("--track \(text): expected CATEGORY=VALUE, such as Location=Nairobi.")
        }
        if let dueDays, !(0...365).contains(dueDays) { throw ValidationError("--due-days is 0 to 365.") }
    }

    private static let methods = ["cash", "mobile_money", "card", "cheque", "other"]

    /// The changes in a map.
    ///
    /// - Parameter accounts: ids, codes and names of accounts: where one has a colon in it, the colon parts nothing.
    func applied(to body: BooksMapBody, accounts: Set<String>) -> BooksMapBody {
        var body = body
        for case let (name, code)? in tax.map(Self.pair) {
            body.taxes[name.uppercased()] = code.isEmpty ? nil : BooksMapBody.Tax(code: code)
        }
        for case let (name, target)? in payment.map(Self.pair) {
            body.payments[name] = target.isEmpty ? nil : Self.payment(target, accounts)
        }
        for case let (name, option)? in track.map(Self.pair) {
            body.tracking[name] = option.isEmpty ? nil : option
        }
        if let income { (body.income, body.incomeName) = (income, nil) }
        if let mode { body.mode = mode.rawValue }
        if let items { body.items = items.rawValue }
        if let walkIn { body.walkIn = walkIn }
        if let dueDays { body.dueDays = dueDays }
        if let attach { body.attachesReceipt = attach == .on }
        return body
    }

    /// Whether an account is named that may have a colon in it.
    var namesColon: Bool { payment.contains { $0.contains(":") } }

    private static func payment(_ text: String, _ accounts: Set<String>) -> BooksMapBody.Payment {
        guard !accounts.contains(text), let colon = text.lastIndex(of: ":") else {
            return BooksMapBody.Payment(account: text)
        }
        return BooksMapBody.Payment(
            account: String(text[..<colon]), method: String(text[text.index(after: colon)...]))
    }

    private static func pair(_ text: String) -> (name: String, value: String)? {
        guard let sign = text.firstIndex(of: "=") else { return nil }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }
}
