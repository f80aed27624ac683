/// What can be asked of KRA (reference §2.1).
public enum OSCUCall: String, Codable, Sendable, CaseIterable {
    /// Initialises the device, once in its life.
    case initialise
    /// Lists the codes.
    case codeList
    /// Lists the item classes; the full download takes minutes.
    case itemClasses
    /// Lists the branches.
    case branches
    /// Looks a customer up by PIN.
    case customer
    /// Lists notices; the cheapest call, fit to ask whether KRA is there.
    case notices
    /// Saves a branch's customer.
    case saveCustomer
    /// Saves a branch's user.
    case saveUser
    /// Saves an insurance of a pharmacy.
    case saveInsurance
    /// Registers or updates an item.
    case saveItem
    /// Lists the items.
    case itemList
    /// Saves what an item is made of.
    case saveComposition
    /// Lists imports.
    case imports
    /// Answers an import.
    case updateImport
    /// Sends a sale or credit note.
    case sale
    /// Looks one invoice up by its number.
    case invoiceDetails
    /// Lists the sales that KRA has.
    case salesList
    /// Lists sales that others made to this shop.
    case purchases
    /// Saves a purchase.
    case savePurchase
    /// Lists stock that other branches moved here.
    case stockMoves
    /// Sends a stock movement.
    case stockMovement
    /// Sends an item's balance.
    case stockMaster
    /// Lists the customers that were saved.
    case customerList
    /// Asks for the taxpayer's own record.
    case taxpayer

    /// Whether KRA keeps something after it, so that a lost answer must be looked up before it is sent again.
    public var isWrite: Bool {
        switch self {
        case .initialise, .saveCustomer, .saveUser, .saveInsurance, .saveItem, .saveComposition, .updateImport, .sale,
            .savePurchase, .stockMovement, .stockMaster:
            true
        case .codeList, .itemClasses, .branches, .customer, .notices, .itemList, .imports, .invoiceDetails, .salesList,
            .purchases, .stockMoves, .customerList, .taxpayer:
            false
        }
    }

    /// How long the whole answer may take: 30 s to initialise, 60 s for one thing, 120 s for a list, 30 minutes for
    /// the item classes (reference §1.5).
    public var timeout: Duration {
        switch self {
        case .initialise: .seconds(30)
        case .itemClasses: .seconds(1_800)
        case .codeList, .branches, .notices, .itemList, .imports, .salesList, .purchases, .stockMoves, .customerList:
            .seconds(120)
        case .customer, .saveCustomer, .saveUser, .saveInsurance, .saveItem, .saveComposition, .updateImport, .sale,
            .invoiceDetails, .savePurchase, .stockMovement, .stockMaster, .taxpayer:
            .seconds(60)
        }
    }
}
