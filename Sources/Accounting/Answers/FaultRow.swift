/// A line of a provider's table of errors: what follows from some of its codes, and what a person is told.
struct FaultRow: Sendable {
    /// The provider's codes, or words of our own where it has none.
    let codes: [String]
    /// What follows.
    let kind: BooksFault.Class
    /// Our sentence for a person.
    let sentence: String
    /// What the person does about it.
    let remedy: String
    /// How long to wait where the answer does not say.
    let wait: Duration?

    init(_ codes: [String], _ kind: BooksFault.Class, _ sentence: String, _ remedy: String, wait: Duration? = nil) {
        (self.codes, self.kind, self.sentence, self.remedy, self.wait) = (codes, kind, sentence, remedy, wait)
    }

    /// The fault of this line with the provider's words, cut and without secrets.
    func fault(code: String, text: String = "", after: Duration? = nil) -> BooksFault {
        BooksFault(
            kind, code: code, text: FaultText.safe(text), sentence: sentence, remedy: remedy, after: after ?? wait)
    }
}

/// What somebody did or did not do, for the class of a fault that leaves open whether it was done.
enum Asking {
    /// Something is to be made or changed.
    case write
    /// Nothing is changed, whatever becomes of it.
    case read

    /// The class of a fault that leaves open whether the call was carried out.
    var open: BooksFault.Class { self == .write ? .unclear : .later }
}
