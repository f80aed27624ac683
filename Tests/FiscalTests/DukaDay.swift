import Fiscal
import Foundation

/// The sample day of a shop: `packaging/demo/duka-day.ndjson`, one posted sale a line.
struct DukaDay {
    let drafts: [SaleDraft]

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let file = root.appending(path: "packaging/demo/duka-day.ndjson").standardizedFileURL
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        drafts = try lines.map { try decoder.decode(Posted.self, from: Data($0.utf8)).sale.draft }
    }

    private struct Posted: Decodable {
        let sale: PostedSale
    }

    private struct PostedSale: Decodable {
        let till, cashier: String
        let soldAt, expectedTotal: String?
        let lines: [PostedLine]
        let payments: [PostedPayment]
        let discount: PostedDiscount?
        let buyer: Buyer?

        var draft: SaleDraft {
            var draft = SaleDraft()
            draft.till = till
            draft.cashier = cashier
            draft.soldAt = soldAt
            draft.expectedTotal = expectedTotal
            draft.lines = lines.map(\.draft)
            draft.payments = payments.map { PaymentDraft($0.method, $0.amount, reference: $0.reference) }
            draft.discount = discount?.draft
            draft.buyer = buyer
            return draft
        }
    }

    private struct PostedLine: Decodable {
        let sku, name, quantity, unitPrice, tax: String
        let item: PostedItem
        let discount: PostedDiscount?

        var draft: LineDraft {
            var line = LineDraft(name, quantity, unitPrice, tax, sku: sku)
            line.item?.itemClass = item.class
            line.item?.type = item.type
            line.item?.unit = item.unit
            line.item?.package = item.package
            line.item?.origin = item.origin
            line.discount = discount?.draft
            return line
        }
    }

    private struct PostedItem: Decodable {
        let `class`, type, unit, package, origin: String
    }

    private struct PostedPayment: Decodable {
        let method, amount: String
        let reference: String?
    }

    private struct PostedDiscount: Decodable {
        let percent, amount: String?

        var draft: DiscountDraft { DiscountDraft(percent: percent, off: amount) }
    }
}
