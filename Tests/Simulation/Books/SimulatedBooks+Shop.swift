import Accounting
import BooksTestSupport
import Simulators

extension SimulatedBooks {
    /// Opens the books of a plan, whose clock is the shop's.
    init(_ provider: Provider, _ plan: BooksPlan, _ clock: VirtualClock) throws {
        try self.init(provider) { options in
            (options.companies, options.seed) = (plan.companies, plan.seed)
            (options.dripMilliseconds, options.holdSeconds) = (1, 0)
            options.clock = { clock.trueSeconds }
        }
    }

    /// Somebody at the office gives what took our number another one.
    func giveWay(_ document: BooksReport.Document) async {
        let (type, member) =
            switch provider {
            case .quickBooks: (document.type, "DocNumber")
            case .xero:
                (document.type + "s", document.type == "CreditNote" ? "CreditNoteNumber" : "InvoiceNumber")
            }
        await control(
            "edit",
            """
            {"company":"\(document.company)","type":"\(type)","id":"\(document.id)",\
            "set":{"\(member)":"OFFICE-\(document.id.suffix(12))"}}
            """)
    }
}
