import Fiscal
import Outbound
import Testing

@testable import Accounting

/// What the record of exchanges says of answers whose status says that all is well (accounting-apis §1.4, §2.5).
@Suite struct InnerRefusalTests {
    private static func words(_ provider: Provider, _ method: String, _ body: String, status: Int = 200) -> String? {
        let answer = HTTPResponse(
            status: status, headers: [("Content-Type", body.hasPrefix("<") ? "text/html" : "application/json")],
            body: Array(body.utf8))
        return InnerRefusals(in: answer, to: BooksCall(method: method, path: "/x"), of: provider)?.words
    }

    private static let bad =
        #"{"InvoiceNumber":"00-T1-000007","HasErrors":true,"ValidationErrors":[{"Message":"Invoice # must be unique."}]}"#
    private static let good = #"{"InvoiceNumber":"00-T1-000008","HasErrors":false,"ValidationErrors":[]}"#

    @Test(
        arguments: [
            (.xero, #"{"Status":"OK","Invoices":[\#(good),\#(bad)]}"#, "refused in part: 1 of 2: 00-T1-000007: "),
            (.xero, #"{"Status":"OK","Invoices":[\#(bad)]}"#, "refused: 00-T1-000007: "),
            (.xero, #"{"Status":"OK","Invoices":[\#(bad),\#(bad)]}"#, "refused: all 2: 00-T1-000007: "),
            (.xero, #"{"ErrorNumber":17,"Type":"NoDataProcessedException","Message":"nothing"}"#, "refused: "),
            (
                .quickBooks, #"{"Fault":{"Error":[{"Message":"Duplicate","code":"6240"}],"type":"ValidationFault"}}"#,
                "refused: QuickBooks has this name already"
            ),
            (
                .quickBooks,
                #"{"AttachableResponse":[{"Fault":{"Error":[{"Message":"Large","code":"6030"}],"type":"ValidationFault"}}]}"#,
                "refused: The file is larger"
            ),
            (
                .quickBooks,
                #"{"BatchItemResponse":[{"bId":"1","Item":{"Id":"4"}},{"bId":"2","Fault":{"Error":[{"code":"610"}]}}]}"#,
                "refused in part: 1 of 2: 2: "
            ),
            (.xero, "<!doctype html><title>Log in</title>", "foreign: Something on the line answered"),
            (.quickBooks, "<!doctype html><title>Log in</title>", "foreign: Something on the line answered"),
        ] as [(Provider, String, String)])
    func `a refusal inside a good status is found, in whole or in part`(
        _ provider: Provider, _ body: String, _ begin: String
    ) {
        let words = Self.words(provider, "POST", body)
        #expect(words?.hasPrefix(begin) == true, "\(words ?? "nothing")")
    }

    @Test(
        arguments: [
            (.xero, "PUT", #"{"Status":"OK","Invoices":[\#(good)]}"#), (.xero, "GET", #"{"Invoices":[\#(bad)]}"#),
            (.quickBooks, "POST", #"{"Invoice":{"Id":"7","PrivateNote":"by default of a Fault"}}"#),
            (.quickBooks, "GET", #"{"QueryResponse":{"Customer":[{"DisplayName":"Fault & Sons"}]}}"#),
        ] as [(Provider, String, String)])
    func `what went well is no refusal, whatever words are in it`(
        _ provider: Provider, _ method: String, _ body: String
    ) {
        #expect(Self.words(provider, method, body) == nil)
    }

    @Test func `of many that are refused the first three are told, and a status that says it is left to say it`() {
        let all = Array(repeating: Self.bad, count: 48) + [Self.good, Self.good]
        let words = Self.words(.xero, "PUT", #"{"Invoices":[\#(all.joined(separator: ","))]}"#)
        #expect(words?.hasPrefix("refused in part: 48 of 50: 00-T1-000007: ") == true)
        #expect(words?.hasSuffix("; and 45 more") == true)
        #expect(Self.words(.xero, "PUT", #"{"ErrorNumber":10,"Elements":[\#(Self.bad)]}"#, status: 400) == nil)
    }
}
