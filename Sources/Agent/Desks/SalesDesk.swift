public import Fiscal
public import Spool

/// Accepts sales and credit notes: checked, sealed and durable before the till has its answer.
public actor SalesDesk {
    private let spool: Spool
    private let branch: Branch
    private let convention: AmountConvention
    private var rates: TaxTable
    private var knownItems: [String: Item]

    init(spool: Spool, settings: Settings, rates: TaxTable, knownItems: [String: Item]) {
        self.spool = spool
        branch = settings.branch
        convention = settings.kra.amounts
        self.rates = rates
        self.knownItems = knownItems
    }

    /// Seals a sale.
    ///
    /// - Parameters:
    ///   - draft: what the till posted.
    ///   - faults: what its reader found wrong already.
    ///   - key: the till's idempotency key.
    ///   - digest: SHA-256 of the posted bytes.
    /// - Throws: `SaleFaults` with every fault, or ``SpoolError``.
    public func accept(
        _ draft: SaleDraft, faults: [Fault], key: String, digest: [UInt8]
    ) async throws -> Appended {
        let rules = SaleRules(rates: rates, convention: convention, knownItems: knownItems)
        let sale = try draft.checked(in: rules, after: faults)
        for line in sale.lines { knownItems[line.sku] = line.item }
        return try await append(.sale(sale), key: key, digest: digest)
    }

    /// Seals a credit note for a sale.
    ///
    /// - Throws: `SaleFaults` naming each line beyond what is left, or ``SpoolError``.
    public func credit(
        _ sale: StoredSale, lines: [CreditRequest]?, reason: CreditReason, till: String?, cashier: String?,
        soldAt: Timestamp?, key: String, digest: [UInt8]
    ) async throws -> Appended {
        let content = NewSale.Content.creditNote(original: sale.entry.document.sequence) {
            original, notes throws(SaleFaults) in
            let document = original.document
            return try document.sale.credited(
                lines,
                as: CreditReference(
                    documentID: document.id, temporaryNumber: document.temporaryNumber, reason: reason),
                after: notes, till: till ?? document.sale.till, cashier: cashier ?? document.sale.cashier,
                soldAt: soldAt)
        }
        return try await append(content, key: key, digest: digest)
    }

    /// Takes over the rates that KRA's code list names.
    func use(_ rates: TaxTable) {
        self.rates = rates
    }

    private func append(_ content: NewSale.Content, key: String, digest: [UInt8]) async throws -> Appended {
        try await spool.append(
            NewSale(
                idempotencyKey: key, requestDigest: digest, content: content, branch: branch,
                lanes: [KRADestination.lane]))
    }
}
