import ChanceSupport
import Devices
import Fiscal
import Testing

@Suite struct SignerTests {
    static let driver = { () -> SignerDriver in
        do throws(DriverFault) {
            return try SignerDriver(Shipped.profile("signer.type-c"))
        } catch {
            preconditionFailure(error.sentence)
        }
    }()

    /// The lines of a public sample of this JSON, with and without an HS code.
    static func document(_ kind: SignerDriver.Kind = .invoice) throws -> SignerDocument {
        let day = try #require(SignerDocument.Day(year: 2022, month: 2, day: 5))
        var document = SignerDocument(
            kind: kind, day: day, number: "T1-000041", traderPIN: "P051201909L", total: Money(minor: 9_450),
            net: Money(minor: 8_416), tax: Money(minor: 1_034),
            lines: [
                .init(
                    name: "Flour wheat \"EXE\" 2kg", quantity: Quantity(thousandths: 1_500),
                    price: Money(minor: 5_000), total: Money(minor: 7_500)),
                .init(
                    name: "Jet fuel", hsCode: "0001.13.09", quantity: .one, price: Money(minor: 1_950),
                    total: Money(minor: 1_950)),
            ])
        document.buyerPIN = "P051241778C"
        return document
    }

    @Test func `an invoice is posted as the reference has it`() throws {
        let request = try SignerRequest(Self.document(), for: Self.driver)
        #expect(request.target == "/api/sign?invoice+1" && request.keyHeader == "Authorization")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"invoice_date":"05_02_2022","invoice_number":"T1-000041","invoice_pin":"P051201909L","#
                + #""customer_pin":"P051241778C","customer_exid":"","grand_total":"94.50","net_subtotal":"84.16","#
                + #""tax_total":"10.34","net_discount_total":"0.00","sel_currency":"KSH","rel_doc_number":"","#
                + #""items_list":[" FlourwheatEXE2kg 1.50 50.00 75.00","0001.13.09 Jetfuel 1.00 19.50 19.50"]}"#)
    }

    @Test(arguments: [
        (SignerDriver.Kind.creditNote, "/api/sign?credit-note+1"), (.debitNote, "/api/sign?debit-note+1"),
    ])
    func `a note names its document`(_ kind: SignerDriver.Kind, _ target: String) throws {
        var note = try Self.document(kind)
        #expect(throws: SignerRefusal.self) { _ = try SignerRequest(note, for: Self.driver) }
        note.original = "0040095500000000001"
        let request = try SignerRequest(note, for: Self.driver)
        #expect(request.target == target)
        #expect(String(decoding: request.body, as: UTF8.self).contains(#""rel_doc_number":"0040095500000000001""#))
    }

    @Test(
        arguments: [
            { $0.number = "" }, { $0.number = "Ü1" }, { $0.traderPIN = "P05120190L" }, { $0.buyerPIN = "x" },
            { $0.lines = [] }, { $0.lines[0].name = "…" }, { $0.lines[0].hsCode = "1.2.3" }, { $0.total = .zero },
            { $0.lines[0].quantity = Quantity(thousandths: 0) }, { $0.tax = Money(minor: -1) }, { $0.original = "1" },
        ] as [@Sendable (inout SignerDocument) -> Void])
    func `what a signer cannot be told is not sent`(_ change: @Sendable (inout SignerDocument) -> Void) throws {
        var document = try Self.document()
        change(&document)
        let refusal = #expect(throws: SignerRefusal.self) { _ = try SignerRequest(document, for: Self.driver) }
        #expect(refusal?.code == .content)
    }

    private static let signed = SignerScenes.signed("T1-000041", 42)

    private static func outcome(_ body: String, status: Int = 200) throws -> SignerOutcome {
        SignerReply.outcome(status: status, body: Array(body.utf8), of: try document(), driver: driver)
    }

    @Test func `a signed document has its number, its unit and its time`() throws {
        guard case .signed(let receipt) = try Self.outcome(Self.signed) else {
            Issue.record("\(try Self.outcome(Self.signed))")
            return
        }
        #expect(receipt.number.text == "0040095500000000042" && receipt.serial == "KRAMW004202110009550")
        #expect(receipt.time == "05.02.2022 09:15:00")
        #expect(receipt.link.hasSuffix("invoiceNo=0040095500000000042"))
    }

    @Test func `what is in doubt is said with evidence that has an end`() throws {
        let document = try Self.document()
        guard
            case .unknown(let doubt) = SignerReply.outcome(
                status: 200, body: Array(String(repeating: "[", count: 100_000).utf8), of: document,
                driver: Self.driver)
        else {
            Issue.record("it was believed")
            return
        }
        #expect(doubt.sentence.contains("T1-000041") && doubt.evidence.count <= 1_000)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `no answer can do harm or be taken for a signature that it is not`(_ seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        let document = try Self.document()
        for _ in 0..<400 {
            var bytes = Array(Self.signed.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &chance) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0..<3, using: &chance) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
                case 1: bytes.remove(at: place)
                default: bytes = Array(bytes.prefix(place + 1))
                }
            }
            if case .signed(let receipt) = SignerReply.outcome(
                status: 200, body: bytes, of: document, driver: Self.driver)
            {
                #expect(receipt.number.unit == "004009550" || !receipt.serial.hasPrefix("KRAMW"))
            }
        }
    }
}
