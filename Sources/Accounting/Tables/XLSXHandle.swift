internal import CXlsxWriter

/// A workbook in the making by libxlsxwriter; the only place that touches the library's memory.
///
/// Rows go to disk as they are written, so each sheet's are written from the top down.
struct XLSXHandle: ~Copyable {
    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private var sheets: [UnsafeMutablePointer<lxw_worksheet>]
    private var formats: [UnsafeMutablePointer<lxw_format>]
    private var isOpen: Bool

    /// Begins a workbook at a path.
    ///
    /// - Parameters:
    ///   - drafts: the directory where rows wait until the file is made of them.
    ///   - created: the time of making in seconds since 1970, which is part of the bytes and so never the present one.
    /// - Throws: ``TableError`` `library` where there is no memory.
    init(path: String, drafts: String, title: String, created: Int64) throws(TableError) {
        // The library takes a directory that it does not change as one that it might; it copies both texts.
        let workbook = drafts.withCString { directory in
            var options = lxw_workbook_options(
                constant_memory: 1, tmpdir: UnsafeMutablePointer(mutating: directory), use_zip64: 0)
            return workbook_new_opt(path, &options)
        }
        guard let workbook else { throw TableError(code: .library, sentence: "a workbook cannot be begun") }
        let error = title.withCString { text in
            var properties = lxw_doc_properties()
            properties.title = UnsafeMutablePointer(mutating: text)
            properties.created = time_t(created)
            return workbook_set_properties(workbook, &properties)
        }
        guard error == LXW_NO_ERROR else {
            _ = workbook_close(workbook)
            throw TableError(code: .library, sentence: "the properties of a workbook cannot be set")
        }
        self.workbook = workbook
        (sheets, formats, isOpen) = ([], [], true)
    }

    deinit {
        // What was given up is closed too: the library frees its memory there, and there alone.
        if isOpen { _ = workbook_close(workbook) }
    }

    /// Adds a sheet whose first row stays in sight; gives its place.
    mutating func addSheet(_ name: String) throws(TableError) -> Int {
        guard let sheet = workbook_add_worksheet(workbook, name) else {
            throw TableError(code: .library, sentence: "a sheet cannot be called \"\(name)\"")
        }
        worksheet_freeze_panes(sheet, 1, 0)
        sheets.append(sheet)
        return sheets.count - 1
    }

    /// Adds a way of showing cells; gives its place.
    mutating func addFormat(_ pattern: String, bold: Bool = false) throws(TableError) -> Int {
        guard let format = workbook_add_format(workbook) else {
            throw TableError(code: .library, sentence: "a cell format cannot be made")
        }
        format_set_num_format(format, pattern)
        if bold { format_set_bold(format) }
        formats.append(format)
        return formats.count - 1
    }

    /// Writes a text, which is never a formula.
    func write(text: String, sheet: Int, row: Int, column: Int, format: Int) throws(TableError) {
        try check(
            "worksheet_write_string",
            worksheet_write_string(
                sheets[sheet], lxw_row_t(row), lxw_col_t(column), text, formats[format]))
    }

    /// Writes a decimal of at most 15 digits.
    ///
    /// The library takes a binary fraction and so does Excel, whose file format knows no other number. A decimal of up to
    /// 15 digits survives the way there and back as it is, and nothing is computed with it: this is the house's one
    /// conversion of an amount.
    func write(decimal: String, sheet: Int, row: Int, column: Int, format: Int) throws(TableError) {
        guard let number = Double(decimal) else {
            throw TableError(code: .library, sentence: "\"\(decimal)\" is no decimal")
        }
        try check(
            "worksheet_write_number",
            worksheet_write_number(
                sheets[sheet], lxw_row_t(row), lxw_col_t(column), number, formats[format]))
    }

    /// Makes the file.
    mutating func close() throws(TableError) {
        isOpen = false
        try check("workbook_close", workbook_close(workbook))
    }

    private func check(_ operation: String, _ error: lxw_error) throws(TableError) {
        guard error != LXW_NO_ERROR else { return }
        throw TableError(code: .library, sentence: "\(operation) failed: \(String(cString: lxw_strerror(error)))")
    }
}
