import Fiscal
import Spool
import SpoolTestSupport

extension FiscalReceipt {
    /// KRA's answer with an invoice number.
    static func example(_ invoice: Int64) -> FiscalReceipt {
        FiscalReceipt(
            scuID: "KRACU0300000123", invoiceNumber: invoice, receiptNumber: "\(invoice)",
            totalReceiptNumber: "\(invoice)", internalData: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", signature: "ABCDEFGHIJKLMNOP",
            signedAt: Shop.opening, qr: "https://example.invalid/\(invoice)")
    }
}

extension Shop {
    /// The job at the head; a test that calls this has one.
    func job() async throws -> Job {
        guard let job = try await head() else { throw Unexpected("the lane is empty") }
        return job
    }

    /// Writes a write down for a job.
    @discardableResult
    func writeDown(_ job: Job, _ effect: WriteEffect = .sale, number: Int64? = 1) async throws -> InFlightWrite {
        try await spool.writeDown(
            InFlightWrite(job: job, effect: effect, number: number, body: Array("body".utf8)), at: Self.opening)
    }

    /// Makes the sale at the head fiscal and finishes its job.
    func fiscalise(invoice: Int64) async throws {
        let job = try await job()
        let write = try await writeDown(job, number: invoice)
        try await spool.settle(write, receipt: .example(invoice), at: Self.opening)
        try await spool.finish(job, at: Self.opening)
    }
}
