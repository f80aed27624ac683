public import Fiscal

extension OSCURequest {
    /// Registers or updates an item (reference §2.10).
    public static func saveItem(
        _ device: OSCUDevice, registration: ItemRegistration, audit: String
    ) -> OSCURequest {
        request(.saveItem, device) { body in
            body.text("itemCd", registration.code, limit: 20)
            body.text("itemClsCd", registration.item.itemClass, limit: 10)
            body.text("itemTyCd", registration.item.type.code)
            body.text("itemNm", registration.name, limit: 200)
            body.null("itemStdNm")
            body.text("orgnNatCd", registration.item.origin)
            body.text("pkgUnitCd", registration.item.package)
            body.text("qtyUnitCd", registration.item.unit)
            body.text("taxTyCd", registration.tax.rawValue)
            body.null("btchNo")
            body.text("bcd", registration.barcode, limit: 20)
            body.money("dftPrc", registration.price)
            body.null("grpPrcL1", "grpPrcL2", "grpPrcL3", "grpPrcL4", "grpPrcL5", "addInfo", "sftyQty")
            body.text("isrcAplcbYn", "N")
            body.text("useYn", "Y")
            body.audit(audit)
        }
    }

    /// Sends a stock movement (reference §2.18); the stock masters of its items follow it.
    public static func stockMovement(
        _ device: OSCUDevice, _ movement: StockMovement, codes: StockCodes = .published, audit: String
    ) -> OSCURequest {
        request(.stockMovement, device) { body in
            body.number("sarNo", movement.number)
            // Zero and never null: null gives a server exception (reference §2.18).
            body.number("orgSarNo", 0)
            body.text("regTyCd", movement.kind == .opening ? "M" : "A")
            body.null("custTin", "custNm", "custBhfId")
            body.text("sarTyCd", codes.code(of: movement.kind))
            body.text("ocrnDt", KenyaTime(movement.occurredAt).compactDate)
            body.number("totItemCnt", Int64(movement.lines.count))
            body.money("totTaxblAmt", movement.lines.reduce(.zero) { $0 + $1.taxable })
            body.money("totTaxAmt", movement.lines.reduce(.zero) { $0 + $1.tax })
            body.money("totAmt", movement.lines.reduce(.zero) { $0 + $1.total })
            body.text("remark", movement.remark, limit: 400)
            body.audit(audit)
            body.list("itemList", movement.lines) { body, line, place in
                body.number("itemSeq", place)
                body.text("itemCd", line.itemCode, limit: 20)
                body.text("itemClsCd", line.item.itemClass, limit: 10)
                body.text("itemNm", line.name, limit: 200)
                body.null("bcd")
                body.text("pkgUnitCd", line.item.package)
                body.hundredths("pkg", line.quantity.hundredths)
                body.text("qtyUnitCd", line.item.unit)
                body.hundredths("qty", line.quantity.hundredths)
                body.null("itemExprDt")
                body.money("prc", line.unitPrice)
                body.money("splyAmt", line.supply)
                body.money("totDcAmt", line.discount)
                body.money("taxblAmt", line.taxable)
                body.text("taxTyCd", line.taxLetter.rawValue)
                body.money("taxAmt", line.tax)
                body.money("totAmt", line.total)
            }
        }
    }

    /// Sends an item's balance in hundredths; it must be KRA's own sum of the movements (reference §2.18).
    public static func stockMaster(
        _ device: OSCUDevice, itemCode: String, balanceHundredths: Int64, audit: String
    ) -> OSCURequest {
        request(.stockMaster, device) { body in
            body.text("itemCd", itemCode, limit: 20)
            body.hundredths("rsdQty", balanceHundredths)
            body.audit(audit)
        }
    }
}

extension ItemType {
    /// KRA's product type (code class 24).
    public var code: String {
        switch self {
        case .material: "1"
        case .goods: "2"
        case .service: "3"
        }
    }
}
