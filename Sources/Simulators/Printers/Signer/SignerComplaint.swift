/// Why a signer does not sign: what its `error_status` says.
struct SignerComplaint: Error, Equatable, Sendable {
    /// The field, a colon and what is wrong with it.
    let text: String

    init(_ field: String, _ problem: String) {
        text = "\(field): \(problem)"
    }
}
