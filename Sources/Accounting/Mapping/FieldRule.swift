/// How one field of the books is filled from the fields of a sale.
///
/// In a map, as JSON:
/// ```json
/// {"target": "memo", "value": {"custom": "Till {{till}}: {{fiscal_number}}"}}
/// {"target": "tracking:Location", "value": {"lookup": {"field": "till", "table": {"T1": "4"}, "default": "5"}}}
/// {"target": "due_days", "value": {"lookup": {"field": "buyer_pin", "table": {"P051234567C": "60"}}}}
/// {"target": "memo", "value": {"calculated": {"operation": "divide", "of": ["total", {"value": "129.50"}],
///  "scale": 2}}, "when": {"all": [{"field": "total", "greater_than": "1000"}]}, "required": true}
/// ```
/// Of several rules for one target the first whose condition holds and that gives something is taken; where none does,
/// the target is as it would be without rules.
public struct FieldRule: Hashable, Sendable {
    /// What is filled.
    public enum Target: Hashable, Sendable {
        /// What the customer reads: at most 1 000 characters.
        case memo
        /// The name of a buyer with a PIN: at most 100 characters, from the buyer's and the branch's fields alone.
        case customerName
        /// A line's text: at most 4 000 characters.
        case lineText
        /// What is written on a document that was posted before KRA answered, behind our marker, which no rule can
        /// change: at most 1 000 characters.
        case note
        /// A payment's own reference: at most 21 characters.
        case paymentReference
        /// Days until an invoice is owed, 0 to 365.
        case dueDays
        /// A class, location or tracking option, by name of the category: at most 100 characters.
        case tracking(String)
    }

    /// Where the value comes from.
    public enum Value: Hashable, Sendable {
        /// A field, as it is.
        case direct(BooksField)
        /// What a table says of a field's value.
        case lookup(Lookup)
        /// A calculation.
        case calculated(Calculation)
        /// A Mustache template; see ``FieldTemplate``.
        case custom(String)
    }

    /// A table.
    public struct Lookup: Hashable, Sendable {
        /// The field that is looked up.
        public var field: BooksField
        /// What each value becomes.
        public var table: [String: String]
        /// What a value becomes that the table has not; nil leaves it to the next rule.
        public var fallback: String?

        /// Makes a table.
        public init(field: BooksField, table: [String: String], fallback: String? = nil) {
            (self.field, self.table, self.fallback) = (field, table, fallback)
        }
    }

    /// An operation on fields and constants.
    public struct Calculation: Hashable, Sendable {
        /// What is done.
        public var operation: Operation
        /// What it is done to, in order.
        public var operands: [Operand]
        /// Decimals of the result, 0 to 12, a half rounded away from zero; `divide` and `round` need it.
        public var scale: Int?
        /// Characters that `prefix` keeps, 1 to 1 000.
        public var length: Int?
        /// How `date` writes the day.
        public var format: DayForm?

        /// Makes a calculation.
        public init(
            _ operation: Operation, of operands: [Operand], scale: Int? = nil, length: Int? = nil,
            format: DayForm? = nil
        ) {
            (self.operation, self.operands) = (operation, operands)
            (self.scale, self.length, self.format) = (scale, length, format)
        }
    }

    /// What is done.
    public enum Operation: String, Hashable, Sendable, CaseIterable {
        /// The sum of two to sixteen decimals.
        case add
        /// The first decimal less the second.
        case subtract
        /// The product of two to sixteen decimals.
        case multiply
        /// The first decimal over the second, with `scale` decimals.
        case divide
        /// A decimal with `scale` decimals.
        case round
        /// The least of two to sixteen decimals.
        case min
        /// The greatest of two to sixteen decimals.
        case max
        /// One to sixteen texts, one behind the other; a field that is not there adds nothing.
        case concat
        /// A text in capitals.
        case upper
        /// A text in small letters.
        case lower
        /// The first `length` characters of a text.
        case prefix
        /// A day, written as `format` says.
        case date

        /// How many operands it takes.
        var count: ClosedRange<Int> {
            switch self {
            case .add, .multiply, .min, .max: 2...16
            case .subtract, .divide: 2...2
            case .concat: 1...16
            case .round, .upper, .lower, .prefix, .date: 1...1
            }
        }

        /// The kind that its operands must have; nil for any.
        var kind: BooksField.Kind? {
            switch self {
            case .add, .subtract, .multiply, .divide, .round, .min, .max: .decimal
            case .concat, .upper, .lower, .prefix: nil
            case .date: .day
            }
        }
    }

    /// A field or a constant.
    public enum Operand: Hashable, Sendable {
        /// A field's value.
        case field(BooksField)
        /// A constant, as it is written.
        case constant(String)
    }

    /// When a rule counts.
    public indirect enum Condition: Hashable, Sendable {
        /// The field is there and has that value; decimals by value, texts by every character.
        case equals(BooksField, String)
        /// The field is there and has one of these values.
        case isIn(BooksField, [String])
        /// Whether the field is there.
        case present(BooksField, Bool)
        /// The field is there and is more than that.
        case greaterThan(BooksField, FieldDecimal)
        /// All of them hold.
        case all([Condition])
        /// One of them holds.
        case any([Condition])
    }

    /// What is filled.
    public var target: Target
    /// Where the value comes from.
    public var value: Value
    /// When it counts; nil for always.
    public var condition: Condition?
    /// Whether a document waits for a person where the rule counts and gives nothing.
    public var isRequired: Bool

    /// Makes a rule.
    public init(_ target: Target, _ value: Value, when condition: Condition? = nil, isRequired: Bool = false) {
        (self.target, self.value, self.condition, self.isRequired) = (target, value, condition, isRequired)
    }

    /// Rules that a map may have.
    public static let limit = 100
}

extension FieldRule.Target {
    /// The longest value, in characters.
    public var longest: Int {
        switch self {
        case .memo, .note: 1_000
        case .customerName, .tracking: 100
        case .lineText: 4_000
        case .paymentReference: BooksNumber.longest
        case .dueDays: 3
        }
    }

    /// Its name in rules: `memo`, `tracking:Class`.
    public var name: String {
        switch self {
        case .memo: "memo"
        case .customerName: "customer_name"
        case .lineText: "line_text"
        case .note: "note"
        case .paymentReference: "payment_reference"
        case .dueDays: "due_days"
        case .tracking(let category): "tracking:\(category)"
        }
    }

    /// Those without a category.
    public static let plain: [Self] = [
        .memo, .customerName, .lineText, .note, .paymentReference, .dueDays,
    ]

    /// Reads a name; nil for any other.
    public init?(name: String) {
        let category = name.hasPrefix("tracking:") ? String(name.dropFirst(9)) : nil
        if let category, !category.isEmpty {
            self = .tracking(category)
        } else if let plain = Self.plain.first(where: { $0.name == name }) {
            self = plain
        } else {
            return nil
        }
    }
}
