import Testing

@testable import Simulators

/// What a simulated signer takes and what it refuses, field by field.
@Suite struct SignerFormTests {
    /// The public sample of this JSON, with and without an HS code.
    static let sample = #"""
        {"invoice_date":"05_02_2022","invoice_number":"T1-000041","invoice_pin":"P051201909L",
        "customer_pin":"P051241778C","customer_exid":"","grand_total":"94.50","net_subtotal":"84.16",
        "tax_total":"10.34","net_discount_total":"0.00","sel_currency":"KSH","rel_doc_number":"",
        "items_list":[" FlourwheatEXE2kg 1.50 50.00 75.00","0001.13.09 Jetfuel 1.00 19.50 19.50"]}
        """#

    private static func sample(_ changes: [(path: String, value: ExactJSON?)]) throws -> ExactJSON {
        changes.reduce(try ExactJSON(reading: sample)) { $0.changing($1.path, to: $1.value) }
    }

    /// Why an invoice is refused; nil where it is taken.
    private static func complaint(of body: String) -> String? {
        do throws(SignerComplaint) {
            _ = try SignerForm(Array(body.utf8), kind: .invoice)
            return nil
        } catch {
            return error.text
        }
    }

    private func form(
        _ kind: SignerKind = .invoice, _ changes: (path: String, value: ExactJSON?)...
    ) throws -> SignerForm {
        try SignerForm(Array(try Self.sample(changes).encoded.utf8), kind: kind)
    }

    @Test func `the sample is in order`() throws {
        let form = try form()
        #expect(form.number == "T1-000041" && form.total.fixed(2) == "94.50" && form.items.count == 2)
    }

    @Test(
        arguments: [
            ("invoice_date", "05-02-2022", "invoice_date: "), ("invoice_date", "2022_02_05", "invoice_date: "),
            ("invoice_date", "30_02_2022", "invoice_date: "), ("invoice_date", "5_2_2022", "invoice_date: "),
            ("invoice_date", nil, "invoice_date: missing"), ("invoice_date", 5, "invoice_date: no text"),
            ("invoice_number", "", "invoice_number: empty"), ("invoice_number", nil, "invoice_number: missing"),
            ("invoice_number", "T\n1", "invoice_number: has a control character"),
            ("invoice_pin", "P05120190L", "invoice_pin: "), ("invoice_pin", "", "invoice_pin: "),
            ("invoice_pin", "p051201909l", "invoice_pin: "), ("customer_pin", "none", "customer_pin: "),
            ("customer_pin", nil, "customer_pin: missing"), ("customer_exid", nil, "customer_exid: missing"),
            ("grand_total", "94.51", "grand_total: 94.51 is not net 84.16 and tax 10.34"),
            ("grand_total", "94.500", "grand_total: \"94.500\" is no amount"),
            ("grand_total", "9.45e1", "grand_total: \"9.45e1\" is no amount"),
            ("grand_total", "1,094.50", "grand_total: "), ("grand_total", "094.50", "grand_total: "),
            ("grand_total", "", "grand_total: "), ("grand_total", nil, "grand_total: missing"),
            ("grand_total", true, "grand_total: no amount"), ("net_subtotal", "84.15", "grand_total: "),
            ("net_subtotal", "-84.16", "net_subtotal: "), ("tax_total", "10.33", "grand_total: "),
            ("tax_total", "ten", "tax_total: "), ("net_discount_total", "-1.00", "net_discount_total: "),
            ("sel_currency", "KES", "sel_currency: not KSH"), ("rel_doc_number", "1", "rel_doc_number: an invoice"),
            ("rel_doc_number", nil as ExactJSON?, nil as String?), ("till", "1", "till: unknown field"),
            ("items_list", nil, "items_list: no list"), ("items_list", [], "items_list: empty"),
            ("items_list", "Jetfuel 1 2 2", "items_list: no list"),
            ("items_list.0", ["name": "Jetfuel"], "items_list: item 1 is no text"),
            ("items_list.0", " FlourwheatEXE2kg 1.50 50.00 74.99", "grand_total: 94.50, and the items come to 94.49"),
        ] as [(String, ExactJSON?, String?)])
    func `each field has its rule`(_ path: String, _ value: ExactJSON?, _ reason: String?) throws {
        let complaint = Self.complaint(of: try Self.sample([(path, value)]).encoded)
        if let reason {
            #expect(complaint?.hasPrefix(reason) == true, "\(complaint ?? "it was taken")")
        } else {
            #expect(complaint == nil)
        }
    }

    @Test(
        arguments: [
            ("0039.11.16 Unga 2 10.00 20.00", nil), (" Unga 2 10.00 20.00", nil), ("Unga 2 10.00 20.00", nil),
            ("Unga 0.125 80.00 10.00", nil), ("Unga 3 33.33 100.00", nil), ("Unga 3 33.33 90.00", nil),
            ("Unga maize 2 10.00 20.00", "has no HS code"), ("39.11.16 Unga 2 10.00 20.00", "has no HS code"),
            ("0039.11.16  Unga 2 10.00 20.00", "is not ["), ("Unga 2 10.00", "is not ["), ("", "is not ["),
            ("0039.11.16 2 10.00 20.00", "has no name"), ("  2 10.00 20.00", "has no name"),
            ("Unga 0 10.00 0.00", "has no quantity"), ("Unga -1 10.00 10.00", "has no quantity"),
            ("Unga 1.2345 1.00 1.00", "has no quantity"), ("Unga 1 1.005 1.00", "has no price"),
            ("Unga 1 1.00 1.", "has no total"), ("Unga 2 10.00 20.02", "comes to more"),
            ("Unga\t2 10.00 20.00", "has a control character"),
        ] as [(String, String?)])
    func `an item has a name, a quantity, a price and a total`(_ text: String, _ problem: String?) {
        var complaint: String?
        do throws(SignerComplaint) {
            _ = try SignerItem(text, place: 3)
        } catch {
            complaint = error.text
        }
        if let problem {
            #expect(complaint?.contains("item 3 \(problem)") == true, "\(complaint ?? "it was taken")")
        } else {
            #expect(complaint == nil)
        }
    }

    @Test(arguments: ["", "[]", "null", "{", "{\"a\":1,\"a\":1}", "invoice_number=1"])
    func `a body that is no object is refused`(_ body: String) {
        let complaint = #expect(throws: SignerComplaint.self) { try SignerForm(Array(body.utf8), kind: .invoice) }
        #expect(complaint?.text.hasPrefix("body: ") == true)
    }

    @Test(arguments: SignerKind.allCases)
    func `a note names a document and an invoice does not`(_ kind: SignerKind) throws {
        for (related, isNumber) in [("0040095500000000001", true), ("T1-000041", false), ("", false)] {
            let isTaken = (try? form(kind, ("rel_doc_number", .string(related)))) != nil
            #expect(isTaken == (kind.isNote ? isNumber : related.isEmpty), "\(related)")
        }
        #expect(((try? form(kind, ("rel_doc_number", nil))) != nil) == !kind.isNote)
    }

    @Test func `lines without VAT add up to the net on the other price bases alone`() throws {
        let items: ExactJSON = ["Unga 1 84.16 84.16"]
        for kind in [SignerKind.invoiceOnSecondBase, .invoiceOnThirdBase] {
            #expect(try form(kind, ("items_list", items)).items.count == 1)
        }
        let complaint = #expect(throws: SignerComplaint.self) { try form(.invoice, ("items_list", items)) }
        #expect(complaint?.text == "grand_total: 94.50, and the items come to 84.16")
    }

    @Test func `a discount is in the lines or not`() throws {
        #expect(try form(.invoice, ("net_discount_total", "5.00")).total.fixed(2) == "94.50")
        let items: ExactJSON = ["Unga 1 99.50 99.50"]
        #expect(try form(.invoice, ("net_discount_total", "5.00"), ("items_list", items)).items.count == 1)
        #expect(throws: SignerComplaint.self) { try form(.invoice, ("items_list", items)) }
    }

    @Test func `what has no tax has its HS code`() throws {
        let complaint = #expect(throws: SignerComplaint.self) {
            try form(.invoice, ("tax_total", "0.00"), ("net_subtotal", "94.50"))
        }
        #expect(complaint?.text == "items_list: item 1 has no tax and no HS code")
        let items: ExactJSON = ["0001.11.00 Unga 1.00 94.50 94.50"]
        #expect(
            try form(.invoice, ("tax_total", "0.00"), ("net_subtotal", "94.50"), ("items_list", items)).items.count == 1
        )
    }

    @Test func `amounts may be numbers`() throws {
        let total = try ExactJSON(reading: "94.50")
        #expect(try form(.invoice, ("grand_total", total)).total.fixed(2) == "94.50")
    }
}
