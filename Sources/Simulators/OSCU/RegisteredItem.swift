/// One item of the register, as it was last saved.
struct RegisteredItem: Sendable {
    /// The item code.
    let code: String
    /// The branch that saved it.
    let bhfId: String
    /// The body of the last save.
    let body: ExactJSON
    /// When it was last saved.
    let changedAt: NairobiTime

    /// Whether it is a service, which has no stock.
    var isService: Bool { body.text("itemTyCd") == "3" }
}
