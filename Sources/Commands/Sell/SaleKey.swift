import Crypto
import Fiscal

/// The idempotency key of a sale that brings none.
///
/// `sell-` and the first 32 hexadecimal digits of SHA-256 over the file's name without its directories, a line feed,
/// the line in decimal, a line feed, and the sale's bytes. Files of two days therefore need two names.
enum SaleKey {
    static func text(of sale: [UInt8], in file: String, at line: Int) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let hash = SHA256.hash(data: Array("\(name)\n\(line)\n".utf8) + sale)
        return "sell-" + Hex.text(Array(hash).prefix(16))
    }
}
