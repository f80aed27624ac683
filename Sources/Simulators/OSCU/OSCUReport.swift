/// What the simulated authority has seen, for tests and for the demo.
public struct OSCUReport: Sendable, Codable, Equatable {
    /// The numbers of one sequence.
    public struct Numbers: Sendable, Codable, Equatable {
        /// The lowest number; nil when there is none.
        public var first: Int?
        /// The highest number; nil when there is none.
        public var last: Int?
        /// The numbers missing between them.
        public var gaps: [Int]

        /// Writes all three, null where there is no number.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(first, forKey: .first)
            try container.encode(last, forKey: .last)
            try container.encode(gaps, forKey: .gaps)
        }
    }

    /// How many sales were accepted, over all branches.
    public var acceptedSales = 0
    /// How many credit notes were accepted, over all branches.
    public var acceptedCreditNotes = 0
    /// The numbers of sales and credit notes.
    public var invoiceNumbers = Numbers(first: nil, last: nil, gaps: [])
    /// How many stock movements were accepted.
    public var stockMovements = 0
    /// The movement numbers that are missing.
    public var stockGaps: [Int] = []
    /// The item serials that are missing.
    public var itemSerialGaps: [Int] = []
    /// How many items are registered.
    public var items = 0
    /// Every `trdInvcNo` and `remark` that was accepted under two numbers of one branch.
    public var doubled: [String] = []
    /// How often each refusal was given since the start, by its text.
    public var refusals: [String: Int] = [:]
    /// How many KRA requests came since the start, those a fault swallowed included.
    public var requests = 0
    /// How often each fault was played since the start, by its name.
    public var faults: [String: Int] = [:]

    enum CodingKeys: String, CodingKey {
        case acceptedSales = "accepted_sales"
        case acceptedCreditNotes = "accepted_credit_notes"
        case invoiceNumbers = "invoice_numbers"
        case stockMovements = "stock_movements"
        case stockGaps = "stock_gaps"
        case itemSerialGaps = "item_serial_gaps"
        case items, doubled, refusals, requests, faults
    }
}
