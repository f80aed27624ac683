/// The shape of a value in a profile: one table that the linter, the JSON Schema and the documentation are made from.
public indirect enum ProfileShape: Sendable {
    /// Words, of a form where one is named.
    case text(Form? = nil)
    /// One of some words.
    case choice([String])
    /// A whole number within a range.
    case whole(ClosedRange<Int>)
    /// `true` or `false`.
    case flag
    /// A template of a command's data: field names and filters in braces, everything else as it stands.
    case template
    /// A place in the status bytes: byte, dot, bit.
    case bit
    /// A condition on the firmware.
    case firmware
    /// Values of one shape.
    case list(ProfileShape)
    /// Values of one shape by names of a form.
    case map(Form, ProfileShape)
    /// Keys in their order.
    case record([Field])

    /// A key of a record.
    public struct Field: Sendable {
        /// Its name.
        public let name: String
        /// What its value is.
        public let shape: ProfileShape
        /// Whether it must be there in the end.
        public let isRequired: Bool
        /// Whether `unknown` may stand for it.
        public let mayBeUnknown: Bool
        /// What it says, in a sentence.
        public let meaning: String

        init(
            _ name: String, _ shape: ProfileShape, required: Bool = false, unknown: Bool = true, _ meaning: String
        ) {
            self.name = name
            self.shape = shape
            isRequired = required
            mayBeUnknown = unknown && !required
            self.meaning = meaning
        }
    }

    /// The form of a text.
    public struct Form: Sendable {
        /// A regular expression for the whole text, in the common part of Swift's and ECMA's.
        public let pattern: String
        /// What a person is told: `four hexadecimal digits, such as "04b8"`.
        public let words: String

        /// Whether a text has it.
        func fits(_ text: String) -> Bool {
            guard let expression = try? Regex(pattern) else { return false }
            return (try? expression.wholeMatch(in: text)) != nil
        }
    }
}

extension ProfileShape.Form {
    static let id = Self(
        pattern: "[a-z0-9]+([.-][a-z0-9]+)+", words: "maker, family and variant in small letters, such as datecs.fp-700"
    )
    static let hex4 = Self(pattern: "[0-9a-f]{4}", words: "four hexadecimal digits in small letters, such as \"04b8\"")
    static let word = Self(pattern: "[a-z][a-z0-9_]*", words: "small letters, digits and _, such as open_receipt")
    static let rate = Self(pattern: "[0-9]{1,2}\\.[0-9]{2}", words: "a rate with two decimals, such as \"16.00\"")
    static let mark = Self(pattern: "[!-~]{1,4}", words: "one to four visible ASCII characters")
    static let cite = Self(
        pattern: ".*[0-9].*", words: "a section or a page, such as \"fiscal-hardware §2.1\" or \"FP-700 manual p. 12\"")
}
