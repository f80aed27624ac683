import Fiscal
import OSCU
import Spool

extension Trouble {
    static let notInitialised = Trouble(
        code: "kra.not_initialised", reason: "this device is not initialised with KRA; sales wait here",
        action: "run: risiti kra init")

    static let notReconciled = Trouble(
        code: "kra.not_reconciled",
        reason: "this journal was restored from a backup, and KRA may have sales that it does not know; sales wait",
        action: "run: risiti kra reconcile")

    /// Invoices that were sold after the backup was made.
    static func lostSales(_ lost: [LostInvoice]) -> Trouble {
        let total = lost.compactMap(\.total).reduce(Money.zero) { $0 + $1 }
        let numbers = lost.map(\.number)
        var evidence = [
            "count": "\(lost.count)", "total": "\(total)",
            "invoice_numbers": "\(numbers.min() ?? 0) to \(numbers.max() ?? 0)",
        ]
        for invoice in lost.prefix(Self.lostNamed) {
            let when = invoice.signedAt.map { KenyaTime($0).rfc3339 } ?? "?"
            evidence["invoice_\(invoice.number)"] =
                "\(invoice.total.map { "\($0)" } ?? "?") at \(when), \(invoice.remark ?? "no remark")"
        }
        return Trouble(
            code: "kra.lost_sales",
            reason: """
                KRA has \(lost.count) sales that this journal lost, invoice numbers \(numbers.min() ?? 0) to \
                \(numbers.max() ?? 0), together \(total): sold after the backup, or by another device
                """,
            evidence: evidence, action: "enter them in the books from KRA's portal or their slips, then discard this")
    }

    /// Lost invoices that a task names one by one.
    private static let lostNamed = 100

    static func refused(_ reply: OSCUReply, _ write: InFlightWrite) -> Trouble {
        Trouble(
            code: "kra.refused", reason: "KRA refused: \(reply.text)",
            evidence: evidence(reply).merging(["number": write.number.map(String.init) ?? "none"]) { $1 },
            action: "correct the item or the sale's data, then retry; or discard and sell again")
    }

    static func device(_ reply: OSCUReply) -> Trouble {
        Trouble(
            code: "kra.device", reason: "KRA does not take this device: \(reply.text)", evidence: evidence(reply),
            action: "check PIN, branch and serial with KRA, then: risiti lanes resume kra")
    }

    static func configuration(_ reply: OSCUReply) -> Trouble {
        Trouble(
            code: "kra.configuration", reason: "KRA's address or path is wrong: \(reply.text)",
            evidence: evidence(reply),
            action: "correct kra.base_url and kra.route, restart, then: risiti lanes resume kra")
    }

    static func counterAhead(_ reply: OSCUReply) -> Trouble {
        Trouble(
            code: "kra.counter_ahead",
            reason: "KRA has numbers that this agent never sent: \(reply.text)", evidence: evidence(reply),
            action:
                "find who else uses this device or which backup was restored, then run: risiti kra reconcile")
    }

    static func someoneElses(number: Int64, remark: String?) -> Trouble {
        Trouble(
            code: "kra.two_writers", reason: "KRA has another document under invoice number \(number)",
            evidence: ["invoice_number": "\(number)", "remark": remark ?? "none"],
            action: "find who else uses this device, then run: risiti kra reconcile")
    }

    static func noStock(_ items: [RegisteredItem]) -> Trouble {
        Trouble(
            code: "kra.no_stock",
            reason: "KRA has not enough stock of \(items.map(\.name).joined(separator: ", "))",
            evidence: Dictionary(items.map { ($0.sku, "\($0.balanceHundredths) hundredths") }) { $1 },
            action: "declare the stock at KRA or set kra.opening_stock: declare, then retry")
    }

    static func originalMissing(_ reference: CreditReference) -> Trouble {
        Trouble(
            code: "kra.original_missing",
            reason: "the original, \(reference.temporaryNumber), has no fiscal receipt",
            evidence: ["original": reference.documentID],
            action: "settle the original's task first, then retry; where the original was discarded, discard this too")
    }

    private static func evidence(_ reply: OSCUReply) -> [String: String] {
        [
            "code": reply.code ?? "none", "text": reply.text, "reference_id": reply.referenceID ?? "none",
            "http_status": reply.httpStatus.map(String.init) ?? "none",
        ]
    }
}
