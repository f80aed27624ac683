import OSCU
import Testing

struct AddressTests {
    @Test(arguments: [
        (OSCUCall.initialise, "selectInitOsdcInfo", "initialize"), (.codeList, "selectCodeList", "selectCodeList"),
        (.itemClasses, "selectItemClsList", "selectItemClass"), (.branches, "selectBhfList", "branchList"),
        (.customer, "selectCustomer", "customerPinInfo"), (.notices, "selectNoticeList", "selectNoticeList"),
        (.saveCustomer, "saveBhfCustomer", "branchSendCustomerInfo"), (.saveUser, "saveBhfUser", "branchUserAccount"),
        (.saveInsurance, "saveBhfInsurance", "branchInsuranceInfo"), (.saveItem, "saveItem", "saveItem"),
        (.itemList, "selectItemList", "itemInfo"),
        (.saveComposition, "saveItemComposition", "saveItemComposition"),
        (.imports, "selectImportItemList", "importedItemInfo"), (.updateImport, "updateImportItem", "updateImportItem"),
        (.sale, "saveTrnsSalesOsdc", "sendSalesTransaction"),
        (.invoiceDetails, "selectInvoiceDetails", "selectInvoiceDetail"),
        (.salesList, "selectTrnsSalesList", "selectSalesTransactions"),
        (.purchases, "selectTrnsPurchaseSalesList", "getPurchaseTransactionInfo"),
        (.savePurchase, "insertTrnsPurchase", "sendPurchaseTransactionInfo"),
        (.stockMoves, "selectStockMoveList", "selectStockMoveLists"),
        (.stockMovement, "insertStockIO", "insert/stockIO"), (.stockMaster, "saveStockMaster", "save/stockMaster"),
        (.customerList, "selectCustomerList", "selectCustomerList"),
        (.taxpayer, "selectTaxPayerInfo", "selectTaxpayerInfo"),
    ])
    func `each call has its path on both routes`(_ call: OSCUCall, _ direct: String, _ integrator: String) {
        #expect(call.path(on: .direct) == direct)
        #expect(call.path(on: .integrator) == integrator)
        for base in ["https://kra/api", "https://kra/api/"] {
            let address = OSCUAddress(route: .integrator, base: base, token: nil)
            #expect(address.url(of: call) == "https://kra/api/" + integrator)
        }
    }

    @Test(arguments: [["sale": "/x/sell"], ["saveTrnsSalesOsdc": "x/sell"]])
    func `a path can be replaced`(_ paths: [String: String]) {
        let address = OSCUAddress(route: .integrator, base: "https://kra/api", token: nil, paths: paths)
        #expect(address.url(of: .sale) == "https://kra/api/x/sell")
        #expect(address.url(of: .saveItem) == "https://kra/api/saveItem")
    }

    @Test func `no secret shows in a description or dump`() throws {
        let registration = try #require(
            OSCUValue(json: Array(Sample.registration.utf8))?["data"].flatMap { DeviceRegistration(from: $0) })
        for value in [Shop.credentials, registration] as [any Sendable] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("S3CRET"))
                #expect(!text.contains(Shop.key))
            }
        }
    }
}
