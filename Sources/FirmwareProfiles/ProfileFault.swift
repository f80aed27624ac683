/// One thing that is wrong with a profile: where, which rule, what was found, and what to write instead.
public struct ProfileFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The rules that a profile keeps; stable names.
    public enum Rule: String, Sendable, CaseIterable {
        /// The file is YAML 1.2 that can be read.
        case yaml = "yaml.syntax"
        /// A key stands once in its record.
        case duplicateKey = "yaml.duplicate_key"
        /// No anchors and aliases: what a profile says stands where it is read.
        case alias = "yaml.alias"
        /// A file is at most 64 KiB, and at most 12 levels deep.
        case size = "file.size"
        /// A file is named as its profile: `datecs.fp-700.yaml`.
        case fileName = "file.name"
        /// Only keys of the format.
        case unknownKey = "key.unknown"
        /// Every key that must be there is, at the latest in an ancestor.
        case missingKey = "key.missing"
        /// Keys in the format's order.
        case order = "key.order"
        /// A value of the kind that its key wants.
        case kind = "value.kind"
        /// A text that could be read as a number stands in quotes.
        case quotes = "value.quotes"
        /// One of the words that its key takes.
        case choice = "value.choice"
        /// Within its range.
        case range = "value.range"
        /// Of the form that its key wants.
        case pattern = "value.pattern"
        /// `unknown` only where a driver can do without.
        case unknown = "value.unknown"
        /// Nothing stands twice in a list.
        case repeated = "list.repeated"
        /// An id names one profile.
        case duplicateID = "id.duplicate"
        /// An ancestor is there.
        case ancestor = "inherits.missing"
        /// No profile is its own ancestor.
        case loop = "inherits.loop"
        /// An engine is that of the ancestor.
        case engine = "inherits.engine"
        /// A condition on the firmware can be read, and can hold.
        case condition = "when.firmware"
        /// A template names fields that drivers fill in.
        case field = "template.field"
        /// A template uses filters that exist, and braces in pairs.
        case filter = "template.filter"
        /// A status bit lies within the bytes.
        case bit = "status.bit"
        /// The first of a pair is not beyond the second.
        case pair = "range.pair"
        /// A command of the document's flow is described.
        case flow = "flow.command"
        /// A command that is described is not forbidden.
        case forbidden = "command.forbidden"
        /// A documented profile cites where its numbers are from.
        case source = "source.missing"
        /// A bridge chip says nothing of the device behind it: such a match wants a probe.
        case bridge = "match.bridge"
    }

    /// The file as it was named.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The rule.
    public let rule: Rule
    /// What was found, with its place: `transport.serial.baud[0]: 115201`.
    public let found: String
    /// What to write instead.
    public let remedy: String

    /// File, line, rule, what was found, and the remedy.
    public var description: String { "\(file):\(line): \(rule.rawValue): \(found). \(remedy)" }
}
