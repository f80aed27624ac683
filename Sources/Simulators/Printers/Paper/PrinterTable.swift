/// A printer's character table: which letter each byte prints.
///
/// Selected by `1B 74 n` in Epson's numbering (fiscal-hardware.md §5.1).
enum PrinterTable: UInt8, Sendable, CaseIterable {
    /// The oldest.
    case cp437 = 0
    /// Western Europe.
    case cp850 = 2
    /// Windows' Western table.
    case cp1252 = 16
    /// Western Europe with the euro sign.
    case cp858 = 19

    /// What a byte from 20h prints.
    func character(_ byte: UInt8) -> Character {
        if byte < 0x80 { return Character(UnicodeScalar(byte)) }
        return (Self.upperHalves[self] ?? [])[Int(byte) - 0x80]
    }

    private static let upperHalves: [PrinterTable: [Character]] = [
        .cp437: Array(
            "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ" + "áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
                + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ "),
        .cp850: Array(western), .cp858: Array(western.map { $0 == "ı" ? "€" : $0 }),
        .cp1252: Array(
            "€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ" + " ¡¢£¤¥¦§¨©ª«¬-®¯°±²³´µ¶·¸¹º»¼½¾¿"
                + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß" + "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"),
    ]

    private static let western =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ" + "áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐"
        + "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀" + "ÓßÔÒõÕµþÞÚÛÙýÝ¯´-±‗¾¶§÷¸°¨·¹³²■ "
}
