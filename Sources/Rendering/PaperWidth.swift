/// How many letters fit on a line of the paper.
public enum PaperWidth: Int, Sendable, CaseIterable {
    /// 58 mm rolls in a fiscal printer, whose text is two letters narrower (fiscal-hardware §3.5).
    case columns30 = 30
    /// 58 mm rolls.
    case columns32 = 32
    /// 80 mm rolls, wide letters.
    case columns42 = 42
    /// 80 mm rolls.
    case columns48 = 48
}
