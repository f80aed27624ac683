public import Fiscal
public import JSON

/// The body of `POST /v1/sales/{id}/credit-notes`.
public struct CreditNoteRequest: Sendable, Hashable {
    /// What to take back; nil takes back all that is left.
    public var lines: [CreditRequest]?
    /// Why.
    public var reason: CreditReason
    /// The till that takes it back; nil means the original's.
    public var till: String?
    /// Who takes it back; nil means the original's cashier.
    public var cashier: String?
    /// The till's own time, where it gave one.
    public var soldAt: Timestamp?

    /// Makes a request.
    public init(
        lines: [CreditRequest]? = nil, reason: CreditReason, till: String? = nil, cashier: String? = nil,
        soldAt: Timestamp? = nil
    ) {
        self.lines = lines
        self.reason = reason
        self.till = till
        self.cashier = cashier
        self.soldAt = soldAt
    }

    /// Reads a request.
    ///
    /// - Throws: `SaleFaults` with every fault of its shape.
    public static func read(_ tree: JSONTree) throws(SaleFaults) -> CreditNoteRequest {
        var reader = RequestReader()
        let request = reader.creditNote(tree)
        guard let request, reader.faults.isEmpty else { throw SaleFaults(reader.faults) }
        return request
    }

    /// The request as JSON.
    public var tree: JSONTree {
        var members: [(String, JSONTree)] = []
        if let lines {
            let trees = lines.map { line in
                JSONTree.object([("line", .number("\(line.line)")), ("quantity", .string("\(line.quantity)"))])
            }
            members.append(("lines", .array(trees)))
        }
        members.append(("reason", .string(reason.rawValue)))
        if let till { members.append(("till", .string(till))) }
        if let cashier { members.append(("cashier", .string(cashier))) }
        if let soldAt { members.append(("sold_at", .string(KenyaTime(soldAt).rfc3339))) }
        return .object(members)
    }
}

extension RequestReader {
    fileprivate mutating func creditNote(_ tree: JSONTree) -> CreditNoteRequest? {
        guard let members = object(tree, "", knows: ["lines", "reason", "till", "cashier", "sold_at"]) else {
            if case .null = tree { fault("body", "type", found: "null", expected: "a credit note") }
            return nil
        }
        var lines: [CreditRequest]?
        if let trees = list(members["lines"], "lines", of: "{line, quantity}") {
            lines = trees.enumerated().compactMap { index, tree in creditLine(tree, "lines[\(index)]") }
        }
        let soldAt = text(members["sold_at"], "sold_at").flatMap { text in
            let time = Timestamp(rfc3339: text)
            if time == nil {
                fault("sold_at", "time", found: text, expected: "RFC 3339, such as 2026-03-12T10:45:12+03:00")
            }
            return time
        }
        let till = text(members["till"], "till")
        let cashier = text(members["cashier"], "cashier")
        guard let reason = reason(members["reason"]) else { return nil }
        return CreditNoteRequest(lines: lines, reason: reason, till: till, cashier: cashier, soldAt: soldAt)
    }

    private mutating func creditLine(_ tree: JSONTree, _ path: String) -> CreditRequest? {
        guard let members = object(tree, path, knows: ["line", "quantity"]) else {
            if case .null = tree { fault(path, "type", found: "null", expected: "{line, quantity}") }
            return nil
        }
        let before = faults.count
        let line = whole(members["line"], path + ".line", expected: "the original's line, a whole number from 1")
        let text = decimal(members["quantity"], path + ".quantity", example: "3")
        let quantity = text.flatMap { Quantity($0) }
        if let text, quantity == nil {
            fault(path + ".quantity", "decimal", found: text, expected: "a decimal with at most three places")
        }
        guard let line, let quantity else {
            if faults.count == before {
                fault(path, "required", found: "nothing", expected: "both line and quantity")
            }
            return nil
        }
        return CreditRequest(line: line, quantity: quantity)
    }

    private mutating func reason(_ tree: JSONTree?) -> CreditReason? {
        let known = CreditReason.allCases.map(\.rawValue).joined(separator: ", ")
        let before = faults.count
        let text = text(tree, "reason", expected: "one of \(known)")
        guard let reason = text.flatMap(CreditReason.init(rawValue:)) else {
            if faults.count == before {
                fault(
                    "reason", text == nil ? "required" : "known", found: text ?? "nothing",
                    expected: "one of \(known)")
            }
            return nil
        }
        return reason
    }
}
