/// One call of KRA's interface; the raw value is its flat name on the direct route.
///
/// Source: kra-oscu.md, section 2.1. Item composition, imports to update and purchases to save are not simulated.
enum OSCUEndpoint: String, CaseIterable, Sendable {
    case selectInitOsdcInfo
    case selectCodeList
    case selectItemClsList
    case selectBhfList
    case selectCustomer
    case selectNoticeList
    case saveBhfCustomer
    case saveBhfUser
    case saveBhfInsurance
    case saveItem
    case selectItemList
    case selectImportItemList
    case saveTrnsSalesOsdc
    case selectInvoiceDetails
    case selectTrnsSalesList
    case selectTrnsPurchaseSalesList
    case selectStockMoveList
    case insertStockIO
    case saveStockMaster
    case selectCustomerList
    case selectTaxPayerInfo

    /// The call a path names; nil for a path the route does not have.
    static func named(_ path: String, on route: OSCURoute) -> OSCUEndpoint? {
        switch route {
        case .direct: OSCUEndpoint(rawValue: path)
        case .integrator: allCases.first { $0.integratorPaths.contains(path) }
        }
    }

    /// The paths of the call on the integrator route, the usual one first.
    var integratorPaths: [String] {
        switch self {
        case .selectInitOsdcInfo: ["initialize"]
        case .selectItemClsList: ["selectItemClass"]
        case .selectBhfList: ["branchList", "selectBhfList"]
        case .selectCustomer: ["customerPinInfo"]
        case .selectNoticeList: ["selectNoticeList", "selectNotices"]
        case .saveBhfCustomer: ["branchSendCustomerInfo"]
        case .saveBhfUser: ["branchUserAccount"]
        case .saveBhfInsurance: ["branchInsuranceInfo"]
        case .selectItemList: ["itemInfo"]
        case .selectImportItemList: ["importedItemInfo"]
        case .saveTrnsSalesOsdc: ["sendSalesTransaction"]
        case .selectInvoiceDetails: ["selectInvoiceDetail"]
        case .selectTrnsSalesList: ["selectSalesTransactions"]
        case .selectTrnsPurchaseSalesList: ["getPurchaseTransactionInfo"]
        case .selectStockMoveList: ["selectStockMoveLists"]
        case .insertStockIO: ["insert/stockIO"]
        case .saveStockMaster: ["save/stockMaster"]
        case .selectTaxPayerInfo: ["selectTaxpayerInfo"]
        case .selectCodeList, .saveItem, .selectCustomerList: [rawValue]
        }
    }

    /// Whether the call changes KRA's books: the audit fields and, on the integrator route, the app id are demanded.
    var isWrite: Bool {
        switch self {
        case .saveBhfCustomer, .saveBhfUser, .saveBhfInsurance, .saveItem, .saveTrnsSalesOsdc, .insertStockIO,
            .saveStockMaster:
            true
        default: false
        }
    }

    /// Whether the call needs `lastReqDt`.
    var asksForChanges: Bool {
        switch self {
        case .selectCodeList, .selectItemClsList, .selectBhfList, .selectNoticeList, .selectItemList,
            .selectImportItemList, .selectTrnsSalesList, .selectTrnsPurchaseSalesList, .selectStockMoveList,
            .selectCustomerList, .selectTaxPayerInfo:
            true
        default: false
        }
    }
}
