import Fiscal

extension [UInt8] {
    /// Bytes from hexadecimal with spaces between fields; empty for anything else.
    init(hex: String) {
        self = Hex.bytes(hex.filter { $0 != " " }) ?? []
    }

    /// Where a run of bytes begins, if it is there.
    func position(of run: [UInt8]) -> Int? {
        guard !run.isEmpty, count >= run.count else { return nil }
        return (0...(count - run.count)).first { self[$0..<$0 + run.count].elementsEqual(run) }
    }
}
