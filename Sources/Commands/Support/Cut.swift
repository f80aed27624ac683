/// Texts that are too long for a table.
enum Cut {
    /// A text of at most so many characters; one that was cut ends with `…`.
    static func text(_ text: String, to most: Int) -> String {
        text.count > most ? text.prefix(most - 1) + "…" : text
    }
}
