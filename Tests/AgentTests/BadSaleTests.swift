import Agent
import Fiscal
import Foundation
import LocalAPI
import Outbound
import Testing

/// A sale that cannot be: how it is posted, and what must come back.
struct BadSale: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: [UInt8]
    let status: Int
    /// The fields and rules that the answer names.
    let faults: Set<String>
    /// The problem's code.
    let code: String

    init(_ name: String, _ body: [UInt8], _ status: Int, _ code: String, _ faults: Set<String> = []) {
        (testDescription, self.body, self.status, self.code, self.faults) = (name, body, status, code, faults)
    }

    init(_ name: String, _ body: String, _ faults: Set<String>) {
        self.init(name, Array(body.utf8), 422, "sale.invalid", faults)
    }

    static let all: [BadSale] = [
        BadSale("an unknown tax letter", Bodies.sale(tax: "F"), ["lines[0].tax tax_letter"]),
        BadSale("a negative quantity", Bodies.sale(quantity: "\"-3\""), ["lines[0].quantity positive"]),
        BadSale("a wrong expected total", Bodies.sale(expected: "631.00"), ["expected_total expected_total"]),
        BadSale("a quantity as a number", Bodies.sale(quantity: "3"), ["lines[0].quantity type"]),
        BadSale(
            "three faults at once", Bodies.sale(quantity: "\"-3\"", tax: "F", extra: ", \"colour\": \"red\""),
            ["lines[0].quantity positive", "lines[0].tax tax_letter", "colour unknown_field"]),
        BadSale("a thousand lines", Bodies.lines(1_000), ["lines count"]),
        BadSale("no JSON", Array("{\"till\": ".utf8), 400, "body.not_json"),
        BadSale("invalid UTF-8", [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D], 400, "body.not_json"),
        BadSale("nothing at all", [], 400, "body.not_json"),
        BadSale("three megabytes", [UInt8](repeating: 0x20, count: 3 << 20), 413, "body.too_large"),
    ]
}

@Suite struct BadSaleTests {
    @Test(arguments: BadSale.all)
    func `a bad sale is refused with every fault, nothing is stored, and the agent lives`(_ bad: BadSale) async throws {
        try await Shop.open { (shop) async throws in
            let answer = try await shop.call(
                "POST", "/v1/sales", body: bad.body, headers: [("Idempotency-Key", "k1")])
            #expect(answer.status == bad.status)
            #expect(answer.header("Content-Type") == Problem.mediaType)
            let problem = try ReplyCoding.read(Problem.self, from: answer.body)
            #expect(problem.code == bad.code)
            #expect(Set(problem.errors.map { "\($0.field) \($0.rule)" }) == bad.faults)
            #expect(try await shop.entries() == 0)
            #expect(try await shop.sell(Bodies.sale(), key: "k1").status == 201)
        }
    }

    @Test func `a sale without a key is refused and nothing is stored`() async throws {
        try await Shop.open { (shop) async throws in
            let answer = try await shop.call("POST", "/v1/sales", body: Array(Bodies.sale().utf8))
            #expect(answer.status == 400)
            #expect(try ReplyCoding.read(Problem.self, from: answer.body).code == "key.missing")
            #expect(try await shop.entries() == 0)
        }
    }

    @Test func `the same key answers the same sale, and another body under it is a conflict`() async throws {
        try await Shop.open { (shop) async throws in
            let first = try await shop.sell(Bodies.sale(), key: "k1")
            let again = try await shop.sell(Bodies.sale(), key: "k1")
            let other = try await shop.sell(Bodies.sale(quantity: "\"2\"", expected: "480.00"), key: "k1")
            #expect(first.status == 201)
            #expect(again.status == 200)
            #expect(other.status == 409)
            #expect(first.body == again.body)
            #expect(try ReplyCoding.read(Problem.self, from: other.body).code == "spool.key_conflict")
            #expect(try await shop.entries() == 1)
        }
    }

    @Test func `a sale of 999 lines is taken`() async throws {
        try await Shop.open { (shop) async throws in
            #expect(try await shop.sell(Bodies.lines(999), key: "k1").status == 201)
        }
    }
}
