import Outbound
import Testing

@testable import Accounting

/// How long a provider wants to be left alone.
@Suite struct RetryAfterTests {
    private static let now = ("Date", "Fri, 20 Nov 2026 09:15:00 GMT")

    @Test(arguments: [
        ("27", 27), ("0", 1), ("999999", 86_400), ("Fri, 20 Nov 2026 09:16:30 GMT", 90),
        ("Fri, 20 Nov 2026 09:00:00 GMT", 1), ("Sat, 21 Nov 2026 09:15:01 GMT", 86_400),
    ])
    func `seconds and dates are waits, within what is believed`(_ text: String, _ seconds: Int64) {
        let response = HTTPResponse(status: 429, headers: [("Retry-After", text), Self.now], body: [])
        #expect(RetryAfter.read(response) == .seconds(seconds))
    }

    @Test(arguments: ["", "soon", "Fri, 20 Foo 2026 09:15:00 GMT", "Friday, 20-Nov-26 09:15:00 GMT"])
    func `anything else is none`(_ text: String) {
        let response = HTTPResponse(status: 429, headers: [("Retry-After", text), Self.now], body: [])
        #expect(RetryAfter.read(response) == nil)
    }

    @Test func `a date says nothing where the answer does not tell its own`() {
        let date = "Fri, 20 Nov 2026 09:16:30 GMT"
        #expect(RetryAfter.read(HTTPResponse(status: 429, headers: [("Retry-After", date)], body: [])) == nil)
    }
}
