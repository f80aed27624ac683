public import Fiscal
import JSON

extension BooksSettings {
    /// Settings that cannot be: which, what stands there, and what should.
    public struct Refusal: Error, Sendable {
        /// What is wrong; never empty.
        public let faults: [Fault]
    }

    /// What is wrong with members that a person sends; `null` takes a member away and is never wrong.
    static func faults(of members: [(String, JSONTree)]) -> [Fault] {
        members.compactMap { name, value in
            guard let member = Member(rawValue: name) else {
                return Fault(
                    field: name, rule: "unknown_field", found: value.inWords,
                    expected: "one of \(Member.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            if case .null = value { return nil }
            guard !member.takes(value) else { return nil }
            return Fault(
                field: name, rule: "settings.\(name)", found: value.inWords, expected: member.expected)
        }
    }

    /// A member of the settings.
    private enum Member: String, CaseIterable {
        case from, after, posting, watch, conflicts

        /// What may stand there, in words.
        var expected: String {
            switch self {
            case .from: "a day such as \"2026-11-20\""
            case .after: Self.list(After.self)
            case .posting: Self.list(Posting.self)
            case .watch: "a whole number of minutes, 0 (never) to \(BooksSettings.longestWatch)"
            case .conflicts: Self.list(Conflicts.self)
            }
        }

        func takes(_ value: JSONTree) -> Bool {
            switch (self, value) {
            case (.from, .string(let text)): CalendarDay(text) != nil
            case (.after, .string(let text)): After(rawValue: text) != nil
            case (.posting, .string(let text)): Posting(rawValue: text) != nil
            case (.watch, .number(let text)): Int(text).map((0...BooksSettings.longestWatch).contains) ?? false
            case (.conflicts, .string(let text)): Conflicts(rawValue: text) != nil
            default: false
            }
        }

        private static func list<Word: CaseIterable & RawRepresentable<String>>(_ words: Word.Type) -> String {
            "one of \(words.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))"
        }
    }
}
