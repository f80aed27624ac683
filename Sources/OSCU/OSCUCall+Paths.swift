extension OSCUCall {
    /// The path behind the base address (reference §2.1).
    public func path(on route: OSCURoute) -> String {
        switch route {
        case .direct: paths.direct
        case .integrator: paths.integrator
        }
    }

    private var paths: (direct: String, integrator: String) {
        switch self {
        case .initialise: ("selectInitOsdcInfo", "initialize")
        case .codeList: ("selectCodeList", "selectCodeList")
        case .itemClasses: ("selectItemClsList", "selectItemClass")
        case .branches: ("selectBhfList", "branchList")
        case .customer: ("selectCustomer", "customerPinInfo")
        case .notices: ("selectNoticeList", "selectNoticeList")
        case .saveCustomer: ("saveBhfCustomer", "branchSendCustomerInfo")
        case .saveUser: ("saveBhfUser", "branchUserAccount")
        case .saveInsurance: ("saveBhfInsurance", "branchInsuranceInfo")
        case .saveItem: ("saveItem", "saveItem")
        case .itemList: ("selectItemList", "itemInfo")
        case .saveComposition: ("saveItemComposition", "saveItemComposition")
        case .imports: ("selectImportItemList", "importedItemInfo")
        case .updateImport: ("updateImportItem", "updateImportItem")
        case .sale: ("saveTrnsSalesOsdc", "sendSalesTransaction")
        case .invoiceDetails: ("selectInvoiceDetails", "selectInvoiceDetail")
        case .salesList: ("selectTrnsSalesList", "selectSalesTransactions")
        case .purchases: ("selectTrnsPurchaseSalesList", "getPurchaseTransactionInfo")
        case .savePurchase: ("insertTrnsPurchase", "sendPurchaseTransactionInfo")
        case .stockMoves: ("selectStockMoveList", "selectStockMoveLists")
        case .stockMovement: ("insertStockIO", "insert/stockIO")
        case .stockMaster: ("saveStockMaster", "save/stockMaster")
        case .customerList: ("selectCustomerList", "selectCustomerList")
        case .taxpayer: ("selectTaxPayerInfo", "selectTaxpayerInfo")
        }
    }
}
