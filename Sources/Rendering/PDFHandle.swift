internal import CHaru
internal import Fiscal

/// A PDF in the making by libhpdf; the only place that touches the library's memory.
///
/// Lengths are whole hundredths of a point, a point being 1/72 inch; places count from the page's lower left corner.
/// The library is given no error callback, so it never leaves a call but by returning: what went wrong is in each
/// call's answer, and nothing jumps past Swift.
struct PDFHandle: ~Copyable {
    /// The fonts, of the fourteen that every reader of PDF has, so that none is carried along.
    enum Font: String {
        case plain = "Courier"
        case bold = "Courier-Bold"
    }

    private let document: HPDF_Doc
    private var page: HPDF_Page?

    /// - Throws: ``PDFError`` where the library has no memory.
    init() throws(PDFError) {
        guard let document = HPDF_New(nil, nil) else { throw PDFError(operation: "HPDF_New", status: 0) }
        let status = HPDF_SetCompressionMode(document, HPDF_UINT(HPDF_COMP_TEXT))
        guard status == HPDF_STATUS(HPDF_OK) else {
            HPDF_Free(document)
            throw PDFError(operation: "HPDF_SetCompressionMode", status: UInt(status))
        }
        self.document = document
        page = nil
    }

    deinit { HPDF_Free(document) }

    /// Sets the title, ASCII, and the time of making, which is part of the bytes and so never the present one.
    func describe(title: String, made: KenyaTime) throws(PDFError) {
        try check("HPDF_SetInfoAttr", HPDF_SetInfoAttr(document, HPDF_INFO_TITLE, title))
        let date = HPDF_Date(
            year: HPDF_INT(made.year), month: HPDF_INT(made.month), day: HPDF_INT(made.day),
            hour: HPDF_INT(made.hour), minutes: HPDF_INT(made.minute), seconds: HPDF_INT(made.second),
            ind: CChar(UInt8(ascii: "+")), off_hour: 3, off_minutes: 0)
        for attribute in [HPDF_INFO_CREATION_DATE, HPDF_INFO_MOD_DATE] {
            try check("HPDF_SetInfoDateAttr", HPDF_SetInfoDateAttr(document, attribute, date))
        }
    }

    /// Begins a page; what is drawn stands on the page begun last.
    mutating func beginPage(width: Int, height: Int) throws(PDFError) {
        guard let page = HPDF_AddPage(document) else { throw failure("HPDF_AddPage") }
        try check("HPDF_Page_SetWidth", HPDF_Page_SetWidth(page, Self.points(width)))
        try check("HPDF_Page_SetHeight", HPDF_Page_SetHeight(page, Self.points(height)))
        self.page = page
    }

    /// Writes a text from a place on its base line; the bytes are those of Windows' Western table, none of them zero.
    func write(_ bytes: [UInt8], x: Int, y: Int, font: Font, size: Int) throws(PDFError) {
        guard let face = HPDF_GetFont(document, font.rawValue, "WinAnsiEncoding") else { throw failure("HPDF_GetFont") }
        try check("HPDF_Page_SetFontAndSize", HPDF_Page_SetFontAndSize(page, face, Self.points(size)))
        try check("HPDF_Page_BeginText", HPDF_Page_BeginText(page))
        let text = bytes.map { CChar(bitPattern: $0) } + [0]
        try check("HPDF_Page_TextOut", HPDF_Page_TextOut(page, Self.points(x), Self.points(y), text))
        try check("HPDF_Page_EndText", HPDF_Page_EndText(page))
    }

    /// Adds a black rectangle to those that ``fill()`` draws.
    func addRectangle(x: Int, y: Int, width: Int, height: Int) throws(PDFError) {
        try check(
            "HPDF_Page_Rectangle",
            HPDF_Page_Rectangle(page, Self.points(x), Self.points(y), Self.points(width), Self.points(height)))
    }

    /// Draws the rectangles that were added.
    func fill() throws(PDFError) {
        try check("HPDF_Page_Fill", HPDF_Page_Fill(page))
    }

    /// The whole file.
    func bytes() throws(PDFError) -> [UInt8] {
        try check("HPDF_SaveToStream", HPDF_SaveToStream(document))
        try check("HPDF_ResetStream", HPDF_ResetStream(document))
        var count = HPDF_GetStreamSize(document)
        var bytes = [UInt8](repeating: 0, count: Int(count))
        try check("HPDF_ReadFromStream", HPDF_ReadFromStream(document, &bytes, &count))
        guard Int(count) == bytes.count else { throw PDFError(operation: "HPDF_ReadFromStream", status: 0) }
        return bytes
    }

    /// libhpdf takes lengths as binary fractions; two decimals of a point survive it, and no amount is among them.
    private static func points(_ hundredths: Int) -> HPDF_REAL { HPDF_REAL(hundredths) / 100 }

    private func check(_ operation: String, _ status: HPDF_STATUS) throws(PDFError) {
        guard status != HPDF_STATUS(HPDF_OK) else { return }
        throw PDFError(operation: operation, status: UInt(status))
    }

    private func failure(_ operation: String) -> PDFError {
        PDFError(operation: operation, status: UInt(HPDF_GetError(document)))
    }
}
