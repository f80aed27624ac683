extension OSCUWorld {
    /// `saveItem`: registers an item, or changes the name, price, barcode and use of a known one (section 2.10).
    mutating func saveItem(_ call: OSCUCall) throws(OSCURefusal) -> OSCUVerdict {
        let body = call.body
        try FieldTable.item.check(body, strict: settings.strict)
        let code = body.text("itemCd") ?? ""
        let register = self.register(call.branch.tin)
        if settings.strict { try checkCodes(body) }
        if let known = register.item(code) {
            for name in ["itemClsCd", "itemTyCd", "orgnNatCd", "pkgUnitCd", "qtyUnitCd", "taxTyCd"]
            where known.body.text(name) != body.text(name) {
                throw OSCURefusal("910", "\(name) of itemCd \(code) cannot be changed")
            }
        } else {
            if let refusal = ItemCode.refusal(code, of: body) { throw refusal }
            guard ItemCode(code, of: body)?.serial == register.nextSerial else {
                throw OSCURefusal(
                    "999",
                    "Invalid itemCd Sequence. Expected sequence ending with: ********\(register.nextSerial)")
            }
        }
        accept(OSCUEvent(.itemSaved, call.branch, at: call.now, body: body))
        return .done()
    }

    private func checkCodes(_ body: ExactJSON) throws(OSCURefusal) {
        let itemClass = body.text("itemClsCd") ?? ""
        guard ItemClasses.contains(itemClass, settings) else {
            throw OSCURefusal("910", "Ensure you use a valid item classification code: \(itemClass)")
        }
        let country = body.text("orgnNatCd") ?? ""
        guard country.utf8.count == 2, country.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw .code("orgnNatCd", country)
        }
        for (name, list) in [
            ("itemTyCd", "24"), ("pkgUnitCd", "17"), ("qtyUnitCd", "10"), ("taxTyCd", "04"),
        ] {
            try CodeLists.check(name, body, list)
        }
    }
}
