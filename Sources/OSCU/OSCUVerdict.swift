/// What an answer means for the one who asked (reference §4).
public enum OSCUVerdict: Sendable, Hashable {
    /// Done.
    case accepted
    /// Done, and there is nothing: no such invoice, no entries.
    case empty
    /// KRA has it already: look it up, compare, adopt.
    case alreadyAccepted
    /// The same again later: not before `after` where given; refused after `limit` further sends where given.
    case again(after: Duration?, limit: Int?)
    /// KRA may have it: look it up first. Refused after `limit` further sends where given; 0 is none.
    case unclear(limit: Int?)
    /// Something must come first: an item, a stock movement, the original of a credit note.
    case missingFirst
    /// The number was wrong; KRA names the one it waits for, and mostly the one it was given.
    case expectedNumber(Int64, found: Int64?)
    /// The stock balance was wrong; KRA names its own.
    case expectedBalance(hundredths: Int64)
    /// Never in this form: a person or a mapping must act.
    case refused
    /// The device or its credentials are refused: nothing else will pass either.
    case deviceProblem
    /// Nothing left this machine; no attempt is used up.
    case notSent
    /// A setting is wrong: address, path, rate table.
    case configuration
}
