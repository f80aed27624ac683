/// Plain ASCII for characters that a printer lacks: letters lose their marks, signs become words.
enum Transliteration {
    /// The nearest ASCII; a question mark where there is none.
    static func ascii(_ character: Character) -> String {
        if let text = table[character] { return text }
        let scalars = character.unicodeScalars
        guard scalars.count > 1, let first = scalars.first, first.properties.isAlphabetic else { return "?" }
        let base = Character(first)
        return base.isASCII ? String(base) : table[base] ?? "?"
    }

    private static let table: [Character: String] = {
        var table: [Character: String] = [:]
        for (text, characters) in groups {
            for scalar in characters.unicodeScalars { table[Character(scalar)] = text }
        }
        return table
    }()

    private static let groups: [(String, String)] = [
        ("", "\u{AD}\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}"), ("!", "¡"), ("\"", "“”„″«»"), ("'", "‘’‚‛′´"),
        ("(C)", "©"), ("(R)", "®"), ("(TM)", "™"), ("*", "•·●"), ("-", "‐‑‒–—―−"), ("->", "→"), ("...", "…"),
        ("/", "÷⁄"), ("1", "¹"), ("1/2", "½"), ("1/4", "¼"), ("2", "²"), ("3", "³"), ("3/4", "¾"), ("<", "‹"),
        ("<-", "←"), (">", "›"), ("?", "¿"), ("A", "ÀÁÂÃÄÅĀĂĄ"), ("a", "àáâãäåāăą"), ("AE", "Æ"), ("ae", "æ"),
        ("C", "ÇĆĈĊČ"), ("c", "çćĉċč"), ("D", "ĎÐĐ"), ("d", "ďðđ"), ("deg", "°"), ("E", "ÈÉÊËĒĔĖĘĚ"),
        ("e", "èéêëēĕėęě"), ("EUR", "€"), ("G", "ĜĞĠĢ"), ("g", "ĝğġģ"), ("GBP", "£"), ("H", "ĤĦ"), ("h", "ĥħ"),
        ("I", "ÌÍÎÏĨĪĬĮİ"), ("i", "ìíîïĩīĭįı"), ("J", "Ĵ"), ("j", "ĵ"), ("JPY", "¥"), ("K", "Ķ"), ("k", "ķ"),
        ("L", "ĹĻĽŁ"), ("l", "ĺļľł"), ("N", "ÑŃŅŇ"), ("n", "ñńņň"), ("No.", "№"), ("O", "ÒÓÔÕÖŌŎŐØ"),
        ("o", "òóôõöōŏőø"), ("OE", "Œ"), ("oe", "œ"), ("R", "ŔŖŘ"), ("r", "ŕŗř"), ("S", "ŚŜŞŠ"), ("s", "śŝşš"),
        ("ss", "ß"), ("T", "ŢŤŦ"), ("t", "ţťŧ"), ("TH", "Þ"), ("th", "þ"), ("U", "ÙÚÛÜŨŪŬŮŰŲ"), ("u", "ùúûüũūŭůűųµ"),
        ("W", "Ŵ"), ("w", "ŵ"), ("x", "×"), ("Y", "ÝŶŸ"), ("y", "ýÿŷ"), ("Z", "ŹŻŽ"), ("z", "źżž"),
    ]
}
