import Fiscal
import Outbound
import Testing

@testable import Accounting

/// Reading a company, with answers of the reference's shapes (accounting-apis §1.11, §2.7, §7.2).
@Suite struct QuestionTests {
    private func reply(_ dialect: any Dialect, _ question: BooksQuestion, _ json: String) throws -> BooksReply {
        try dialect.reply(to: question, Sample.json(json)).reply
    }

    @Test func `QuickBooks says who it is in one call`() throws {
        let call = Sample.quickBooks.call(asking: .company, page: 1)
        #expect(call.method == "POST" && call.path == "/v3/company/9130350000000001/batch?minorversion=75")
        #expect(
            try Sample.body(call).list("BatchItemRequest").map { $0.text("Query") } == [
                "select * from CompanyInfo", "select * from Preferences",
            ])
        let json = """
            {"BatchItemResponse":[
             {"QueryResponse":{"CompanyInfo":[{"CompanyName":"Mfano Duka Ltd","Country":"KE","Id":"1"}]},"bId":"1"},
             {"QueryResponse":{"Preferences":[{"CurrencyPrefs":{"MultiCurrencyEnabled":true,
               "HomeCurrency":{"value":"KES"}},"TaxPrefs":{"UsingSalesTax":false},
               "AccountingInfoPrefs":{"BookCloseDate":"2026-10-31"}}]},"bId":"2"}]}
            """
        let facts = CompanyFacts(
            name: "Mfano Duka Ltd", country: "KE", currency: "KES", hasManyCurrencies: true, usesTax: false,
            lockedThrough: try Sample.day("2026-10-31"))
        #expect(try reply(Sample.quickBooks, .company, json) == .company(facts))
    }

    @Test func `QuickBooks' tax codes have the rate of their one sales rate`() throws {
        let json = """
            {"BatchItemResponse":[
             {"QueryResponse":{"TaxCode":[
              {"Id":"5","Name":"VAT 16% (B)","Active":true,
               "SalesTaxRateList":{"TaxRateDetail":[{"TaxRateRef":{"value":"11"}}]}},
              {"Id":"6","Name":"Compound","Active":true,
               "SalesTaxRateList":{"TaxRateDetail":[{"TaxRateRef":{"value":"11"}},{"TaxRateRef":{"value":"12"}}]}},
              {"Id":"7","Name":"Purchases","Active":true},
              {"Id":"8","Name":"Gone","Active":false,
               "SalesTaxRateList":{"TaxRateDetail":[{"TaxRateRef":{"value":"12"}}]}}]},"bId":"1"},
             {"QueryResponse":{"TaxRate":[{"Id":"11","RateValue":16},{"Id":"12","RateValue":8.5}]},"bId":"2"}]}
            """
        #expect(
            try reply(Sample.quickBooks, .taxCodes, json)
                == .taxCodes([
                    BooksTaxCode(id: "5", name: "VAT 16% (B)", rateHundredths: 1_600, rateID: "11", isActive: true),
                    BooksTaxCode(id: "6", name: "Compound", rateHundredths: nil, rateID: nil, isActive: true),
                    BooksTaxCode(id: "7", name: "Purchases", rateHundredths: nil, rateID: nil, isActive: false),
                    BooksTaxCode(id: "8", name: "Gone", rateHundredths: 850, rateID: "12", isActive: false),
                ]))
    }

    @Test func `QuickBooks' lists come in pages of a thousand, in an order that stays`() throws {
        let call = Sample.quickBooks.call(asking: .accounts, page: 3)
        #expect(
            Sample.query(call)["query"]
                == "select * from Account where Active in (true, false) orderby Id startposition 2001 maxresults 1000")
        let row = #"{"Id":"1","Name":"Till","AccountType":"Bank","AcctNum":"1010","Active":true}"#
        for (count, hasMore) in [(1_000, true), (999, false)] {
            let rows = Array(repeating: row, count: count).joined(separator: ",")
            let answer = Sample.json("{\"QueryResponse\":{\"Account\":[\(rows)]}}")
            #expect(try Sample.quickBooks.reply(to: .accounts, answer).hasMore == hasMore)
        }
        let account = BooksAccount(id: "1", code: "1010", name: "Till", use: .money, isActive: true)
        #expect(
            try reply(Sample.quickBooks, .accounts, "{\"QueryResponse\":{\"Account\":[\(row)]}}")
                == .accounts([account]))
        #expect(try reply(Sample.quickBooks, .accounts, #"{"QueryResponse":{}}"#) == .accounts([]))
    }

    @Test func `QuickBooks' customers, items and tracking bear our numbers`() throws {
        let customers = """
            {"QueryResponse":{"Customer":[{"Id":"1","DisplayName":"A","Notes":"PIN P000111222K; risiti number C-17"},
             {"Id":"2","DisplayName":"B","ResaleNum":"P000111222K"},
             {"Id":"3","DisplayName":"C","Notes":"our friend, A000111222Z","Active":false},
             {"Id":"4","DisplayName":"D"}]}}
            """
        #expect(
            try reply(Sample.quickBooks, .customers, customers)
                == .named([
                    BooksNamed(id: "1", name: "A", number: "C-17"),
                    BooksNamed(id: "2", name: "B", number: "P000111222K"),
                    BooksNamed(id: "3", name: "C", number: "A000111222Z", isActive: false),
                    BooksNamed(id: "4", name: "D"),
                ]))
        let tracking = """
            {"BatchItemResponse":[{"QueryResponse":{"Class":[{"Id":"3","Name":"Retail"}]},"bId":"1"},
             {"QueryResponse":{"Department":[{"Id":"4","Name":"Nakuru"}]},"bId":"2"}]}
            """
        #expect(
            try reply(Sample.quickBooks, .tracking, tracking)
                == .named([
                    BooksNamed(id: "3", name: "Retail", number: "Class"),
                    BooksNamed(id: "4", name: "Nakuru", number: "Location"),
                ]))
    }

    @Test func `Xero says who it is, with the later of its locks`() throws {
        #expect(Sample.xero.call(asking: .company, page: 1).path == "/api.xro/2.0/Organisation")
        let json = """
            {"Organisations":[{"Name":"Mfano Duka Ltd","BaseCurrency":"KES","CountryCode":"KE","PaysTax":true,
             "PeriodLockDate":"/Date(1793404800000+0000)/","EndOfYearLockDate":"/Date(1767139200000+0000)/"}]}
            """
        let facts = CompanyFacts(
            name: "Mfano Duka Ltd", country: "KE", currency: "KES", lockedThrough: try Sample.day("2026-10-31"))
        #expect(try reply(Sample.xero, .company, json) == .company(facts))
    }

    @Test func `Xero's accounts go by code, those without by id`() throws {
        let json = """
            {"Accounts":[{"AccountID":"g1","Code":"200","Name":"Sales","Type":"REVENUE","Status":"ACTIVE"},
             {"AccountID":"g2","Name":"Equity Bank","Type":"BANK","Status":"ACTIVE"},
             {"AccountID":"g3","Code":"880","Name":"Clearing","Type":"CURRENT","EnablePaymentsToAccount":true,
              "Status":"ARCHIVED"},
             {"AccountID":"g4","Code":"610","Name":"Debtors","Type":"CURRENT","SystemAccount":"DEBTORS",
              "Status":"ACTIVE"}]}
            """
        #expect(
            try reply(Sample.xero, .accounts, json)
                == .accounts([
                    BooksAccount(id: "200", code: "200", name: "Sales", use: .income, isActive: true),
                    BooksAccount(id: "g2", code: nil, name: "Equity Bank", use: .money, isActive: true),
                    BooksAccount(id: "880", code: "880", name: "Clearing", use: .money, isActive: false),
                    BooksAccount(id: "610", code: "610", name: "Debtors", use: .receivable, isActive: true),
                ]))
    }

    @Test func `Xero's rates, contacts, items and options`() throws {
        let rates = """
            {"TaxRates":[{"Name":"VAT 16% (B)","TaxType":"TAX001","Status":"ACTIVE","EffectiveRate":16.0000,
              "CanApplyToRevenue":true,"TaxComponents":[{"Name":"VAT","Rate":16.0,"IsCompound":false}]},
             {"Name":"Inputs","TaxType":"INPUT","Status":"ACTIVE","EffectiveRate":0,"CanApplyToRevenue":false}]}
            """
        #expect(
            try reply(Sample.xero, .taxCodes, rates)
                == .taxCodes([
                    BooksTaxCode(id: "TAX001", name: "VAT 16% (B)", rateHundredths: 1_600, rateID: nil, isActive: true),
                    BooksTaxCode(id: "INPUT", name: "Inputs", rateHundredths: 0, rateID: nil, isActive: false),
                ]))
        #expect(
            Sample.query(Sample.xero.call(asking: .customers, page: 2)) == [
                "order": "Name ASC", "page": "2", "pageSize": "1000", "includeArchived": "true",
            ])
        let contacts =
            #"{"Contacts":[{"ContactID":"b1","Name":"Duka","ContactNumber":"C-17","ContactStatus":"ARCHIVED"}]}"#
        #expect(
            try reply(Sample.xero, .customers, contacts)
                == .named([BooksNamed(id: "b1", name: "Duka", number: "C-17", isActive: false)]))
        #expect(
            try reply(Sample.xero, .items, #"{"Items":[{"ItemID":"i","Code":"SOAP","Name":"Soap"}]}"#)
                == .named([BooksNamed(id: "SOAP", name: "Soap", number: "SOAP")]))
        let options = """
            {"TrackingCategories":[{"Name":"Branch","Status":"ACTIVE",
             "Options":[{"Name":"Nakuru","Status":"ACTIVE"},{"Name":"Thika","Status":"ARCHIVED"}]}]}
            """
        #expect(
            try reply(Sample.xero, .tracking, options)
                == .named([
                    BooksNamed(id: "Nakuru", name: "Branch: Nakuru", number: "Branch"),
                    BooksNamed(id: "Thika", name: "Branch: Thika", number: "Branch", isActive: false),
                ]))
    }

    @Test func `what is no answer is later`() {
        for dialect in [Sample.quickBooks, Sample.xero] as [any Dialect] {
            for question in BooksQuestion.allCases {
                do throws(BooksFault) {
                    _ = try dialect.reply(to: question, Sample.portal)
                    Issue.record("\(question)")
                } catch {
                    #expect(error.kind == .later)
                }
            }
        }
    }

    @Test func `limits are those of the reference`() {
        #expect(Sample.quickBooks.limits.windows.map(\.calls) == [10, 500, 40])
        #expect(Sample.xero.limits.windows.map(\.calls) == [60, 5_000])
        #expect(Sample.xero.limits.concurrency <= 5 && Sample.quickBooks.limits.concurrency == 4)
        #expect(Sample.xero.replayWindow == .seconds(300))
    }
}
