/// A quantity as a bar of blocks.
enum Bar {
    /// `share` of `whole` over a width of characters; something above zero shows at least one block.
    static func text(_ share: Int, of whole: Int, width: Int = 20) -> String {
        guard whole > 0, share > 0 else { return String(repeating: "·", count: width) }
        let blocks = min(width, max(1, share * width / whole))
        return String(repeating: "█", count: blocks) + String(repeating: "·", count: width - blocks)
    }
}
