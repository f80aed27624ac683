import Accounting

extension BooksCustomer {
    /// The name with our number of it behind, which nobody else bears.
    var fullName: String { name.hasSuffix("(\(number))") ? name : "\(name) (\(number))" }

    /// What a buyer's number ends with where the one without it was put away.
    static let second = "-2"
    var isSecond: Bool { number.hasSuffix(Self.second) }
}

extension BooksItem {
    /// The name with our code of it behind, which nothing else bears.
    var fullName: String { name.hasSuffix("(\(code))") ? name : "\(name) (\(code))" }
}
