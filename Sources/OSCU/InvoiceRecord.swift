public import Fiscal

/// An invoice as KRA has it (reference §2.15, §2.16).
public struct InvoiceRecord: Sendable, Hashable {
    /// KRA's number of it.
    public let invoiceNumber: Int64
    /// The number of the sale that a credit note takes back, 0 for a sale.
    public let originalInvoiceNumber: Int64
    /// Whether it is a credit note.
    public let isCreditNote: Bool
    /// What was sent as remark: the document's id, where KRA keeps it.
    public let remark: String?
    /// The total.
    public let total: Money?
    /// How many lines were sent.
    public let itemCount: Int64?
    /// The sale's date, `yyyyMMdd`.
    public let soldOn: String?
    /// The time of sale.
    public let confirmedAt: Timestamp?
    /// The item codes in order.
    public let itemCodes: [String]
    /// The buyer's PIN.
    public let buyerPIN: String?
    /// KRA's receipt object with signature and counters.
    public let receipt: OSCUValue?

    /// Reads the first record of a look-up's `data`; nil where there is none.
    public init?(lookup data: OSCUValue) {
        guard let record = Self.all(in: data).first else { return nil }
        self = record
    }

    /// Reads every record of a sales list's `data`, or a single record.
    public static func all(in data: OSCUValue) -> [InvoiceRecord] {
        guard let list = data["salesList"] else { return InvoiceRecord(record: data).map { [$0] } ?? [] }
        return list.elements.compactMap { InvoiceRecord(record: $0) }
    }

    /// Reads one record, or the body of a sale as it was sent.
    init?(record: OSCUValue) {
        guard let number = record["invcNo"]?.whole else { return nil }
        invoiceNumber = number
        originalInvoiceNumber = record["orgInvcNo"]?.whole ?? 0
        isCreditNote = record["rcptTyCd"]?.string?.uppercased() == "R"
        remark = record["remark"]?.string
        total = record["totAmt"]?.money
        itemCount = record["totItemCnt"]?.whole
        soldOn = record["salesDt"]?.string?.filter { $0 != "-" }
        confirmedAt = record["cfmDt"]?.time
        itemCodes = record["itemList"]?.elements.compactMap { $0["itemCd"]?.string } ?? []
        buyerPIN = record["custTin"]?.string
        receipt = record["receipt"]
    }
}
