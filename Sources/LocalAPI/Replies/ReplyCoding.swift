import Fiscal
import Foundation

/// How replies become bytes and are read again.
public enum ReplyCoding {
    /// The reply as JSON, members sorted by name, so that the same answer is the same bytes.
    ///
    /// - Throws: `EncodingError` only for a reply that cannot be JSON, which is a mistake in our own types.
    public static func bytes(of reply: some Encodable) throws -> [UInt8] {
        try CanonicalJSON.bytes(of: reply)
    }

    /// Reads a reply; members that this version does not know are passed over.
    public static func read<Reply: Decodable>(_ type: Reply.Type, from bytes: [UInt8]) throws -> Reply {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
