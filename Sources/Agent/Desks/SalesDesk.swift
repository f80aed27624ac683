public import Fiscal
public import Spool
import Synchronization

/// Accepts sales and credit notes: checked, sealed and durable before the till has its answer.
public final class SalesDesk: Sendable {
    private let spool: Spool
    private let branch: Branch
    private let rules: Mutex<SaleRules>

    init(spool: Spool, settings: Settings, rates: TaxTable, knownItems: [String: Item]) {
        self.spool = spool
        branch = settings.branch
        rules = Mutex(SaleRules(rates: rates, convention: settings.kra.amounts, knownItems: knownItems))
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
        let sale = try draft.checked(in: rules.withLock { $0 }, after: faults)
        rules.withLock { rules in
            for line in sale.lines where rules.knownItems[line.sku] != line.item {
                rules.knownItems[line.sku] = line.item
            }
        }
        return try await append(try .sale(sale), key: key, digest: digest)
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

    /// The rates that sales are taxed by now.
    @Sendable func rates() -> TaxTable { rules.withLock { $0.rates } }

    /// Takes over the rates that KRA's code list names.
    func use(_ rates: TaxTable) {
        rules.withLock { $0.rates = rates }
    }

    private func append(_ content: NewSale.Content, key: String, digest: [UInt8]) async throws -> Appended {
        try await spool.append(
            NewSale(
                idempotencyKey: key, requestDigest: digest, content: content, branch: branch,
                lanes: [KRADestination.lane]))
    }
}
