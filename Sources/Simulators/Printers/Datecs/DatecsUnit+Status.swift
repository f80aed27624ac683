/// What the status bytes say (fiscal-hardware.md §2.10, §2.11, §4).
extension DatecsUnit {
    /// The status behind an outcome.
    ///
    /// An X model's stays healthy where its code does not (§2.11), but for paper, cover and mechanism.
    func status(_ outcome: Outcome = .done) -> [UInt8] {
        var bits = raised
        if let receipt, receipt.isOpen {
            bits.insert(receipt.kind == .nonfiscal ? DatecsBit(2, 5) : DatecsBit(2, 3))
            if receipt.kind == .refund, model.form == .classic { bits.insert(DatecsBit(1, 4)) }
        }
        if feed.isOut { bits.insert(DatecsBit(2, 0)) }
        if feed.isLow { bits.insert(DatecsBit(2, 1)) }
        if feed.isOpen { bits.insert(model.coverBit) }
        // The head's own bit is the fiscal memory's on X models.
        if feed.isHot { bits.insert(model.form == .classic ? DatecsBit(4, 6) : DatecsBit(0, 4)) }
        var number: UInt8 = 0
        if case .refused(let refusal) = outcome, model.form == .classic {
            if let bit = refusal.bit(model) { bits.insert(bit) }
            number = refusal.number(model)
        }
        if !bits.isDisjoint(with: DatecsBit.general) { bits.insert(DatecsBit(0, 5)) }
        if !bits.isDisjoint(with: DatecsBit.memory) { bits.insert(DatecsBit(4, 5)) }
        var status = model.healthy
        // 5.3 says "is fiscalised": raised here, it says that it is not.
        for bit in bits where status.indices.contains(bit.byte) {
            if bit == DatecsBit(5, 3) { status[5] &= ~0x08 } else { status[bit.byte] |= 1 << UInt8(bit.bit) }
        }
        if model.hasErrorNumber { status[3] = 0x80 | number }
        return status
    }
}
