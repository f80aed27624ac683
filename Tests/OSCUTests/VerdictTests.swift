import Foundation
import HTTPTestSupport
import OSCU
import Outbound
import Testing

/// What answers mean, asked of a real client and a real server.
struct VerdictTests {
    private static func reply(
        to call: OSCUCall, status: Int = 200, headers: [String] = [], _ body: String
    ) async throws -> OSCUReply {
        let server = try TinyHTTPServer { _ in .answer(status, body, headers: headers) }
        let client = OSCUClient(
            address: OSCUAddress(route: .direct, base: server.url, token: nil), device: Shop.device, http: HTTPClient())
        let request = OSCURequest(call: call, body: Array(#"{"tin":"P052345678K","bhfId":"00","invcNo":1}"#.utf8))
        return await client.send(request, credentials: Shop.credentials)
    }

    private static func kra(_ code: String, _ text: String = "said", data: String = "null") -> String {
        #"{"resultCd":"\#(code)","resultMsg":"\#(text)","resultDt":"20260312131807","data":\#(data)}"#
    }

    private static func rejection(_ text: String) -> String {
        #"{"responseHeader":{"responseCode":400,"responseRefID":"r1","customerMessage":"Error","debugMessage":""#
            + text + #""},"responseBody":null}"#
    }

    // MARK: - Envelopes (§1.4)

    static let signed = Sample.signed
    static let wrapped =
        #"{"responseHeader":{"responseCode":200,"responseRefID":"r1","customerMessage":"ok","debugMessage":"ok"},"#
        + #""responseBody":"# + Sample.signed + "}"

    @Test(arguments: [signed, wrapped, "\u{FEFF}" + signed])
    func `a signed sale is accepted in either envelope`(_ body: String) async throws {
        let reply = try await Self.reply(to: .sale, body)
        #expect(reply.verdict == .accepted)
        #expect(reply.code == "000")
        #expect(reply.text == "Successful")
        #expect(reply.answeredAt == Shop.time("20260312131807"))
        #expect(reply.data?["curRcptNo"] == .text("1"))
        #expect(reply.httpStatus == 200)
        #expect(reply.referenceID == (body == Self.wrapped ? "r1" : nil))
    }

    @Test(arguments: [200, 400])
    func `a validator's rejection counts whatever the status`(_ status: Int) async throws {
        let reply = try await Self.reply(to: .sale, status: status, Self.rejection("Invalid dcAmt for item"))
        #expect(reply.verdict == .refused)
        #expect(reply.text == "Invalid dcAmt for item")
        #expect(reply.code == "400")
        #expect(reply.referenceID == "r1")
    }

    @Test func `an empty list may come as HTTP 400`() async throws {
        let body = #"{"responseHeader":{"responseCode":200},"responseBody":"# + Self.kra("001") + "}"
        #expect(try await Self.reply(to: .invoiceDetails, status: 400, body).verdict == .empty)
    }

    @Test(arguments: [
        (401, OSCUVerdict.deviceProblem), (403, .deviceProblem), (404, .configuration), (504, .unclear(limit: nil)),
        (503, .again(after: nil, limit: nil)),
    ])
    func `the gateway's own code decides where KRA says nothing`(_ code: Int, _ verdict: OSCUVerdict) async throws {
        let body =
            #"{"header":{"responseMessage":"said","responseCode":\#(code),"requestRefId":"f8a2"},"body":{}}"#
        let reply = try await Self.reply(to: .sale, body)
        #expect(reply.verdict == verdict)
        #expect(reply.referenceID == "f8a2")
        let wrapped = #"{"responseHeader":{"responseCode":"\#(code)"},"responseBody":null}"#
        #expect(try await Self.reply(to: .sale, wrapped).verdict == verdict)
    }

    @Test(arguments: [
        ("keymanagement.service.invalid_access_token", 401, OSCUVerdict.deviceProblem),
        ("policies.ratelimit.QuotaViolation", 429, .again(after: nil, limit: nil)),
        ("policies.ratelimit.SpikeArrestViolation", 500, .again(after: nil, limit: nil)),
        ("messaging.adaptors.http.flow.GatewayTimeout", 504, .unclear(limit: nil)),
    ])
    func `an Apigee fault is read`(_ name: String, _ status: Int, _ verdict: OSCUVerdict) async throws {
        let body = #"{"fault":{"faultstring":"x","detail":{"errorcode":"\#(name)"}}}"#
        #expect(try await Self.reply(to: .sale, status: status, body).verdict == verdict)
    }

    @Test(arguments: [
        "", "<html>Welcome to the guest network</html>", "{", "[]", "{}", #"{"tin":"P052345678K"}"#,
        #"{"responseHeader":{"responseCode":200},"responseBody":null}"#, "{\"resultCd\":\"000\"", "null",
    ])
    func `HTTP 200 without a result code is never success`(_ body: String) async throws {
        #expect(try await Self.reply(to: .sale, body).verdict == .unclear(limit: nil))
        #expect(try await Self.reply(to: .notices, body).verdict == .again(after: nil, limit: nil))
    }

    // MARK: - Codes (§4.1)

    static let codes: [(String, OSCUVerdict)] = [
        ("001", .empty), ("995", .empty), ("891", .refused), ("892", .refused), ("893", .refused),
        ("894", .unclear(limit: nil)), ("895", .refused), ("896", .unclear(limit: nil)), ("899", .unclear(limit: nil)),
        ("900", .deviceProblem), ("901", .deviceProblem), ("902", .deviceProblem), ("903", .deviceProblem),
        ("905", .deviceProblem), ("910", .refused), ("911", .refused), ("912", .refused), ("913", .refused),
        ("921", .unclear(limit: 0)), ("922", .missingFirst), ("990", .again(after: .seconds(900), limit: nil)),
        ("991", .unclear(limit: 5)), ("992", .unclear(limit: 5)), ("993", .again(after: nil, limit: 5)),
        ("994", .alreadyAccepted), ("999", .unclear(limit: 5)), ("E04", .deviceProblem),
        ("E11", .again(after: nil, limit: nil)), ("E31", .refused), ("777", .again(after: nil, limit: 2)),
        ("000", .accepted), ("0", .accepted), ("00", .accepted), ("0000", .accepted), (" 000 ", .accepted),
    ]

    @Test(arguments: codes)
    func `each result code has its class for a write, on both envelopes`(
        _ code: String, _ verdict: OSCUVerdict
    ) async throws {
        #expect(try await Self.reply(to: .saveItem, Self.kra(code)).verdict == verdict)
        let wrapped = #"{"responseHeader":{"responseCode":200},"responseBody":"# + Self.kra(code) + "}"
        #expect(try await Self.reply(to: .saveItem, status: 400, wrapped).verdict == verdict)
    }

    @Test(arguments: ["894", "896", "899", "921", "991", "992", "999"])
    func `a look-up is never unclear`(_ code: String) async throws {
        guard case .again = try await Self.reply(to: .codeList, Self.kra(code)).verdict else {
            Issue.record("\(code) on a look-up")
            return
        }
    }

    @Test func `a code may be a number`() async throws {
        #expect(try await Self.reply(to: .saveItem, #"{"RESULTCD":901}"#).verdict == .deviceProblem)
    }

    @Test(arguments: ["null", "{}", #"{"curRcptNo":"1"}"#])
    func `success without a receipt is unclear on a sale`(_ data: String) async throws {
        #expect(try await Self.reply(to: .sale, Self.kra("000", data: data)).verdict == .unclear(limit: nil))
    }

    @Test func `a sale that finds nothing is unclear`() async throws {
        #expect(try await Self.reply(to: .sale, Self.kra("001")).verdict == .unclear(limit: nil))
    }

    @Test(arguments: [
        ("null", OSCUVerdict.again(after: nil, limit: nil)), (#"{"salesList":[]}"#, .empty),
        (#"{"salesList":[{"invcNo":1}]}"#, .accepted),
    ])
    func `a look-up is success only with a record`(_ data: String, _ verdict: OSCUVerdict) async throws {
        #expect(try await Self.reply(to: .invoiceDetails, Self.kra("000", data: data)).verdict == verdict)
    }

    // MARK: - Transport (§4.2)

    static let statuses: [(Int, OSCUVerdict, OSCUVerdict)] = [
        (301, .again(after: nil, limit: nil), .again(after: nil, limit: nil)),
        (302, .again(after: nil, limit: nil), .again(after: nil, limit: nil)),
        (401, .deviceProblem, .deviceProblem), (403, .deviceProblem, .deviceProblem),
        (404, .configuration, .configuration), (405, .configuration, .configuration),
        (408, .unclear(limit: nil), .again(after: nil, limit: nil)), (413, .refused, .refused),
        (415, .configuration, .configuration), (429, .again(after: nil, limit: nil), .again(after: nil, limit: nil)),
        (500, .unclear(limit: nil), .again(after: nil, limit: nil)),
        (502, .unclear(limit: nil), .again(after: nil, limit: nil)),
        (503, .again(after: nil, limit: nil), .again(after: nil, limit: nil)),
        (504, .unclear(limit: nil), .again(after: nil, limit: nil)),
    ]

    @Test(arguments: statuses)
    func `a status decides only where the body says nothing`(
        _ status: Int, _ write: OSCUVerdict, _ lookup: OSCUVerdict
    ) async throws {
        #expect(try await Self.reply(to: .sale, status: status, "<html>").verdict == write)
        #expect(try await Self.reply(to: .notices, status: status, "<html>").verdict == lookup)
        #expect(try await Self.reply(to: .sale, status: status, Self.signed).verdict == .accepted)
    }

    @Test(arguments: [
        (["Retry-After: 120"], Duration.seconds(120)),
        (["Retry-After: Thu, 12 Mar 2026 10:20:00 GMT", "Date: Thu, 12 Mar 2026 10:18:30 GMT"], .seconds(90)),
        (["Retry-After: Thu, 12 Mar 2026 10:00:00 GMT", "Date: Thu, 12 Mar 2026 10:18:30 GMT"], .zero),
        (["Retry-After: 99999999"], .seconds(86_400)), (["Retry-After: soon"], nil), ([], nil),
        (["Retry-After: Thu, 12 Mar 2026 10:20:00 GMT"], nil),
    ])
    func `the rest that is asked for is obeyed`(_ headers: [String], _ after: Duration?) async throws {
        for status in [429, 503] {
            let reply = try await Self.reply(to: .sale, status: status, headers: headers, "")
            #expect(reply.verdict == .again(after: after, limit: nil))
        }
    }

    // MARK: - Texts (§4.4)

    static let texts: [(String, OSCUVerdict)] = [
        ("Invc No: 8 is invalid, use the expected value: 9", .expectedNumber(9, found: 8)),
        ("INVC NO: 8 IS INVALID, USE THE EXPECTED VALUE: 9", .expectedNumber(9, found: 8)),
        ("Invalid invcNo sequence, expected: 12 but found: 10", .expectedNumber(12, found: 10)),
        ("Invalid invcNo sequence; found 10, expected 12", .expectedNumber(12, found: 10)),
        ("Invalid sarNo: Expected: 10 but found: 15", .expectedNumber(10, found: 15)),
        ("Invalid itemCd Sequence. Expected sequence ending with: ********2", .expectedNumber(2, found: nil)),
        ("Invalid itemCd Sequence. Expected sequence ending with: *****0000012", .expectedNumber(12, found: nil)),
        ("rsdQty mismatch. Expected: 0.0 but found: 150", .expectedBalance(hundredths: 0)),
        ("rsdQty mismatch. Expected: 200.0 but found: 197", .expectedBalance(hundredths: 20_000)),
        ("rsdQty mismatch. Expected: 1.25 but found: 2", .expectedBalance(hundredths: 125)),
        ("rsdQty mismatch. Expected: -3.5 but found: 2", .expectedBalance(hundredths: -350)),
        ("rsdQty quantity provided does not match the stock IO", .missingFirst),
        ("Items provided under the itemList section do not exist in your stock: [KE2NTNO0000001]", .missingFirst),
        ("Item KE2NTNO0000001 (itemSeq 1) does not exist in your stock master", .missingFirst),
        ("Stock IO is empty, consider adding items to the stock IO first", .missingFirst),
        ("Insufficient Stock", .missingFirst), ("orgInvcNo does not exist in our records", .missingFirst),
        ("Invalid taxblAmt on item: 1. Expected: 86.21, But Found: 100.00", .refused),
        ("Invalid splyAmnt on item: 1. Expected: 1302.07, But Found: 1122.00", .refused),
        ("Rule taxRtE failed: Tax rate mismatch. Expected: 0.00, Found: 8", .configuration),
        ("Invalid pkg for ItemList 1. Expected: 1, Found: 2", .refused), ("Invalid dcAmt for item", .refused),
        ("Expected a value for itemNm on item 1", .refused), ("Expected a value for totAmt on item 2", .refused),
        ("Missing RfdDt Date", .refused), ("Invalid RfdRsnCd", .refused), ("regTyCd cannot be null", .refused),
        ("orgnNatCd cannot be null", .refused), ("custTin cannot be empty or Null", .refused),
        ("custTin cannot be Null", .refused),
        ("Ensure you use a valid item classification code from the list", .refused),
        ("Incorrect QtyUnitCd Prefix", .refused), ("Incorrect Packaging Unit Prefix", .refused),
        ("The ItemCd isn't made up of correct QtyUnitCd", .refused),
        (
            "Error occurred while validating item tax type: Please try again later",
            .again(after: .seconds(120), limit: 3)
        ),
        ("Cannot invoke String.length() because x is null", .refused),
        ("Cannot invoke TestSessionApiLog.getId() because log is null", .deviceProblem),
        ("Query did not return a unique result: 2 results were returned", .deviceProblem),
        ("apigee_app_id cannot be Null", .deviceProblem), ("Missing Tin", .deviceProblem),
        ("tin cannot be Null", .deviceProblem), ("something that nobody has seen", .refused),
    ]

    @Test(arguments: texts)
    func `each rejection text has its class`(_ text: String, _ verdict: OSCUVerdict) async throws {
        #expect(try await Self.reply(to: .sale, status: 400, Self.rejection(text)).verdict == verdict)
        guard text != "something that nobody has seen" else { return }
        for code in ["910", "913", "999"] {
            #expect(try await Self.reply(to: .sale, Self.kra(code, text)).verdict == verdict)
        }
    }

    @Test func `a text never overrules success, device trouble, a duplicate or a rate limit`() async throws {
        let text = "Invc No: 8 is invalid, use the expected value: 9"
        for code in ["000", "001", "901", "994", "990"] {
            let verdict = try await Self.reply(to: .saveItem, Self.kra(code, text)).verdict
            #expect(verdict == Self.codes.first { $0.0 == code }?.1)
        }
    }

    // MARK: - Secrets

    @Test func `no key is left in any text of a reply`() async throws {
        let echo = #"{"resultCd":"910","resultMsg":"bad \"cmcKey\":\"\#(Shop.key)\" in \#(Shop.key)","data":null}"#
        let reply = try await Self.reply(to: .sale, echo)
        #expect(!reply.text.contains(Shop.key))
        let given = try await Self.reply(to: .initialise, Sample.registration)
        #expect(given.verdict == .accepted)
        var dumped = ""
        dump(given, to: &dumped)
        for text in ["\(given)", String(reflecting: given), dumped, given.data.map { "\($0)" } ?? ""] {
            #expect(!text.contains(Shop.key))
        }
    }
}
