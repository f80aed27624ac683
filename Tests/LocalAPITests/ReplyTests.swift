import Fiscal
import JSON
import LocalAPI
import Testing

@Suite struct ReplyTests {
    @Test func `a sale is answered as the contract shows`() throws {
        let reply = SaleReply(
            id: "01ABC", state: .accepted, temporaryNumber: "T1-000041", sequence: 41,
            acceptedAt: "2026-03-12T10:45:12+03:00", soldAt: nil,
            totals: TotalsReply(
                taxable: "567.93", tax: "62.07", total: "630.00", byTax: ["A": .init(taxable: "180.00", tax: "0.00")]),
            seal: SealReply(hash: "aa", signature: "bb", key: "cc"))
        let bytes = try ReplyCoding.bytes(of: reply)
        let tree = try JSONTree(parsing: bytes)
        #expect(tree["temporary_number"]?.text == "T1-000041")
        #expect(tree["fiscal"] == .null)
        #expect(tree["totals"]?["by_tax"]?["A"]?["taxable"]?.text == "180.00")
        #expect(tree["links"]?["receipt"]?.text == "/v1/sales/01ABC/receipt")
        #expect(try ReplyCoding.read(SaleReply.self, from: bytes) == reply)
    }

    @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
    func `a sale's reply is written as the encoder writes it`(_ isFiscal: Bool, _ isCredit: Bool) throws {
        var reply = SaleReply(
            id: "01ABC", state: isFiscal ? .fiscalised : .refused, temporaryNumber: "T1-000041", sequence: 41,
            acceptedAt: "2026-03-12T10:45:12+03:00", soldAt: isCredit ? "2026-03-12T10:45:10+03:00" : nil,
            totals: TotalsReply(
                taxable: "567.93", tax: "62.07", total: "630.00",
                byTax: [
                    "B": .init(taxable: "387.93", tax: "62.07"), "A": .init(taxable: "180.00", tax: "0.00"),
                ]),
            seal: SealReply(hash: "aa", signature: "bb", key: "cc"), printed: isFiscal ? 2 : nil,
            task: isCredit ? 7 : nil)
        if isFiscal {
            reply.fiscal = FiscalReply(
                FiscalReceipt(
                    scuID: "KRACU0100000001", invoiceNumber: 12, receiptNumber: "12", totalReceiptNumber: "14",
                    internalData: "AB\"C", signature: "SIG/1", signedAt: Timestamp(milliseconds: 1_773_301_512_345),
                    qr: "https://etims.example/x?a=1&b=ä"))
        }
        if isCredit {
            reply.credits = CreditsReply(
                CreditReference(documentID: "01ABB", temporaryNumber: "T1-000040", reason: .damaged))
        }
        let generic: any Encodable = reply
        #expect(try ReplyCoding.bytes(of: reply) == ReplyCoding.bytes(of: generic))
    }

    @Test func `evidence keeps its shape`() throws {
        let evidence = try JSONTree(
            parsing: Array(#"{"answer":{"resultCd":"910"},"attempts":3,"tags":[1.25,null]}"#.utf8))
        let task = TaskReply(
            id: 7, code: "kra.refused", lane: "kra", saleID: nil, reason: "no", evidence: evidence, action: "retry",
            raisedAt: "2026-03-12T10:45:12+03:00", resolvedAt: nil)
        let bytes = try ReplyCoding.bytes(of: task)
        #expect(try ReplyCoding.read(TaskReply.self, from: bytes) == task)
    }

    @Test func `a problem may leave out what RFC 9457 lets it leave out`() throws {
        let problem = try ReplyCoding.read(Problem.self, from: Array(#"{"title":"No","status":404}"#.utf8))
        #expect(problem.errors.isEmpty)
        #expect(problem.code == "unknown")
    }

    @Test func `a named data directory beats the environment's address`() {
        let environment = [
            "RISITI_URL": "http://127.0.0.1:4780/", "RISITI_TOKEN": "rst_secret", "RISITI_DATA_DIR": "/d",
        ]
        #expect(AgentAddress(dataDirectory: "/x", environment: environment).place == "/x/risiti.sock")
        #expect(AgentAddress(dataDirectory: nil, environment: environment).place == "http://127.0.0.1:4780")
        #expect(AgentAddress(dataDirectory: nil, environment: ["RISITI_DATA_DIR": "/d"]).place == "/d/risiti.sock")
        #expect(!"\(AgentAddress(dataDirectory: nil, environment: environment))".contains("secret"))
    }
}
