/// Why a page could not be made: there was no memory, or the library refused a call.
public struct PDFError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The call of libhpdf that failed.
    public let operation: String
    /// Its status, as `hpdf_consts.h` names it; 0 where it gave none.
    public let status: UInt

    /// The code, the call and its status.
    public var description: String {
        "rendering.pdf: \(operation) failed with status 0x\(String(status, radix: 16))"
    }
}
