/// A printer's character table: which byte prints which character.
public enum CodePage: String, Sendable, CaseIterable {
    /// The oldest table, which every ESC/POS printer has.
    case cp437
    /// Western Europe.
    case cp850
    /// Western Europe with the euro sign.
    case cp858
    /// Windows' Western table.
    case windows1252

    /// The operand of `ESC t` that chooses the table (Epson's ESC/POS command reference, `ESC t`).
    var selector: UInt8 {
        switch self {
        case .cp437: 0
        case .cp850: 2
        case .cp858: 19
        case .windows1252: 16
        }
    }

    /// The bytes of a text; what the table lacks is transliterated, and a question mark is the last resort.
    func bytes(_ text: String) -> [UInt8] {
        fit(text).map { $0.asciiValue ?? Self.codes[self]?[$0] ?? UInt8(ascii: "?") }
    }

    /// The text in the table's own characters, so that each takes one column; control characters become spaces.
    func fit(_ text: String) -> String { Self.fit(text, to: self) }

    /// The text in the characters of a table, or in ASCII alone where none is given.
    static func fit(_ text: String, to page: CodePage?) -> String {
        text.reduce(into: "") { result, character in
            if holds(character, page) {
                result.append(character)
            } else if character.isWhitespace || isControl(character) {
                result.append(" ")
            } else {
                for substitute in Transliteration.ascii(character) {
                    result.append(substitute)
                }
            }
        }
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
    }

    private static func holds(_ character: Character, _ page: CodePage?) -> Bool {
        if let ascii = character.asciiValue, !character.isNewline { return (0x20...0x7E).contains(ascii) }
        return page.flatMap { codes[$0]?[character] } != nil
    }

    private static let codes: [CodePage: [Character: UInt8]] = [
        .cp437: table(Self.upperHalf437), .cp850: table(Self.upperHalf850),
        .cp858: table(String(Self.upperHalf850.map { $0 == "ı" ? "€" : $0 })), .windows1252: table(Self.upperHalf1252),
    ]

    /// Pairs each character of a table's upper half with its byte; the soft and the hard blank are left to spaces.
    private static func table(_ upperHalf: String) -> [Character: UInt8] {
        let pairs = zip(upperHalf, UInt8(128)...UInt8(255))
        let printable = pairs.filter { !["\u{A0}", "\u{AD}", "\u{FFFD}"].contains($0.0) }
        return Dictionary(printable) { first, _ in first }
    }

    private static let upperHalf437 =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ"
        + "áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
        + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
        + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"

    private static let upperHalf850 =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ"
        + "áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐"
        + "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀"
        + "ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}"

    private static let upperHalf1252 =
        "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ"
        + "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿"
        + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
        + "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"
}
