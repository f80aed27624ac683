extension OSCUWorld {
    /// `insertStockIO`: a movement in or out; its numbers are gapless (section 2.18).
    mutating func moveStock(_ call: OSCUCall) throws(OSCURefusal) -> OSCUVerdict {
        try checkMovement(call)
        accept(OSCUEvent(.stockMoved, call.branch, at: call.now, body: call.body))
        return .done()
    }

    /// `saveStockMaster`: must repeat the balance of all movements (section 2.18).
    mutating func declareStock(_ call: OSCUCall) throws(OSCURefusal) -> OSCUVerdict {
        try FieldTable.master.check(call.body, strict: settings.strict)
        guard let stock = book(call.branch).stock[call.body.text("itemCd") ?? ""], stock.wasMoved else {
            throw OSCURefusal("999", "Stock IO is empty, consider adding items to the stock IO first")
        }
        let found = call.body.number("rsdQty") ?? .zero
        guard !settings.strict || found == stock.balance else {
            throw OSCURefusal(
                "999", "rsdQty mismatch. Expected: \(stock.balance.doubleText) but found: \(found.text)")
        }
        accept(OSCUEvent(.stockDeclared, call.branch, at: call.now, body: call.body))
        return .done()
    }

    private func checkMovement(_ call: OSCUCall) throws(OSCURefusal) {
        let body = call.body
        try FieldTable.movement.check(body, strict: settings.strict)
        let rows = body.elements("itemList")
        guard (1...999).contains(rows.count) else {
            throw .parameter("itemList", "must have 1 to 999 lines, found \(rows.count)")
        }
        for (index, row) in rows.enumerated() {
            try FieldTable.movementLine.check(row, line: index + 1, strict: settings.strict)
        }
        try checkNumber(call)
        try CodeLists.check("sarTyCd", body, "12")
        guard settings.strict else { return }
        try CodeLists.check("regTyCd", body, "31")
        guard let day = body.text("ocrnDt"), day <= call.now.day else {
            throw .parameter("ocrnDt", "is ahead of KRA's clock")
        }
        let lines = InvoiceLine.lines(of: body)
        let amounts = AmountRules(settings: settings)
        for (index, line) in lines.enumerated() {
            guard line.itemSeq == index + 1 else {
                throw .parameter("itemSeq", "must be \(index + 1), found \(line.itemSeq)")
            }
            guard line.pkg > .zero else { throw .missing("pkg", line: index + 1) }
            try amounts.check(line, discountByRate: false)
        }
        try amounts.checkTotals(body, lines)
        try RegistrationRules(register: register(call.branch.tin)).check(rows)
        try checkBalance(lines, body.text("sarTyCd") ?? "", book(call.branch).stock)
    }

    private func checkNumber(_ call: OSCUCall) throws(OSCURefusal) {
        let book = self.book(call.branch)
        guard let number = call.body.integer("sarNo") else { throw .parameter("sarNo", "must be an integer") }
        guard number != book.nextMovementNumber else { return }
        if settings.route == .direct, book.movements.indices.contains(number - 1),
            book.movements[number - 1] == call.body
        {
            throw .overlapped
        }
        throw OSCURefusal("999", "Invalid sarNo: Expected: \(book.nextMovementNumber) but found: \(number)")
    }

    /// Nothing leaves that is not there, and a movement caused by a sale comes after that sale.
    private func checkBalance(
        _ lines: [InvoiceLine], _ type: String, _ stock: [String: StockBalance]
    ) throws(OSCURefusal) {
        guard type.hasPrefix("1") else { return }
        var wanted: [String: ExactDecimal] = [:]
        for line in lines {
            let balance = stock[line.itemCd] ?? StockBalance()
            guard type != "11" || balance.wasSold else {
                throw OSCURefusal("999", "Item \(line.itemCd) has no sale for stock movement 11")
            }
            let total = wanted[line.itemCd, default: .zero] + line.qty
            guard total <= balance.balance else {
                throw OSCURefusal(
                    "999",
                    "Insufficient Stock for item \(line.itemCd). "
                        + "Available: \(balance.balance.text), Found: \(total.text)")
            }
            wanted[line.itemCd] = total
        }
    }
}
