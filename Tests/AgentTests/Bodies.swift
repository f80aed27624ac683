/// Bodies that tills post.
enum Bodies {
    /// The sale of the contract: books and tomatoes.
    static func sale(
        quantity: String = "\"3\"", tax: String = "B", expected: String = "630.00", extra: String = ""
    ) -> String {
        """
        {"till": "T1", "cashier": "A12", "lines": [
          {"sku": "6161100000017", "name": "Exercise book A4 200 pages", "quantity": \(quantity),
           "unit_price": "150.00", "tax": "\(tax)",
           "item": {"class": "4412160400", "type": "goods", "unit": "NO", "package": "NT", "origin": "KE"}},
          {"sku": "TOMATO", "name": "Fresh tomatoes", "quantity": "1.5", "unit_price": "120.00", "tax": "A",
           "item": {"class": "5040240000", "type": "goods", "unit": "KG", "package": "NT", "origin": "KE"}}],
         "payments": [{"method": "cash", "amount": "630.00"}], "buyer": null\(extra), "expected_total": "\(expected)"}
        """
    }

    /// Takes back some of a sale's first line.
    static func credit(quantity: String, reason: String) -> [UInt8] {
        Array("{\"lines\": [{\"line\": 1, \"quantity\": \"\(quantity)\"}], \"reason\": \"\(reason)\"}".utf8)
    }

    /// A sale of many lines.
    static func lines(_ count: Int) -> String {
        let line = """
            {"sku": "PEN", "name": "Pen", "quantity": "1", "unit_price": "10.00", "tax": "B",
             "item": {"class": "4412170100", "type": "goods", "unit": "NO", "package": "NT", "origin": "KE"}}
            """
        let lines = Array(repeating: line, count: count).joined(separator: ",")
        return """
            {"till": "T1", "cashier": "A12", "lines": [\(lines)],
             "payments": [{"method": "cash", "amount": "\(count * 10).00"}]}
            """
    }
}
