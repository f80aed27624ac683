import Fiscal
import JSON
import Outbound
import Testing

@testable import Accounting

/// The basket of the worked examples (accounting-apis §7), and answers to give back.
enum Sample {
    static let realm = Company(provider: .quickBooks, key: "9130350000000001")
    static let tenant = Company(provider: .xero, key: "5c2b1f0e-0000-4000-8000-00000000a001")
    static let quickBooks = QuickBooksDialect(company: realm)
    static let xero = XeroDialect(company: tenant)
    static let key = "3f249cac4e397e5c344281efcc0776d31492f344"
    static let marker = "risiti:3f249cac4e39"

    /// What a provider calls the things of the basket.
    struct Names {
        var customer = "58"
        var items: [String?] = ["21", "22", "23"]
        var account: String?
        var standard = "5"
        var standardRate: String? = "11"
        var exempt = "7"
        var exemptRate: String? = "13"
        static let quickBooks = Names()
        static let xero = Names(
            customer: "5c2b1f0e-0000-4000-8000-00000000b001", items: [nil, nil, nil], account: "200",
            standard: "TAX001", standardRate: nil, exempt: "TAX002", exemptRate: nil)
    }

    static func money(_ text: String) throws -> Money { try #require(Money(text)) }
    static func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

    static func line(
        _ text: String, _ quantity: String, net: String, tax: String, item: String?, account: String?, code: String
    ) throws -> BooksLine {
        BooksLine(
            text: text, quantity: try #require(Quantity(quantity)), net: try money(net), tax: try money(tax),
            item: item, account: account, taxCode: code)
    }

    /// The basket: 781.97, of which 73.38 is VAT.
    static func basket(
        _ kind: BooksDocument.Kind = .invoice, _ names: Names, number: String = "INV-2026-000417",
        memo: String? = "Fiscal receipt KRACU0000000417/9", marker: String = marker
    ) throws -> BooksDocument {
        BooksDocument(
            kind: kind, number: number, day: try day("2026-11-20"), dueDay: try day("2026-12-20"),
            customer: names.customer,
            lines: [
                try line(
                    "Soap bar", "2", net: "200.00", tax: "32.00", item: names.items[0], account: names.account,
                    code: names.standard),
                try line(
                    "Lamp", "3", net: "258.59", tax: "41.38", item: names.items[1], account: names.account,
                    code: names.standard),
                try line(
                    "School book", "1", net: "250.00", tax: "0.00", item: names.items[2], account: names.account,
                    code: names.exempt),
            ],
            taxes: [
                BooksTax(
                    taxCode: names.standard, rateID: names.standardRate, rate: TaxRate(hundredths: 1_600),
                    net: try money("458.59"), tax: try money("73.38")),
                BooksTax(
                    taxCode: names.exempt, rateID: names.exemptRate, rate: .zero, net: try money("250.00"),
                    tax: .zero),
            ],
            total: try money("781.97"), tax: try money("73.38"), memo: memo, marker: marker, currency: "KES")
    }

    /// Soap bars under one tax code: 116.00 each, of which 16.00 is VAT.
    static func soap(
        _ kind: BooksDocument.Kind, _ count: Int64, _ names: Names, number: String, day: String = "2026-11-20",
        text: String = "Soap bar", memo: String? = nil, marker: String, money: BooksMoney? = nil
    ) throws -> BooksDocument {
        let (net, tax) = (Money(minor: 10_000 * count), Money(minor: 1_600 * count))
        let line = BooksLine(
            text: text, quantity: Quantity(thousandths: 1_000 * count), net: net, tax: tax, item: names.items[0],
            account: names.account, taxCode: names.standard)
        return BooksDocument(
            kind: kind, number: number, day: try Self.day(day), dueDay: try Self.day(day), customer: names.customer,
            lines: [line],
            taxes: [
                BooksTax(
                    taxCode: names.standard, rateID: names.standardRate, rate: TaxRate(hundredths: 1_600), net: net,
                    tax: tax)
            ], total: net + tax, tax: tax, memo: memo, marker: marker, money: money)
    }

    static func keyed(_ record: BooksRecord, _ key: String = key) -> KeyedRecord { KeyedRecord(record, key: key) }

    // MARK: - Answers

    static func answer(_ status: Int, _ body: String, _ headers: [(String, String)] = []) -> BooksAnswer {
        .response(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    static func json(_ body: String, status: Int = 200) -> BooksAnswer {
        answer(status, body, [("Content-Type", "application/json;charset=UTF-8")])
    }

    static let portal = answer(
        200, "<!DOCTYPE html><html><body>Log in to the shop's network</body></html>", [("Content-Type", "text/html")])

    // MARK: - Comparing JSON

    /// The same JSON whatever the order of members and however numbers are written: 32.0 is 32.00.
    static func normal(_ tree: JSONTree) -> JSONTree {
        switch tree {
        case .object(let members):
            .object(members.map { ($0.0, normal($0.1)) }.sorted { $0.0 < $1.0 })
        case .array(let items): .array(items.map(normal))
        case .number(let text):
            .number(ScaledDecimal.parse(text, scale: 8).map { ScaledDecimal.shortText($0, scale: 8) } ?? text)
        default: tree
        }
    }

    static func normal(_ text: String) throws -> JSONTree { normal(try JSONTree(parsing: Array(text.utf8))) }
    static func body(_ call: BooksCall) throws -> JSONTree { normal(try JSONTree(parsing: try #require(call.body))) }

    /// A path's query, decoded.
    static func query(_ call: BooksCall) -> [String: String] {
        let text = call.path.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        return Dictionary(
            text.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map { decoded($0) }
                return (parts[0], parts.count > 1 ? parts[1] : "")
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
