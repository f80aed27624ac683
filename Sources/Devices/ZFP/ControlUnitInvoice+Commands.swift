extension ControlUnitInvoice {
    /// The command that opens it (reference §3.6.1): 198 bytes for an invoice, 218 for a note.
    var openCommand: ZFPCommand {
        var fields = ["1", "     0", "0"]
        switch kind {
        case .invoice: fields.append("1")
        case .creditNote: fields.append("A")
        case .debitNote: fields.append("@")
        }
        fields += [
            Self.padded(buyer.name, 30), Self.padded(buyer.pin, 14), Self.padded(buyer.headquarters, 30),
            Self.padded(buyer.address, 30), Self.padded(buyer.postalCodeAndCity, 30),
            Self.padded(buyer.exemptionNumber, 30),
        ]
        switch kind {
        case .invoice: break
        case .creditNote(let related), .debitNote(let related): fields.append(related.text)
        }
        fields.append(Self.padded(traderNumber, 15))
        return .open(fields.joined(separator: ";"))
    }

    /// The command that sells a line: `Name(36);VAT;Price;MU(3);HS(10);HSName(20);VATRate*Qty[,Disc%]`.
    func sellCommand(_ index: Int) -> ZFPCommand {
        let line = lines[index]
        let fields = [
            Self.padded(line.name, 36), String(line.letter), line.priceText, Self.padded(line.unit, 3),
            Self.padded(line.hsCode, 10), Self.padded(line.hsName, 20), line.rateText,
        ]
        let discount = line.discountHundredths == 0 ? "" : "," + line.discountText + "%"
        return .sell(fields.joined(separator: ";") + "*" + line.quantityText + discount)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
}
