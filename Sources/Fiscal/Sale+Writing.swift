/// The members of each part in byte order, as ``CanonicalWriter`` wants them.
extension Sale {
    func write(to writer: inout CanonicalWriter) throws {
        try writer.object { writer in
            if let buyer {
                writer.name("buyer")
                try buyer.write(to: &writer)
            }
            try writer.put("cashier", cashier)
            try writer.put("convention", convention.rawValue)
            if let credits {
                writer.name("credits")
                try credits.write(to: &writer)
            }
            writer.put("late", late)
            writer.name("lines")
            try writer.list(lines) { try $0.write(to: &$1) }
            writer.name("payments")
            try writer.list(payments) { try $0.write(to: &$1) }
            writer.name("rates")
            rates.write(to: &writer)
            if let soldAt { writer.put("soldAt", soldAt.milliseconds) }
            try writer.put("till", till)
        }
    }
}

extension SaleLine {
    fileprivate func write(to writer: inout CanonicalWriter) throws {
        try writer.object { writer in
            if let creditedLine { writer.put("creditedLine", creditedLine) }
            writer.put("discount", discount.minor)
            writer.name("fiscal")
            try writer.list(fiscal) { try $0.write(to: &$1) }
            writer.name("item")
            try item.write(to: &writer)
            try writer.put("name", name)
            writer.put("number", number)
            writer.put("quantity", quantity.thousandths)
            try writer.put("sku", sku)
            try writer.put("tax", tax.rawValue)
            writer.put("total", total.minor)
            writer.put("unitPrice", unitPrice.minor)
        }
    }
}

extension FiscalLine {
    fileprivate func write(to writer: inout CanonicalWriter) throws {
        try writer.object { writer in
            writer.put("discount", discount.minor)
            writer.put("discountPercent", discountPercent)
            try writer.put("name", name)
            writer.put("quantity", quantity.thousandths)
            writer.put("supply", supply.minor)
            writer.put("tax", tax.minor)
            writer.put("taxable", taxable.minor)
            writer.put("total", total.minor)
            writer.put("unitPrice", unitPrice.minor)
        }
    }
}

extension Item {
    fileprivate func write(to writer: inout CanonicalWriter) throws {
        try writer.object { writer in
            try writer.put("class", itemClass)
            try writer.put("origin", origin)
            try writer.put("package", package)
            try writer.put("type", type.rawValue)
            try writer.put("unit", unit)
        }
    }
}

extension Payment {
    fileprivate func write(to writer: inout CanonicalWriter) throws {
        try writer.object { writer in
            writer.put("amount", amount.minor)
            try writer.put("method", method.rawValue)
            try writer.put("reference", reference)
        }
    }
}

extension Buyer {
    fileprivate func write(to writer: inout CanonicalWriter) throws {
        try writer.object { writer in
            try writer.put("name", name)
            try writer.put("phone", phone)
            try writer.put("pin", pin)
        }
    }
}

extension CreditReference {
    fileprivate func write(to writer: inout CanonicalWriter) throws {
        try writer.object { writer in
            try writer.put("documentID", documentID)
            try writer.put("reason", reason.rawValue)
            try writer.put("temporaryNumber", temporaryNumber)
        }
    }
}

extension TaxTable {
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.object { writer in
            writer.name("rates")
            writer.object { writer in
                for letter in TaxLetter.allCases { writer.put(letter.name, self[letter].hundredths) }
            }
        }
    }
}

extension TaxLetter {
    fileprivate var name: StaticString {
        switch self {
        case .A: "A"
        case .B: "B"
        case .C: "C"
        case .D: "D"
        case .E: "E"
        }
    }
}
