import Foundation

/// The printer's own letters, five by eight dots in a cell of any size.
enum DotFont {
    /// Dots across a cell of the drawing, the gap to the next letter included.
    private static let across = 6
    /// Rows of the drawing.
    private static let rows = 8
    /// What is printed where nothing was drawn: an empty box.
    private static let stranger: [UInt8] = [0x1F, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1F, 0x00]

    /// Draws a letter into a picture; a bold one is a dot wider.
    static func draw(
        _ character: Character, bold: Bool, in picture: inout DotPicture, x: Int, y: Int, width: Int, height: Int
    ) {
        let rows = Self.rows(of: character)
        for row in 0..<height {
            let bits = rows[row * Self.rows / height]
            guard bits != 0 else { continue }
            for column in 0..<width where bits >> (4 - min(4, column * across / width)) & 1 == 1 {
                guard column * across / width < 5 else { continue }
                picture.blacken(x + column, y + row)
                if bold { picture.blacken(x + column + 1, y + row) }
            }
        }
    }

    /// The rows of a letter: as drawn, or a drawn one under its mark.
    private static func rows(of character: Character) -> [UInt8] {
        if let rows = GlyphTable.rows(character) { return rows }
        let parts = String(character).decomposedStringWithCanonicalMapping.unicodeScalars
        guard let base = parts.first.flatMap({ GlyphTable.rows(Character($0)) }) else { return stranger }
        return parts.dropFirst().reduce(base) { marked($0, by: $1) }
    }

    private static func marked(_ base: [UInt8], by mark: Unicode.Scalar) -> [UInt8] {
        if mark.value == 0x327 {  // cedilla
            return Array(base.dropLast()) + [0x04]
        }
        let marks: [UInt32: [UInt8]] = [
            0x300: [0x08, 0x04], 0x301: [0x02, 0x04], 0x302: [0x04, 0x0A], 0x303: [0x0D, 0x16], 0x308: [0x0A, 0x00],
            0x30A: [0x04, 0x04], 0x30C: [0x0A, 0x04],
        ]
        let drawn = marks[mark.value] ?? [0x04, 0x00]
        let isSmall = base[0] == 0 && base[1] == 0 || base == GlyphTable.rows("i")
        if isSmall { return drawn + base.dropFirst(2) }
        // A capital moves down a row to make room.
        return [drawn[0]] + base.dropLast()
    }
}
