import Fiscal
import Foundation

/// What the rules of `spool/CONTRACT.md` need of an entry's bytes, and no more: a replay reads every entry.
struct Sealed {
    let version: Int64
    let id: String
    let sequence: Int64
    let acceptedAt: Int64
    let kind: SealedText.Kind

    /// Reads an entry's bytes; nil where they are neither a sale nor a notice.
    init?(_ bytes: Data, decoder: JSONDecoder) {
        if let sale = SaleScanner.scan([UInt8](bytes)), let version = sale.version, let id = sale.id,
            let sequence = sale.sequence, let acceptedAt = sale.acceptedAt, let number = sale.temporaryNumber,
            let till = sale.till
        {
            (self.version, self.id, self.sequence, self.acceptedAt) = (version, id, sequence, acceptedAt)
            kind = .sale(temporaryNumber: number, till: till, total: sale.total)
        } else if let text = try? decoder.decode(SealedText.self, from: bytes), let kind = text.kind {
            (version, id, sequence, acceptedAt) = (text.version, text.id, text.sequence, text.acceptedAt)
            self.kind = kind
        } else {
            return nil
        }
    }
}

/// The decoder's form of an entry's bytes: for notices, and for sales that ``SaleScanner`` is not sure of.
struct SealedText: Decodable {
    let version: Int64
    let id: String
    let sequence: Int64
    let acceptedAt: Int64
    let temporaryNumber: String?
    let sale: SaleText?
    let branch: Anything?
    let handover: Handover?
    let pruning: Pruning?

    struct SaleText: Decodable {
        let till: String
        let lines: [Line]

        struct Line: Decodable {
            let fiscal: [Part]
        }

        struct Part: Decodable {
            let total: Int64
        }
    }

    /// A value that is there.
    struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    /// What the entry is; nil where it is neither a sale nor a notice.
    enum Kind {
        case sale(temporaryNumber: String, till: String, total: Int64)
        case handover(Handover)
        case pruning(Pruning)
    }

    var kind: Kind? {
        switch (sale, temporaryNumber, handover, pruning) {
        case (let sale?, let number?, nil, nil) where branch != nil:
            var total: Int64 = 0
            for part in sale.lines.lazy.flatMap(\.fiscal) {
                let (sum, overflow) = total.addingReportingOverflow(part.total)
                guard !overflow else { return nil }
                total = sum
            }
            return .sale(temporaryNumber: number, till: sale.till, total: total)
        case (nil, nil, let handover?, nil) where branch == nil: return .handover(handover)
        case (nil, nil, nil, let pruning?) where branch == nil: return .pruning(pruning)
        default: return nil
        }
    }
}
