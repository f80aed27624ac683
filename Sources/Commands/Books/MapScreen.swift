import JSON
import LocalAPI

/// A map as a shopkeeper reads it.
struct MapScreen {
    private let reply: BooksMapReply

    init(_ reply: BooksMapReply) {
        self.reply = reply
    }

    /// What stands on it.
    var lines: [String] {
        let parts = [head, letters, payments, general, rules, remarks].filter { !$0.isEmpty }
        return Array(parts.joined(separator: [""]))
    }

    private var head: [String] {
        guard reply.version > 0 else {
            return [
                "\(reply.title) (\(reply.lane)): nobody has said yet where sales go; run: risiti books map \(reply.lane) --standard"
            ]
        }
        return [
            "\(reply.title) (\(reply.lane)), version \(reply.version), made by \(reply.madeBy ?? "-") at \(reply.madeAt ?? "-")"
        ]
    }

    private var letters: [String] {
        Self.rows(
            Table.text(
                reply.letters,
                [
                    Column("LETTER", \.letter), Column("MEANS", \.meaning),
                    Column("CODE") { reply.map.taxes[$0.letter]?.code ?? "-" },
                    Column("NAME THERE") { reply.map.taxes[$0.letter].map { $0.name ?? "?" } ?? "not mapped" },
                    Column("RATE THERE", isRight: true) {
                        reply.map.taxes[$0.letter]?.rate.map { "\($0) %" } ?? "-"
                    },
                ]))
    }

    private var payments: [String] {
        Self.rows(
            Table.text(
                ["cash", "mobile_money", "card", "cheque", "other"],
                [
                    Column("PAID BY") { $0 }, Column("ACCOUNT") { reply.map.payments[$0]?.account ?? "-" },
                    Column("NAME THERE") { reply.map.payments[$0].map { $0.accountName ?? "?" } ?? "not mapped" },
                    Column("METHOD THERE") {
                        let payment = reply.map.payments[$0]
                        return payment?.methodName ?? payment?.method ?? "-"
                    },
                ]))
    }

    private var general: [String] {
        let map = reply.map
        let income = map.income.isEmpty ? "not mapped" : "\(map.income)\(map.incomeName.map { "  \($0)" } ?? "")"
        var parts = [("income", income)]
        parts += map.incomeByLetter.sorted { $0.key < $1.key }.map { ("income of \($0.key)", $0.value) }
        parts += [
            ("mode", "\(map.mode): \(Self.words(mode: map.mode))"),
            ("items", map.items == "each" ? "each: an item for each thing" : "generic: one item for each tax letter"),
            ("anonymous buyers", map.walkIn), ("on account", "owed after \(map.dueDays) days"),
            ("receipt's PDF", map.attachesReceipt ? "beside its document" : "not attached"),
        ]
        parts += map.tracking.sorted { $0.key < $1.key }.map { ("tracked as \($0.key)", $0.value) }
        return Self.rows(Table.text(parts))
    }

    private var rules: [String] {
        guard let rules = reply.map.rules, !rules.isEmpty else { return [] }
        return Self.rows(
            Table.text(
                rules,
                [
                    Column("FIELD") { $0["target"]?.text ?? "-" },
                    Column("FILLED BY") { Self.words(value: $0["value"]) },
                    Column("WHEN") { $0["when"]?.json ?? "always" },
                    Column("REQUIRED") { $0["required"] == .bool(true) ? "yes" : "no" },
                ]))
    }

    /// `custom Till {{till}}`, `direct till`; tables and calculations as JSON.
    private static func words(value: JSONTree?) -> String {
        guard let (way, inner) = value?.members?.first else { return "-" }
        return "\(way) \(inner.text ?? inner.json)"
    }

    private var remarks: [String] {
        reply.remarks.map { "\($0.stops ? "NOT MAPPED" : "Mind"): \($0.sentence)." }
    }

    private static func words(mode: String) -> String {
        switch mode {
        case "document": "each sale on its own"
        case "summary": "all sales by the day, credit notes on their own"
        default: "named buyers and sales on account on their own, all others by the day"
        }
    }

    private static func rows(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }
}
