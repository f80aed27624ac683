import Fiscal
import Outbound
import Testing

@testable import Accounting

/// The table of errors (accounting-apis §1.5), and the shapes in which errors come (§7.5).
@Suite struct QuickBooksFaultTests {
    /// The reference's table, typed once more: code and what follows.
    static let table: [(codes: [String], kind: BooksFault.Class)] = [
        (["100", "110", "120", "3200", "3202"], .expired), (["3100", "130"], .reconnect),
        (["140", "150"], .later), (["500"], .ours), (["600", "630", "6140", "6240"], .duplicate),
        (["610", "2500", "6250"], .reference), (["620"], .refused), (["1040"], .ours), (["2010"], .ours),
        (
            [
                "2020", "2030", "2040", "2050", "2060", "2070", "2080", "2090", "2100", "2110", "2140", "2170", "2210",
            ], .refused
        ),
        (["2130"], .ours), (["2600", "5010"], .stale), (["3000"], .mapping), (["3001"], .throttled),
        (["4000", "4001", "4002"], .ours), (["5020", "6190"], .company), (["5030"], .mapping),
        (["6000", "6030", "6080", "6090", "6200", "6210", "6270"], .refused),
        (["6040", "6041", "6050", "6070", "6170"], .ours), (["6100", "6160", "6230"], .mapping),
        (["6002", "10000"], .unclear),
    ]

    static let cases = table.flatMap { row in row.codes.map { ($0, row.kind) } }

    private func fault(_ answer: BooksAnswer) throws -> BooksFault {
        let record = Sample.keyed(.document(try Sample.basket(.invoice, .quickBooks)))
        let outcome = try #require(Sample.quickBooks.outcomes(of: answer, making: [record]).first)
        guard case .fault(let fault) = outcome else {
            Issue.record("\(outcome)")
            return QuickBooksFaults.unknown.fault(code: "none")
        }
        return fault
    }

    private static func envelope(_ code: String, _ type: String = "ValidationFault") -> String {
        """
        {"Fault":{"Error":[{"Message":"Words","Detail":"More words","code":"\(code)","element":""}],"type":"\(type)"},
         "time":"2026-11-20T01:16:02.000-08:00"}
        """
    }

    @Test(arguments: cases)
    func `every code of the table has its class, a sentence and a remedy`(
        _ code: String, _ kind: BooksFault.Class
    ) throws {
        for status in [400, 200] {
            let fault = try fault(Sample.json(Self.envelope(code), status: status))
            #expect(fault.kind == kind, "\(code) with status \(status)")
            #expect(fault.code == code)
            #expect(fault.sentence.hasSuffix(".") && fault.remedy.hasSuffix("."))
            #expect(fault.text.hasPrefix("Words"))
        }
    }

    @Test func `the table has no code twice and none that the reference has not`() {
        let codes = QuickBooksFaults.rows.flatMap(\.codes)
        #expect(Set(codes).count == codes.count)
        #expect(Set(codes) == Set(Self.cases.map(\.0)))
    }

    @Test func `an unknown code is refused with the provider's words`() throws {
        let fault = try fault(Sample.json(Self.envelope("7777"), status: 400))
        #expect(fault.kind == .refused && fault.code == "7777" && fault.text == "Words: More words")
    }

    @Test func `a code may be a number, and the first that is known counts`() throws {
        let answer = Sample.json(
            #"{"Fault":{"Error":[{"Message":"a","code":1},{"Message":"b","code":6240}],"type":"ValidationFault"}}"#,
            status: 400)
        let fault = try fault(answer)
        #expect(fault.kind == .duplicate && fault.code == "6240" && fault.text == "b")
    }

    @Test func `the gateway's envelope is in small letters, and its token is never kept`() throws {
        let answer = Sample.json(
            """
            {"warnings":null,"fault":{"error":[{"message":"message=AuthenticationFailed; errorCode=003200; statusCode=401",
             "detail":"Token expired: eyJhbGciOi.SECRET.token","code":"3200","element":null}],"type":"AUTHENTICATION"},
             "time":1795166100123}
            """, status: 401)
        let fault = try fault(answer)
        #expect(fault.kind == .expired && fault.code == "3200")
        #expect(!"\(fault.text) \(fault)".contains("SECRET"))
    }

    @Test(arguments: ["eyJhbGciOi.SECRET.x", "Bearer SECRETSECRET", String(repeating: "SECRET", count: 12)])
    func `a token in any words is hidden`(_ token: String) throws {
        let answer = Sample.json(
            #"{"Fault":{"Error":[{"Message":"Words","Detail":"got \#(token) here","code":"6000"}]}}"#, status: 400)
        #expect(try !fault(answer).text.contains("SECRET"))
    }

    @Test func `words are cut to five hundred characters`() throws {
        let detail = String(repeating: "word ", count: 400)
        let answer = Sample.json(
            #"{"Fault":{"Error":[{"Message":"Words","Detail":"\#(detail)","code":"6000"}]}}"#, status: 400)
        #expect(try fault(answer).text.count == 500)
    }

    private static let throttle = """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <IntuitResponse time="2026-11-20T01:18:00.000-08:00" xmlns="http://schema.intuit.com/finance/v3">
         <Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>
         <Detail>too many requests</Detail></Error></Fault></IntuitResponse>
        """

    @Test func `a throttle in XML waits a minute, or as long as it says`() throws {
        let xml = [("Content-Type", "application/xml")]
        let first = try fault(Sample.answer(429, Self.throttle, xml))
        #expect(first.kind == .throttled && first.code == "3001" && first.after == .seconds(60))
        let second = try fault(Sample.answer(429, Self.throttle, xml + [("retry-after", "7")]))
        #expect(second.after == .seconds(7))
        #expect(try fault(Sample.answer(429, "")).after == .seconds(60))
        #expect(try fault(Sample.answer(403, Self.throttle, xml)).kind == .throttled)
    }

    @Test func `a gateway's timeout in XML may have been done`() throws {
        let xml = Self.throttle.replacing("3001", with: "6002")
        let fault = try fault(Sample.answer(504, xml, [("Content-Type", "application/xml")]))
        #expect(fault.kind == .unclear && fault.code == "6002")
    }

    @Test(arguments: [301, 302, 408, 500, 502, 503, 504])
    func `a status that leaves it open is unclear for a write and later for a read`(_ status: Int) throws {
        let answer = Sample.answer(status, "<html>Bad gateway</html>", [("Content-Type", "text/html")])
        #expect(try fault(answer).kind == .unclear)
        #expect(throws: (any Error).self) { try Sample.quickBooks.reply(to: .accounts, answer) }
        do throws(BooksFault) {
            _ = try Sample.quickBooks.reply(to: .accounts, answer)
        } catch {
            #expect(error.kind == .later)
        }
    }

    @Test(arguments: [200, 201])
    func `a portal's page is unclear for a write`(_ status: Int) throws {
        for body in ["<html>Log in</html>", "", "{\"Invoice\":", "[]", "{}", #"{"Invoice":{}}"#] {
            #expect(try fault(Sample.answer(status, body)).kind == .unclear, "\(body)")
        }
    }

    @Test(arguments: [400, 401, 403, 404, 418])
    func `a page that refuses comes from the line, and nothing was done`(_ status: Int) throws {
        let answer = Sample.answer(status, "<html>Blocked</html>", [("Content-Type", "text/html")])
        #expect(try fault(answer).kind == .later)
    }

    @Test(arguments: [
        (OutboundFailure.Reason.nameNotResolved, "offline"), (.notConnected, "offline"), (.connectTimeout, "offline"),
        (.proxy, "offline"), (.secureConnection, "tls"), (.setting, "not_sent"),
    ])
    func `what was not sent was not done`(_ reason: OutboundFailure.Reason, _ code: String) throws {
        let fault = try fault(.failed(.notSent(reason, "words")))
        #expect(fault.kind == .later && fault.code == "\(code).\(reason.rawValue)")
    }

    @Test(arguments: [OutboundFailure.Reason.timeout, .reset, .incomplete, .cancelled])
    func `what was sent and lost may have been done`(_ reason: OutboundFailure.Reason) throws {
        #expect(try fault(.failed(.unclear(reason, "words"))).kind == .unclear)
    }

    @Test func `statuses without words have their meaning too`() throws {
        #expect(try fault(Sample.answer(401, "")).kind == .expired)
        #expect(try fault(Sample.answer(404, "")).kind == .reference)
        #expect(try fault(Sample.answer(413, "")).kind == .refused)
        #expect(try fault(Sample.answer(415, "")).kind == .ours)
        #expect(try fault(Sample.json(Self.envelope("3100", "AUTHORIZATION"), status: 403)).kind == .reconnect)
        #expect(try fault(Sample.json(Self.envelope("9999", "AuthorizationFault"), status: 403)).kind == .reconnect)
    }
}
