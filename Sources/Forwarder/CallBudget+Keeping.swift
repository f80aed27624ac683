import Foundation

extension CallBudget {
    /// A window as it is written down.
    struct Kept: Codable {
        /// The latest time that the program had seen; a clock that says less is wrong.
        let latest: Int64
        let window: CallWindow
    }

    static func text(of kept: Kept) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(kept), as: UTF8.self)
    }

    static func kept(in text: String) -> Kept? {
        try? JSONDecoder().decode(Kept.self, from: Data(text.utf8))
    }
}
