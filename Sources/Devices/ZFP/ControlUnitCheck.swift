public import Fiscal

/// Every fault of a document that a control unit would not take.
public struct ControlUnitFaults: Error, Sendable, Equatable {
    /// The faults, each with its field, what was found and what is allowed; never empty.
    public let faults: [Fault]
}

extension ControlUnitInvoice {
    /// Everything wrong with it, at once; empty where the unit can take it.
    public var faults: [Fault] {
        var check = Check()
        check.traderNumber(traderNumber)
        check.buyer(buyer)
        if !(1...Self.linesLimit).contains(lines.count) {
            check.fault("lines", "count", found: "\(lines.count) lines", expected: "1 to \(Self.linesLimit) lines")
        }
        for (index, line) in lines.enumerated() { check.line(line, "lines[\(index)]") }
        return check.faults
    }

    /// The count of lines has three digits in `72` (reference §3.6.1).
    static let linesLimit = 999

    private struct Check {
        var faults: [Fault] = []

        mutating func fault(_ field: String, _ rule: String, found: String, expected: String) {
            faults.append(Fault(field: field, rule: rule, found: found, expected: expected))
        }

        mutating func traderNumber(_ number: String) {
            guard !(1...15).contains(number.utf8.count) || !number.utf8.allSatisfy(ControlUnitText.isLetterOrDigit)
            else { return }
            fault("traderNumber", "number", found: "“\(number)”", expected: "1 to 15 letters A–Z, a–z and digits")
        }

        mutating func buyer(_ buyer: Buyer) {
            text(buyer.name, "buyer.name", 30)
            text(buyer.headquarters, "buyer.headquarters", 30)
            text(buyer.address, "buyer.address", 30)
            text(buyer.postalCodeAndCity, "buyer.postalCodeAndCity", 30)
            text(buyer.exemptionNumber, "buyer.exemptionNumber", 30)
            guard !buyer.pin.isEmpty, buyer.pin.wholeMatch(of: #/[A-Z][0-9]{9}[A-Z]/#) == nil else { return }
            fault("buyer.pin", "pin", found: "“\(buyer.pin)”", expected: "a letter, nine digits, a letter; or nothing")
        }

        mutating func line(_ line: Line, _ field: String) {
            text(line.name, field + ".name", 36, isRequired: true)
            text(line.unit, field + ".unit", 3)
            text(line.hsName, field + ".hsName", 20)
            if !("A"..."E").contains(line.letter) {
                fault(field + ".letter", "letter", found: "“\(line.letter)”", expected: "one of A, B, C, D, E")
            }
            let needsCode = line.rateHundredths == 0
            if needsCode || !line.hsCode.isEmpty, line.hsCode.wholeMatch(of: #/[0-9]{4}\.[0-9]{2}\.[0-9]{2}/#) == nil {
                fault(
                    field + ".hsCode", "hs_code", found: line.hsCode.isEmpty ? "nothing" : "“\(line.hsCode)”",
                    expected: "a code such as 0039.11.53" + (needsCode ? ", required at 0 %" : ", or nothing"))
            }
            number(
                line.price.minor > 0 ? line.priceText : "", field + ".price", 15, "an amount above zero", line.priceText
            )
            let quantity = line.quantity.thousandths > 0 ? line.quantityText : ""
            number(quantity, field + ".quantity", 10, "a quantity above zero", line.quantityText)
            if !(0...9_999).contains(line.rateHundredths) {
                fault(field + ".rate", "rate", found: line.rateText, expected: "a rate from 0.0 to 99.99")
            }
            if !(-10_000...99_999).contains(line.discountHundredths) {
                let found = line.discountText
                fault(field + ".discount", "discount", found: found, expected: "a percentage from -100.0 to 999.99")
            }
        }

        private mutating func number(_ text: String, _ field: String, _ width: Int, _ what: String, _ found: String) {
            guard text.isEmpty || text.utf8.count > width else { return }
            fault(field, "number", found: found, expected: "\(what) of at most \(width) characters")
        }

        private mutating func text(_ text: String, _ field: String, _ width: Int, isRequired: Bool = false) {
            let allowed = text.utf8.allSatisfy { $0 == 0x20 || ControlUnitText.isLetterOrDigit($0) }
            if !allowed {
                fault(field, "characters", found: "“\(text)”", expected: "letters A–Z, a–z, digits and spaces")
            } else if text.utf8.count > width {
                fault(field, "width", found: "\(text.utf8.count) characters", expected: "at most \(width) characters")
            } else if isRequired, text.utf8.allSatisfy({ $0 == 0x20 }) {
                fault(field, "required", found: "nothing", expected: "1 to \(width) characters")
            }
        }
    }
}

extension ControlUnitInvoice.Line {
    /// Two decimals.
    var priceText: String { price.description }
    /// One decimal at least, as the shipped driver writes it (reference §3.6.2).
    var quantityText: String { Self.text(quantity.thousandths, scale: 3) }
    var rateText: String { Self.text(Int64(rateHundredths), scale: 2) }
    /// With its sign, which is required (§3.6.1).
    var discountText: String {
        (discountHundredths < 0 ? "" : "+") + Self.text(Int64(discountHundredths), scale: 2)
    }

    private static func text(_ value: Int64, scale: Int) -> String {
        let text = ScaledDecimal.shortText(value, scale: scale)
        return text.contains(".") ? text : text + ".0"
    }
}
