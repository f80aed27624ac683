internal import CQREncode

/// A symbol made by libqrencode; the only place that touches the library's memory.
struct QRHandle: ~Copyable {
    private let code: UnsafeMutablePointer<QRcode>

    /// Encodes a text as bytes in the smallest version at error correction M; nil where it is too long for any.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, let size = Int32(exactly: bytes.count),
            let code = QRcode_encodeData(size, bytes, 0, QR_ECLEVEL_M)
        else { return nil }
        self.code = code
    }

    deinit { QRcode_free(code) }

    /// Modules along one edge, 21 to 177.
    var side: Int { Int(code.pointee.width) }

    /// The modules row by row, true for dark; the lowest bit of each byte is the colour (qrencode.h, `QRcode`).
    var modules: [Bool] {
        UnsafeBufferPointer(start: code.pointee.data, count: side * side).map { $0 & 1 == 1 }
    }
}
