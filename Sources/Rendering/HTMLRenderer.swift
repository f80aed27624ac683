internal import Fiscal

/// A slip as one web page that needs nothing else: escaped text, the QR code drawn inline, styles for an 80 mm roll.
public struct HTMLRenderer: Sendable {
    /// Makes a renderer.
    public init() {}

    /// The page of a slip.
    public func render(_ slip: Slip) -> String {
        let layout = SlipLayout(slip)
        let language = slip.isProvisional ? slip.language : .english
        let title = Self.escaped(slip.entry.document.temporaryNumber)
        return """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <main>
            \(Self.watermark(slip.designation) + layout.lines.map(Self.element).joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    private static func element(_ line: PaperLine) -> String {
        switch line {
        case .text(let text, let align, let bold, let tall):
            let classes = [align == .center ? "center" : "", bold ? "bold" : "", tall ? "tall" : ""]
            return "<p class=\"\(classes.filter { !$0.isEmpty }.joined(separator: " "))\">\(escaped(text))</p>"
        case .rule:
            return "<hr>"
        case .columns(let left, let right, let bold):
            let name = bold ? "columns bold" : "columns"
            return "<div class=\"\(name)\"><span>\(escaped(left))</span><span>\(escaped(right))</span></div>"
        case .pair(let left, let right):
            return "<div class=\"pair\"><span>\(escaped(left))</span><span>\(escaped(right))</span></div>"
        case .table(let name, let taxable, let tax):
            let cells = [name, taxable, tax].map { "<span>\(escaped($0))</span>" }.joined()
            return "<div class=\"table\">\(cells)</div>"
        case .qr(let payload):
            return QRSymbol(payload).map(drawing) ?? ""
        case .logo:
            return "<p class=\"center\">[KRA LOGO]</p>"
        case .blank:
            return "<p>&nbsp;</p>"
        }
    }

    /// The word behind the text that reference §6.4 asks for on all but the original.
    private static func watermark(_ designation: Designation) -> String {
        designation == .original
            ? "" : "<div class=\"watermark\" aria-hidden=\"true\">\(designation.rawValue.uppercased())</div>\n"
    }

    /// A symbol as one path: a rectangle for each run of dark modules.
    private static func drawing(_ symbol: QRSymbol) -> String {
        var path = ""
        for row in 0..<symbol.side {
            var column = 0
            while column < symbol.side {
                let start = column
                while symbol.isDark(column: column, row: row) { column += 1 }
                if column > start { path += "M\(start) \(row)h\(column - start)v1h-\(column - start)z" }
                column += 1
            }
        }
        let edge = symbol.side + 2 * QRSymbol.quietZone
        let box = "-\(QRSymbol.quietZone) -\(QRSymbol.quietZone) \(edge) \(edge)"
        return "<svg role=\"img\" aria-label=\"QR\" viewBox=\"\(box)\" shape-rendering=\"crispEdges\">"
            + "<path d=\"\(path)\"/></svg>"
    }

    /// A text that cannot become markup; control characters are left out.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case _ where scalar.properties.generalCategory == .control: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static let style = """
        @page{size:80mm auto;margin:0}
        *{box-sizing:border-box}
        body{margin:0;background:#eee;color:#000;font:12px/1.35 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
        main{position:relative;overflow:hidden;width:80mm;margin:0 auto;padding:4mm;background:#fff}
        p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
        hr{border:0;border-top:1px dashed #000;margin:1mm 0}
        .center{text-align:center}.bold{font-weight:bold}.tall{font-size:2.2em;letter-spacing:.2em}
        .columns,.pair{display:flex;flex-wrap:wrap;white-space:pre-wrap;gap:0 2ch}
        .columns{justify-content:space-between}.columns span:last-child{margin-left:auto;text-align:right}
        .table{display:grid;grid-template-columns:9ch 1fr 1fr}.table span+span{text-align:right}
        span{overflow-wrap:anywhere}
        svg{display:block;width:45mm;height:45mm;margin:2mm auto;background:#fff}
        .watermark{position:absolute;inset:0;display:flex;align-items:center;justify-content:center;
        font-size:4em;font-weight:bold;opacity:.12;transform:rotate(-45deg);pointer-events:none}
        @media print{body{background:none}main{margin:0}}
        """
}
