/// Fits lines to a width in fixed letters: wraps, aligns, and never lets a row overflow.
struct Typesetter {
    /// The columns of the paper.
    let width: Int
    /// The table whose characters may be used, one column each; nil for ASCII alone.
    let codePage: CodePage?

    /// Columns between two short texts side by side, where there is room (reference §6.2a).
    private static let pairGap = 5

    /// The rows of a slip.
    func rows(_ slip: Slip) -> [PaperRow] {
        SlipLayout(slip).lines.flatMap(rows)
    }

    /// The rows of one line.
    func rows(_ line: PaperLine) -> [PaperRow] {
        switch line {
        case .text(let text, let align, let bold, let tall):
            let room = tall ? width / 2 : width
            return wrap(text, to: room).map {
                .text(align == .center ? centered($0, in: room) : $0, bold: bold, tall: tall)
            }
        case .rule:
            return [.text(String(repeating: "-", count: width))]
        case .columns(let left, let right, let bold):
            return columns(left, right).map { .text($0, bold: bold) }
        case .pair(let left, let right):
            return pair(left, right).map { .text($0) }
        case .table(let name, let taxable, let tax):
            return table(name, taxable, tax).map { .text($0) }
        case .qr(let payload):
            return [.qr(payload)]
        case .logo:
            return [.logo]
        case .blank:
            return [.text("")]
        }
    }

    /// A text in the middle of a room; the odd space goes to the right.
    func centered(_ text: String, in room: Int) -> String {
        Self.spaces((room - text.count) / 2) + text
    }

    private func columns(_ left: String, _ right: String) -> [String] {
        let (left, right) = (fit(left), fit(right))
        let gap = width - left.count - right.count
        if gap >= 1 { return [left + Self.spaces(gap) + right] }
        return wrap(left, to: width) + wrap(right, to: width).map { Self.spaces(width - $0.count) + $0 }
    }

    private func pair(_ left: String, _ right: String) -> [String] {
        let (left, right) = (fit(left), fit(right))
        let gap = min(Self.pairGap, width - left.count - right.count)
        return gap >= 1 ? [left + Self.spaces(gap) + right] : wrap(left, to: width) + wrap(right, to: width)
    }

    /// The second column ends where the sketch of reference §6.2a has it, column 23 of 42, or in proportion.
    private func table(_ name: String, _ taxable: String, _ tax: String) -> [String] {
        let edge = width < 40 ? 20 : width * 23 / 42
        let before = edge - name.count - taxable.count
        let behind = width - edge - tax.count
        if before >= 1, behind >= 1 {
            return [name + Self.spaces(before) + taxable + Self.spaces(behind) + tax]
        }
        return [name] + columns(taxable, tax)
    }

    /// Breaks a text between words; a word longer than the line is cut.
    ///
    /// Leading spaces stay on the first row.
    private func wrap(_ text: String, to room: Int) -> [String] {
        var rest = Substring(fit(text))
        var rows: [String] = []
        while rest.count > room {
            let head = rest.prefix(room + 1)
            let indent = head.prefix { $0 == " " }.count
            if let space = head.dropFirst(indent).lastIndex(of: " ") {
                rows.append(String(rest[..<space]))
                rest = rest[space...].drop { $0 == " " }
            } else {
                rows.append(String(rest.prefix(room)))
                rest = rest.dropFirst(room)
            }
        }
        if !rest.isEmpty || rows.isEmpty { rows.append(String(rest)) }
        return rows.map(Self.trimmed)
    }

    private func fit(_ text: String) -> String { CodePage.fit(text, to: codePage) }

    private static func trimmed(_ row: String) -> String {
        var row = row
        while row.last == " " { row.removeLast() }
        return row
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
