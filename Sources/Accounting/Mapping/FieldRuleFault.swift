/// What is wrong with a rule, where, and what would be right.
public struct FieldRuleFault: Error, Hashable, Sendable {
    /// What kind of mistake it is.
    public enum Code: String, Sendable, CaseIterable {
        /// No JSON, or no list of rules.
        case notJSON = "not_json"
        /// A key that no rule has.
        case unknownKey = "unknown_key"
        /// A key that is not there.
        case missingKey = "missing_key"
        /// Another type than the key has.
        case wrongType = "wrong_type"
        /// A target that does not exist.
        case unknownTarget = "unknown_target"
        /// A field that does not exist.
        case unknownField = "unknown_field"
        /// A field that exists, but not there.
        case fieldPlace = "field_place"
        /// An operation that does not exist.
        case unknownOperation = "unknown_operation"
        /// More or fewer operands than an operation takes, or a list without items.
        case wrongCount = "wrong_count"
        /// A required table that says nothing of values it has not.
        case missingDefault = "missing_default"
        /// A divisor that can be zero.
        case divisionByZero = "division_by_zero"
        /// A template that does not parse, or says what rules may not.
        case badTemplate = "bad_template"
        /// A value that the target does not take.
        case badValue = "bad_value"
        /// More characters, items or levels than there may be.
        case tooLong = "too_long"
    }

    /// The rule's place, from 1; 0 where it is about the list.
    public let rule: Int
    /// The key: `value.calculated.of.2`.
    public let key: String
    /// What kind of mistake it is.
    public let code: Code
    /// What was found.
    public let found: String
    /// What was expected.
    public let expected: String
    /// What clears it.
    public let remedy: String
}

extension FieldRuleFault: CustomStringConvertible {
    /// The fault in one line.
    public var description: String {
        "rule \(rule), \(key.isEmpty ? "whole" : key): found \(found), expected \(expected). \(remedy)."
    }
}
