/// What rules of a map can fill, and by what; the answer to `GET /v1/connections/{lane}/fields`.
public struct BooksFieldListReply: Codable, Sendable, Hashable {
    /// Something that a rule can fill.
    public struct Target: Codable, Sendable, Hashable {
        /// How a rule names it.
        public var name: String
        /// What it is.
        public var meaning: String
        /// The most characters that it takes.
        public var longest: Int

        /// Makes a target.
        public init(name: String, meaning: String, longest: Int) {
            (self.name, self.meaning, self.longest) = (name, meaning, longest)
        }
    }

    /// A field of a sale that a rule can use.
    public struct Field: Codable, Sendable, Hashable {
        /// How a rule names it.
        public var name: String
        /// `text`, `decimal` or `day`.
        public var kind: String
        /// What it is.
        public var meaning: String
        /// Where it is not there, in words; nil where it always is.
        @OrNull public var absent: String?

        /// Makes a field.
        public init(name: String, kind: String, meaning: String, absent: String?) {
            (self.name, self.kind, self.meaning) = (name, kind, meaning)
            self.absent = absent
        }
    }

    /// What can be filled.
    public var targets: [Target]
    /// What it can be filled by.
    public var fields: [Field]

    /// Makes a list.
    public init(targets: [Target], fields: [Field]) {
        (self.targets, self.fields) = (targets, fields)
    }
}
