extension OSCUWorld {
    /// What was accepted and refused so far; the faults are added by whoever plays them.
    var report: OSCUReport {
        var report = OSCUReport()
        report.requests = requests
        report.refusals = refusals
        for (_, book) in branches.sorted(by: { $0.key < $1.key }) {
            let notes = book.invoices.count(where: \.isCreditNote)
            report.acceptedCreditNotes += notes
            report.acceptedSales += book.invoices.count - notes
            let numbers = book.invoices.map(\.number)
            report.invoiceNumbers = OSCUReport.Numbers(
                first: [report.invoiceNumbers.first, numbers.min()].compactMap(\.self).min(),
                last: [report.invoiceNumbers.last, numbers.max()].compactMap(\.self).max(),
                gaps: report.invoiceNumbers.gaps + Self.gaps(numbers))
            report.stockMovements += book.movements.count
            report.stockGaps += Self.gaps(book.movements.compactMap { $0.integer("sarNo") })
            report.doubled += Self.doubled(book.invoices)
        }
        for (_, register) in taxpayers.sorted(by: { $0.key < $1.key }) {
            report.items += register.items.count
            report.itemSerialGaps += Self.gaps(register.serials)
        }
        return report
    }

    /// The accepted documents, one JSON line each, by branch and number.
    var sales: String {
        branches.sorted { $0.key < $1.key }.flatMap { $0.value.invoices }.map { invoice in
            let line: ExactJSON = [
                "invcNo": .number(ExactDecimal(invoice.number)), "trdInvcNo": invoice.body.copy("trdInvcNo"),
                "remark": invoice.body.copy("remark"), "totAmt": invoice.body.copy("totAmt"),
                "rcptTyCd": invoice.body.copy("rcptTyCd"), "intrlData": .string(invoice.internalData),
                "rcptSign": .string(invoice.signature), "sdcDateTime": .string(invoice.signedAt.compact),
            ]
            return line.encoded + "\n"
        }.joined()
    }

    private static func gaps(_ numbers: [Int]) -> [Int] {
        guard let last = numbers.max() else { return [] }
        let known = Set(numbers)
        return (1...max(1, last)).filter { !known.contains($0) }
    }

    private static func doubled(_ invoices: [OSCUInvoice]) -> [String] {
        let twice = ["trdInvcNo", "remark"].flatMap { name in
            Dictionary(grouping: invoices.compactMap { $0.body.text(name) }, by: \.self)
                .filter { $0.value.count > 1 }.keys
        }
        return Set(twice).sorted()
    }
}
