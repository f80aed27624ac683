/// A column of a table.
struct Column<Row>: Sendable {
    /// The heading.
    let heading: String
    /// Whether its texts stand at the right edge, as amounts do.
    let isRight: Bool
    /// What a row says in it.
    let text: @Sendable (Row) -> String

    init(_ heading: String, isRight: Bool = false, _ text: @escaping @Sendable (Row) -> String) {
        self.heading = heading
        self.isRight = isRight
        self.text = text
    }
}
