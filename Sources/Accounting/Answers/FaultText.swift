import Outbound

/// A provider's words as a fault may keep them.
enum FaultText {
    /// The longest text that a fault keeps.
    private static let longest = 500
    /// Letters, digits and joints in a row beyond which a word can only be a token; ids have 36.
    private static let longestWord = 60

    /// The text without secrets and line ends, cut to 500 characters.
    static func safe(_ text: String) -> String {
        let words = Redaction.text(text.prefix(4 * longest)).split(whereSeparator: \.isWhitespace)
        return String(words.map { isToken($0) ? Redaction.mark : String($0) }.joined(separator: " ").prefix(longest))
    }

    private static func isToken(_ word: Substring) -> Bool {
        if word.contains("eyJ") { return true }
        var length = 0
        for character in word {
            length = character.isLetter || character.isNumber || "-_.~+/=".contains(character) ? length + 1 : 0
            if length > longestWord { return true }
        }
        return false
    }
}
