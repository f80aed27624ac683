/// The letters of the paper's picture: 5 by 8 dots for each printable character of ASCII, drawn for this project.
enum BitmapFont {
    /// Columns of a glyph.
    static let glyphWidth = 5
    /// Rows of a glyph; the last one holds what hangs below the line.
    static let glyphHeight = 8
    /// Columns from one letter to the next.
    static let advance = 6
    /// Rows from one line to the next.
    static let lineHeight = 10

    /// Whether a glyph is black at a place; a character outside ASCII looks like a question mark.
    static func isDark(_ character: Character, column: Int, row: Int) -> Bool {
        let code = Int(character.asciiValue ?? UInt8(ascii: "?")) - 32
        let glyph = glyphs.indices.contains(code) ? glyphs[code] : glyphs[31]
        return glyph >> UInt64((glyphHeight - 1 - row) * glyphWidth + glyphWidth - 1 - column) & 1 == 1
    }

    /// Space to tilde; forty bits each, the top row first, the left dot of a row first.
    private static let glyphs: [UInt64] = [
        0x0000000000, 0x2108420080, 0x5294000000, 0x52BEAFA940, 0x23E8E2F880, 0xCE44444E60,  // space ! " # $ %
        0x64A88AC9A0, 0x2110000000, 0x1110841040, 0x4104211100, 0x012AEA9000, 0x0109F21000,  // & ' ( ) * +
        0x0000001888, 0x0001F00000, 0x00000018C0, 0x0844444200, 0x74675CC5C0, 0x23084211C0,  // , - . / 0 1
        0x74426443E0, 0x744260C5C0, 0x11952F8840, 0xFC3C10C5C0, 0x3221E8C5C0, 0xF844421080,  // 2 3 4 5 6 7
        0x7462E8C5C0, 0x7462F08980, 0x018C031800, 0x018C031100, 0x1111041040, 0x003E0F8000,  // 8 9 : ; < =
        0x4104111100, 0x7442220080, 0x746F5BC1C0, 0x7463F8C620, 0xF463E8C7C0, 0x74610845C0,  // > ? @ A B C
        0xF46318C7C0, 0xFC21E843E0, 0xFC21E84200, 0x746178C5E0, 0x8C63F8C620, 0x71084211C0,  // D E F G H I
        0x3884214980, 0x8CA98A4A20, 0x84210843E0, 0x8EEB58C620, 0x8E6B38C620, 0x746318C5C0,  // J K L M N O
        0xF463E84200, 0x74631AC9A0, 0xF463EA4A20, 0x7C20E087C0, 0xF908421080, 0x8C6318C5C0,  // P Q R S T U
        0x8C63152880, 0x8C635AEE20, 0x8C54454620, 0x8C54421080, 0xF8444443E0, 0x72108421C0,  // V W X Y Z [
        0x8410410420, 0x70842109C0, 0x22A2000000, 0x000000001F, 0x4104000000, 0x001C17C5E0,  // \ ] ^ _ ` a
        0x843D18C7C0, 0x001D0841C0, 0x085F18C5E0, 0x001D1FC1C0, 0x323C842100, 0x001F18BC2E,  // b c d e f g
        0x843D18C620, 0x20184211C0, 0x100C210A4C, 0x84254C5240, 0x61084211C0, 0x00355AD6A0,  // h i j k l m
        0x003D18C620, 0x001D18C5C0, 0x003D18FA10, 0x001F18BC21, 0x002D884200, 0x001F0707C0,  // n o p q r s
        0x423C8424C0, 0x002318CDA0, 0x002318A880, 0x00235AD540, 0x0022A22A20, 0x002318BC2E,  // t u v w x y
        0x003E2223E0, 0x1108821040, 0x2108421080, 0x4108221100, 0x0013590000,  // z { | } ~
    ]
}
