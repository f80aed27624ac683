import Fiscal
import Outbound
import Testing

@testable import Accounting

/// Xero's refusals (accounting-apis §2.3 to §2.5), and the shapes in which they come (§7.14).
@Suite struct XeroFaultTests {
    private func fault(_ answer: BooksAnswer) throws -> BooksFault {
        let record = Sample.keyed(.document(try Sample.basket(.invoice, .xero)))
        let outcome = try #require(Sample.xero.outcomes(of: answer, making: [record]).first)
        guard case .fault(let fault) = outcome else {
            Issue.record("\(outcome)")
            return XeroFaults.unreadable.fault(code: "none")
        }
        return fault
    }

    static let messages: [(message: String, kind: BooksFault.Class, code: String)] = [
        ("Invoice # must be unique.", .duplicate, "validation.unique"),
        ("Credit note # must be unique.", .duplicate, "validation.unique"),
        (
            "The contact name Duka is already assigned to another contact. The contact name must be unique across "
                + "all active contacts.", .duplicate, "validation.unique"
        ),
        ("Price List Item with Code 'SOAP' already exists", .duplicate, "validation.unique"),
        (
            "The Idempotency-Key was already used with a different request", .duplicate, "validation.key_used"
        ),
        ("The contact name must be specified", .refused, "validation.contact_name"),
        ("account code 999 is not valid", .mapping, "validation.account"),
        ("Account code '999' has been archived", .mapping, "validation.account"),
        ("Account must be of type BANK or have payments enabled", .mapping, "validation.payment_account"),
        ("The tax type 'X' cannot be used with this account", .mapping, "validation.tax"),
        ("The TaxType code 'X' does not exist or cannot be used", .mapping, "validation.tax"),
        ("The document date cannot be before the period lock date, 2026-10-31", .refused, "validation.lock_date"),
        ("Invoice not of valid status for modification", .refused, "validation.status"),
        ("The status of this document cannot be changed", .refused, "validation.status"),
        ("Payment amount exceeds the amount outstanding on this document", .refused, "validation.exceeds"),
        ("The amount is more than the remaining credit", .refused, "validation.exceeds"),
        ("The contact Duka is archived and cannot be used", .reference, "validation.contact"),
        ("The Contact could not be found: 17", .reference, "validation.gone"),
        ("Item code 'SOAP' is not valid", .reference, "validation.item"),
        ("Organisation is not subscribed to currency USD", .mapping, "validation.currency"),
        ("Reference must not exceed 255 characters", .refused, "validation.too_long"),
        ("Something nobody has heard of", .refused, "10"),
    ]

    @Test(arguments: messages)
    func `a message is recognised by its words`(
        _ message: String, _ kind: BooksFault.Class, _ code: String
    ) throws {
        let element = #"{"InvoiceNumber":"INV-2026-000417","ValidationErrors":[{"Message":"\#(message)"}]"#
        let shapes = [
            Sample.json(
                #"{"Status":"OK","Invoices":[\#(element),"StatusAttributeString":"ERROR","HasErrors":true}]}"#),
            Sample.json(
                #"{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation","Elements":[\#(element)}]}"#,
                status: 400),
            Sample.json(#"{"ErrorNumber":10,"Type":"ValidationException","Message":"\#(message)"}"#, status: 400),
        ]
        for shape in shapes {
            let fault = try fault(shape)
            #expect(fault.kind == kind && fault.code == code)
            #expect(fault.text == message)
            #expect(fault.sentence.hasSuffix(".") && fault.remedy.hasSuffix("."))
        }
    }

    @Test func `every line of the table has a sentence and a remedy, and no code stands twice`() {
        for row in XeroFaults.rows + XeroFaults.patterns.map(\.row) {
            #expect(row.sentence.hasSuffix(".") && row.remedy.hasSuffix("."))
        }
        let codes = XeroFaults.rows.flatMap(\.codes)
        #expect(Set(codes).count == codes.count)
        for pattern in XeroFaults.patterns {
            #expect(pattern.words.allSatisfy { $0 == $0.lowercased() && !$0.isEmpty })
        }
    }

    @Test(arguments: [
        (401, "TokenExpired: token expired at 11/20/2026 eyJSECRET", BooksFault.Class.expired),
        (401, "AuthorizationUnsuccessful", .reconnect), (401, "AuthenticationUnsuccessful", .reconnect),
        (403, "AuthenticationUnsuccessful", .reconnect), (403, "whatever", .reconnect), (401, "whatever", .expired),
    ])
    func `who is asking decides who acts`(_ status: Int, _ detail: String, _ kind: BooksFault.Class) throws {
        let body =
            #"{"Type":null,"Title":"Unauthorized","Status":\#(status),"Detail":"\#(detail)","Extensions":{}}"#
        let fault = try fault(Sample.json(body, status: status))
        #expect(fault.kind == kind)
        #expect(!fault.text.contains("SECRET"))
    }

    @Test(
        arguments: [
            ("minute", "27", Duration.seconds(27)), ("minute", nil, .seconds(60)), ("day", "7200", .seconds(7_200)),
            ("day", nil, .seconds(14_400)), ("concurrent", nil, .seconds(5)), ("appminute", nil, .seconds(60)),
            ("whatever", nil, .seconds(60)), ("minute", "999999999", .seconds(86_400)),
            ("minute", "soon", .seconds(60)),
            ("minute", "0", .seconds(1)),
        ] as [(String, String?, Duration)])
    func `a throttle waits as long as it says`(_ problem: String, _ after: String?, _ wait: Duration) throws {
        let headers =
            [("X-Rate-Limit-Problem", problem), ("Content-Type", "text/plain")]
            + (after.map { [("Retry-After", $0)] } ?? [])
        let fault = try fault(Sample.answer(429, "rate limit exceeded", headers))
        #expect(fault.kind == .throttled && fault.after == wait && fault.text == problem)
    }

    @Test(arguments: [(14, BooksFault.Class.ours), (16, .ours), (17, .ours), (10, .refused), (99, .ours)])
    func `a call as a whole is refused by its number`(_ number: Int, _ kind: BooksFault.Class) throws {
        let body = #"{"ErrorNumber":\#(number),"Type":"X","Message":"words"}"#
        let fault = try fault(Sample.json(body, status: 400))
        #expect(fault.kind == kind && fault.code == "\(number)" && fault.text == "words")
    }

    @Test(arguments: [(404, BooksFault.Class.reference), (412, .later), (413, .refused), (415, .ours)])
    func `other refusals are plain text`(_ status: Int, _ kind: BooksFault.Class) throws {
        let answer = Sample.answer(status, "The resource cannot be found", [("Content-Type", "text/plain")])
        #expect(try fault(answer).kind == kind)
    }

    @Test(arguments: [302, 408, 500, 502, 503, 504])
    func `a status that leaves it open is unclear for a write and later for a read`(_ status: Int) throws {
        let answer = Sample.answer(status, "words")
        #expect(try fault(answer).kind == .unclear)
        do throws(BooksFault) {
            _ = try Sample.xero.reply(to: .accounts, answer)
            Issue.record("read")
        } catch {
            #expect(error.kind == .later)
        }
    }

    @Test func `what is not Xero's is unclear for a write, and later where it refuses`() throws {
        #expect(try fault(Sample.portal).kind == .unclear)
        for body in ["", "{", "[]", "{}", #"{"Invoices":[]}"#, #"{"Invoices":[{"InvoiceNumber":"INV-2026-000417"}]}"#] {
            #expect(try fault(Sample.answer(200, body)).kind == .unclear, "\(body)")
        }
        for status in [400, 401, 403, 404] {
            let page = Sample.answer(status, "<html>no</html>", [("Content-Type", "text/html")])
            #expect(try fault(page).kind == .later)
        }
        #expect(try fault(.failed(.notSent(.notConnected, "x"))).kind == .later)
        #expect(try fault(.failed(.unclear(.timeout, "x"))).kind == .unclear)
    }
}
