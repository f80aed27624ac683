import Devices
import Fiscal

/// A sale as a control unit is told it (fiscal-hardware §3.6.1).
struct ControlUnitPlan {
    let settings: Settings.ControlUnitSettings
    let driver: ControlUnitDriver
    /// The unit's own rates, which tell its letters.
    let rates: ZFPRates

    /// What is wrong with a sale for this unit, every fault at once.
    struct Unfit: Error {
        let faults: [String]
    }

    /// Makes the document; `original` is the fiscal receipt of the sale that a credit note takes back.
    func invoice(of document: Document, original: FiscalReceipt?) throws(Unfit) -> ControlUnitInvoice {
        var faults: [String] = []
        let sale = document.sale
        var kind = ControlUnitInvoice.Kind.invoice
        if let credits = sale.credits {
            if let number = original.flatMap({ ControlUnitNumber($0.receiptNumber) }) {
                kind = .creditNote(of: number)
            } else {
                faults.append("the original \(credits.temporaryNumber) has no CU invoice number")
            }
        }
        let number = ControlUnitInvoice.traderNumber(for: document.temporaryNumber)
        if number == nil {
            faults.append("its number \(document.temporaryNumber) does not become 15 letters and digits without an x")
        }
        var lines: [ControlUnitInvoice.Line] = []
        for line in sale.lines {
            for part in line.fiscal {
                switch self.line(part, of: line, sale.rates[line.tax]) {
                case .success(let made): lines.append(made)
                case .failure(let unfit): faults += unfit.faults
                }
            }
        }
        if lines.isEmpty, faults.isEmpty { faults.append("it has no line with an amount") }
        guard faults.isEmpty, let number else { throw Unfit(faults: faults) }
        return ControlUnitInvoice(kind: kind, traderNumber: number, buyer: buyer(of: sale), lines: lines)
    }

    private func buyer(of sale: Sale) -> ControlUnitInvoice.Buyer {
        var buyer = ControlUnitInvoice.Buyer()
        buyer.name = ControlUnitText.name(sale.buyer?.name ?? "", width: 30)
        buyer.pin = sale.buyer?.pin ?? ""
        return buyer
    }

    private func line(
        _ part: FiscalLine, of line: SaleLine, _ rate: TaxRate
    ) -> Result<ControlUnitInvoice.Line, Unfit> {
        guard let letter = letter(for: line.tax, rate) else {
            return .failure(
                Unfit(faults: ["line \(line.number): the unit has no rate of \(rate.text) %; its rates are \(rates)"]))
        }
        let hsCode = settings.hsCodes[line.tax] ?? ""
        if rate == .zero, hsCode.isEmpty {
            return .failure(Unfit(faults: [Self.missingCode(line)]))
        }
        return .success(
            ControlUnitInvoice.Line(
                name: ControlUnitText.name(part.name), letter: letter, price: part.unitPrice,
                unit: ControlUnitText.name(line.item.unit, width: 3), hsCode: rate == .zero ? hsCode : "",
                rateHundredths: Int(rate.hundredths), quantity: part.quantity,
                discountHundredths: -100 * part.discountPercent))
    }

    /// That a line wants an HS code (fiscal-hardware §1.3), and where to say it.
    static func missingCode(_ line: SaleLine) -> String {
        "line \(line.number) bears no tax and needs an HS code: set kra.control_unit.hs_codes.\(line.tax)"
    }

    /// The unit's letter: as the owner says, as the profile says, or by the unit's own rates.
    ///
    /// Where several letters have no tax, ours stands if the unit's has none either; sources disagree on which of them is
    /// which (§3.6.1), so that an owner can say it.
    private func letter(for tax: TaxLetter, _ rate: TaxRate) -> Character? {
        if let letter = settings.letters[tax] ?? driver.letters?[Int(rate.hundredths)] { return letter }
        let letters = rates.letters(of: Int(rate.hundredths))
        return letters.contains(Character(tax.rawValue)) ? Character(tax.rawValue) : letters.first
    }
}
