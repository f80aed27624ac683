/// The simulated authority without a door: requests and their time go in, answers come out.
///
/// For drivers that own time and the network themselves. It plays no faults; those are the network's.
package struct OSCUAuthority: Sendable {
    private var world: OSCUWorld

    /// An answer as it goes on the wire.
    package struct Answer: Sendable {
        /// The HTTP status.
        package let status: Int
        /// The media type.
        package let contentType: String
        /// The body in UTF-8.
        package let body: [UInt8]
    }

    /// A sale or credit note that it has.
    package struct Invoice: Sendable {
        /// KRA's number.
        package let number: Int
        /// What the seller sent as remark.
        package let remark: String
        /// The internal data of its receipt.
        package let internalData: String
        /// Its total as it was sent.
        package let total: String
    }

    /// Makes a strict authority; only `itemClasses` exist there.
    package init(route: OSCURoute, seed: UInt64, itemClasses: Set<String>, communicationKey: String) {
        world = OSCUWorld(
            OSCUSettings(
                route: route, strict: true, seed: seed, itemClasses: itemClasses, communicationKey: communicationKey))
    }

    /// Answers one request that arrives at a time of KRA's clock; names of headers in any case.
    package mutating func answer(
        _ method: String, path: String, query: String = "", headers: [(String, String)], body: [UInt8],
        at epochSeconds: Int
    ) -> Answer {
        let lower = Dictionary(headers.map { ($0.0.lowercased(), $0.1) }) { $1 }
        return Self.wire(
            world.answer(
                OSCURequest(
                    method: method, path: path, query: query, headers: lower, body: body,
                    now: NairobiTime(epochSeconds: epochSeconds))))
    }

    /// An answer with a code and a text, such as a server in trouble gives; nothing is entered in the books.
    package mutating func trouble(_ code: String, _ text: String, at epochSeconds: Int) -> Answer {
        Self.wire(
            world.envelope.answer(
                OSCUVerdict(code: code, text: text, data: .null), now: NairobiTime(epochSeconds: epochSeconds),
                dice: &world.dice))
    }

    /// What it has seen.
    package var report: OSCUReport { world.report }

    /// The accepted documents of all branches, by branch and number.
    package var invoices: [Invoice] {
        world.branches.sorted { $0.key < $1.key }.flatMap { $0.value.invoices }.map(Self.invoice)
    }

    /// How many documents were accepted.
    package var invoiceCount: Int { world.branches.values.reduce(0) { $0 + $1.invoices.count } }

    /// The latest document of the one branch that there is.
    package var lastInvoice: Invoice? { world.branches.values.first?.invoices.last.map(Self.invoice) }

    private static func invoice(_ invoice: OSCUInvoice) -> Invoice {
        Invoice(
            number: invoice.number, remark: invoice.body.text("remark") ?? "", internalData: invoice.internalData,
            total: invoice.body.number("totAmt")?.text ?? "")
    }

    /// The balance of all movements of an item and what its stock master declares, as plain decimals.
    package func stock(of itemCode: String) -> (balance: String, declared: String?)? {
        world.branches.values.compactMap { $0.stock[itemCode] }.first.map { ($0.balance.text, $0.declared?.text) }
    }

    private static func wire(_ answer: OSCUAnswer) -> Answer {
        Answer(status: answer.status, contentType: answer.contentType, body: Array(answer.body.utf8))
    }
}
