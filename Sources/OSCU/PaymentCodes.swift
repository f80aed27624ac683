public import Fiscal

/// KRA's codes of the payment methods (code class 07); a synced list replaces them by name (DISAGREE 4).
public struct PaymentCodes: Sendable, Hashable, Codable {
    private let codes: [String: String]
    /// The code of cash and credit together.
    public let cashAndCredit: String

    /// Makes a table; a method that is not named has the code of ``PaymentMethod/other``, itself `07` if unnamed.
    public init(_ codes: [PaymentMethod: String], cashAndCredit: String) {
        self.codes = Dictionary(uniqueKeysWithValues: codes.map { ($0.key.rawValue, $0.value) })
        self.cashAndCredit = cashAndCredit
    }

    /// The codes of KRA's specification.
    public static let published = PaymentCodes(
        [.cash: "01", .credit: "02", .cheque: "04", .card: "05", .mobileMoney: "06", .other: "07"], cashAndCredit: "03")

    /// The codes of a synced class 07, by their names; what it does not name keeps its published code, unless the list
    /// gave that code to another method: then it is the list's "other".
    public init(synced list: CodeClass) {
        var named: [PaymentMethod: String] = [:]
        var both: String?
        for entry in list.codes where entry.isUsed {
            switch Self.meaning(of: entry.name) {
            case .method(let method): named[method] = named[method] ?? entry.code
            case .cashAndCredit: both = both ?? entry.code
            case nil: break
            }
        }
        let taken = Set(named.values)
        for method in PaymentMethod.allCases where named[method] == nil {
            let published = Self.published.code(of: method)
            named[method] = taken.contains(published) ? named[.other] ?? published : published
        }
        self.init(named, cashAndCredit: both ?? Self.published.cashAndCredit)
    }

    /// The code of one method.
    public func code(of method: PaymentMethod) -> String {
        codes[method.rawValue] ?? codes[PaymentMethod.other.rawValue] ?? "07"
    }

    /// The code for all payments of a sale: the largest decides; cash and credit together have their own.
    public func code(for payments: [Payment]) -> String {
        var sums: [(method: PaymentMethod, sum: Money)] = []
        for payment in payments {
            if let place = sums.firstIndex(where: { $0.method == payment.method }) {
                sums[place].sum = sums[place].sum + payment.amount
            } else {
                sums.append((payment.method, payment.amount))
            }
        }
        if Set(sums.map(\.method)) == [.cash, .credit] { return cashAndCredit }
        guard var largest = sums.first else { return code(of: .cash) }
        for other in sums.dropFirst() where other.sum > largest.sum { largest = other }
        return code(of: largest.method)
    }

    private enum Meaning {
        case method(PaymentMethod)
        case cashAndCredit
    }

    private static func meaning(of name: String) -> Meaning? {
        let name = name.lowercased()
        if name.contains("mobile") { return .method(.mobileMoney) }
        if name.contains("card") { return .method(.card) }
        if name.contains("cheque") || name.contains("check") { return .method(.cheque) }
        if name.contains("cash") { return name.contains("credit") ? .cashAndCredit : .method(.cash) }
        if name.contains("credit") { return .method(.credit) }
        return name.contains("other") ? .method(.other) : nil
    }
}
