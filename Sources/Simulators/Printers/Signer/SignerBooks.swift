/// What a signer has signed: its numbers have no gap, and none is given twice.
///
/// Whether a real one knows an `invoice_number` again is not known (fiscal-hardware.md §1.5); this one does not, so that
/// each request that is carried out is another signature.
struct SignerBooks: Sendable {
    /// The unit's serial number.
    let serial: String
    /// The documents, oldest first.
    private(set) var signed: [SignedDocument] = []
    private var given: Set<String> = []

    init(serial: String) {
        self.serial = serial
    }

    /// The digits that each number begins with: the maker's three and the unit's six (§1.3).
    private var unit: String { String(serial.dropFirst(5).prefix(3) + serial.suffix(6)) }

    /// The number that comes next.
    private var nextNumber: String {
        let counter = String(signed.count + 1)
        return unit + String(repeating: "0", count: 10 - counter.count) + counter
    }

    /// The trader's numbers that have more than one signature as the same kind of document.
    var doubled: [String] {
        let groups = Dictionary(grouping: signed) { "\($0.kind.rawValue) \($0.invoiceNumber)" }
        return groups.values.filter { $0.count > 1 }.map { $0[0].invoiceNumber }.sorted()
    }

    /// The signature of a document; it counts once it is kept.
    func signature(of form: SignerForm, at time: NairobiTime) throws(SignerComplaint) -> SignedDocument {
        guard !form.kind.isNote || given.contains(form.related) else {
            throw SignerComplaint("rel_doc_number", "\(form.related) is no number that this unit gave")
        }
        return SignedDocument(form, number: nextNumber, serial: serial, at: time)
    }

    /// Keeps a document; false where it is not the one that comes next.
    mutating func keep(_ document: SignedDocument) -> Bool {
        guard document.number == nextNumber, document.serial == serial else { return false }
        signed.append(document)
        given.insert(document.number)
        return true
    }
}
