/// Checks the lines of a document against the item register.
///
/// Source: kra-oscu.md, sections 2.14, 2.18 and 4.4.
struct RegistrationRules: Sendable {
    /// The register of the PIN.
    let register: TaxpayerBook

    /// Every item must be registered, and its class, units and tax letter must be the registered ones.
    func check(_ lines: [ExactJSON]) throws(OSCURefusal) {
        for (index, line) in lines.enumerated() {
            let code = line.text("itemCd") ?? ""
            guard let item = register.item(code) else {
                throw OSCURefusal(
                    "999", "Items provided under the itemList section do not exist in your stock: \(code)")
            }
            for name in ["itemClsCd", "pkgUnitCd", "qtyUnitCd", "taxTyCd"] where !line.isAbsent(name) {
                let (expected, found) = (item.body.text(name) ?? "", line.text(name) ?? "")
                guard expected == found else {
                    throw OSCURefusal(
                        "910", "Invalid \(name) on item: \(index + 1). Expected: \(expected), But Found: \(found)")
                }
            }
        }
    }

    /// Goods must be moved in and declared, and what is left must cover the sale; services need no stock.
    func checkStock(_ lines: [InvoiceLine], _ stock: [String: StockBalance]) throws(OSCURefusal) {
        var wanted: [String: ExactDecimal] = [:]
        for line in lines where register.item(line.itemCd)?.isService == false {
            guard let available = stock[line.itemCd]?.available else {
                throw OSCURefusal(
                    "999", "Item \(line.itemCd) (itemSeq \(line.itemSeq)) does not exist in your stock master")
            }
            let total = wanted[line.itemCd, default: .zero] + line.qty
            guard total <= available else {
                throw OSCURefusal(
                    "999",
                    "Insufficient Stock for item \(line.itemCd). Available: \(available.text), Found: \(total.text)")
            }
            wanted[line.itemCd] = total
        }
    }
}
