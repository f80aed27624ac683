/// The language of the words that are the shop's own; a fiscal receipt keeps KRA's English wording in either.
public enum Language: String, Sendable, Codable, CaseIterable {
    /// English.
    case english = "en"
    /// Kiswahili.
    case swahili = "sw"
}
