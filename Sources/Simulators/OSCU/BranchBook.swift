/// What KRA keeps per branch: devices, documents, movements and stock.
struct BranchBook: Sendable {
    /// The devices that were initialised.
    private(set) var devices: [OSCUDevice] = []
    /// How often init was called again for a device; the third call corrupts the record on the gateway.
    private(set) var repeatedInits = 0
    /// The accepted sales and credit notes, by rising number.
    private(set) var invoices: [OSCUInvoice] = []
    /// The bodies of the accepted stock movements, by rising number.
    private(set) var movements: [ExactJSON] = []
    /// The stock by item code.
    private(set) var stock: [String: StockBalance] = [:]
    /// The saved customers with the time they were saved.
    private(set) var customers: [(at: NairobiTime, body: ExactJSON)] = []

    /// The number the next sale or credit note must have.
    var nextInvoiceNumber: Int { invoices.count + 1 }
    /// The number the next stock movement must have.
    var nextMovementNumber: Int { movements.count + 1 }

    /// The document under a number.
    func invoice(_ number: Int) -> OSCUInvoice? {
        invoices.indices.contains(number - 1) ? invoices[number - 1] : nil
    }

    /// Enters what was accepted for this branch.
    mutating func apply(_ event: OSCUEvent) {
        switch event.kind {
        case .deviceInitialised:
            let key = event.answer.text("cmcKey") ?? ""
            devices.append(OSCUDevice(serial: event.body.text("dvcSrlNo") ?? "", communicationKey: key))
        case .initialisedAgain: repeatedInits += 1
        case .customerSaved: customers.append((event.at, event.body))
        case .stockMoved: move(event.body)
        case .stockDeclared:
            if let code = event.body.text("itemCd"), let quantity = event.body.number("rsdQty") {
                stock[code, default: StockBalance()].declared = quantity
            }
        case .invoiceAccepted: enter(event)
        case .itemSaved, .userSaved, .insuranceSaved: break
        }
    }

    private mutating func move(_ body: ExactJSON) {
        movements.append(body)
        let type = body.text("sarTyCd") ?? ""
        for line in InvoiceLine.lines(of: body) {
            stock[line.itemCd, default: StockBalance()].move(line.qty, type: type)
        }
    }

    private mutating func enter(_ event: OSCUEvent) {
        let invoice = OSCUInvoice(
            number: event.body.integer("invcNo") ?? nextInvoiceNumber, body: event.body,
            internalData: event.answer.text("intrlData") ?? "", signature: event.answer.text("rcptSign") ?? "",
            signedAt: event.at)
        invoices.append(invoice)
        let lines = InvoiceLine.lines(of: event.body)
        guard invoice.isCreditNote else {
            for line in lines {
                stock[line.itemCd, default: StockBalance()].sell(line.qty)
            }
            return
        }
        let original = (event.body.integer("orgInvcNo") ?? 0) - 1
        if invoices.indices.contains(original) { invoices[original].credit(lines) }
    }
}
