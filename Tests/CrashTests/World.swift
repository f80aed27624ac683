import Fiscal

/// What a client of the spool asks, one after the other.
enum Act: Hashable, Sendable {
    /// Opens the spool, migrating it.
    case open
    /// Sells under an idempotency key.
    case sell(String, till: String = "T1")
    /// Takes back all that is left of the sale with a key.
    case credit(String, of: String)
    /// Writes down the head's sale with an invoice number.
    case writeDown(Int64)
    /// Settles the head's write with KRA's receipt.
    case settle
    /// Finishes the head.
    case finish
    /// Parks the head with a task.
    case park
    /// Asks for a print of the sale with a sequence.
    case askPrint(Int64)
    /// Says that the oldest print begins.
    case beginPrint
    /// Says that the oldest print is done.
    case endPrint
    /// Folds the write-ahead log into the file.
    case checkpoint
    /// Sells while a reader holds on to what was before, so that the log is folded in up to there alone.
    case sellBehindReader(String)
    /// Closes the spool.
    case close
}

/// The reference model: what a spool says, without any SQL.
struct World: Hashable, Sendable {
    /// One sale and what became of it.
    struct Sale: Hashable, Sendable {
        let key: String
        let till: String
        let number: String
        var credits: Int64?
        /// The sealed entry, where an answer gave it.
        var entry: Sealed?
        var job = "waiting"
        /// The invoice number of the write that is under way.
        var underWay: Int64?
        var invoice: Int64?
        var tasks = 0
        var prints: [Print] = []
    }

    /// The document's id, its bytes and its seal.
    struct Sealed: Hashable, Sendable {
        let id: String
        let bytes: [UInt8]
        let hash: [UInt8]
        let signature: [UInt8]
    }

    /// One slip.
    struct Print: Hashable, Sendable {
        let designation: String
        var state = "waiting"
    }

    /// By sequence, the first at 0.
    var sales: [Sale] = []
    /// The last invoice number that KRA accepted.
    var invoice: Int64 = 0

    /// The oldest job to be done.
    private var head: Int? {
        sales.firstIndex { sale in
            ["waiting", "in_flight"].contains(sale.job) && sale.credits.map { sales[Int($0) - 1].job } != "parked"
        }
    }

    private var print: (sale: Int, print: Int)? {
        for (sale, sold) in sales.enumerated() {
            guard let print = sold.prints.firstIndex(where: { $0.state != "done" }) else { continue }
            return (sale, print)
        }
        return nil
    }

    /// The world after an act was done, whole.
    func after(_ act: Act) -> World {
        var next = self
        switch act {
        case .open, .checkpoint, .close: break
        case .sell(let key, let till): next.append(key, till: till, credits: nil)
        case .sellBehindReader(let key): next.append(key, till: "T1", credits: nil)
        case .credit(let key, let original):
            next.append(
                key, till: "T1", credits: sales.firstIndex { $0.key == original }.map { Int64($0 + 1) })
        case .askPrint(let sequence):
            let isFirst = sales[Int(sequence) - 1].prints.isEmpty
            next.sales[Int(sequence) - 1].prints.append(Print(designation: isFirst ? "original" : "copy"))
        case .beginPrint, .endPrint:
            guard let print else { break }
            next.sales[print.sale].prints[print.print].state = act == .beginPrint ? "printing" : "done"
        case .writeDown, .settle, .finish, .park:
            guard let head else { break }
            next.work(act, at: head)
        }
        return next
    }

    private mutating func append(_ key: String, till: String, credits: Int64?) {
        guard !sales.contains(where: { $0.key == key }) else { return }
        let count = "\(sales.count { $0.till == till } + 1)"
        let number = till + "-" + String(repeating: "0", count: max(0, 6 - count.count)) + count
        sales.append(Sale(key: key, till: till, number: number, credits: credits))
    }

    private mutating func work(_ act: Act, at head: Int) {
        switch act {
        case .writeDown(let number): (sales[head].job, sales[head].underWay) = ("in_flight", number)
        case .settle:
            guard let number = sales[head].underWay else { return }
            (sales[head].invoice, sales[head].underWay, invoice) = (number, nil, number)
        case .finish: sales[head].job = "done"
        case .park: (sales[head].job, sales[head].underWay, sales[head].tasks) = ("parked", nil, sales[head].tasks + 1)
        default: break
        }
    }

    /// Without what is another in each run: the sealed entries.
    var shape: World {
        var shape = self
        for index in sales.indices { shape.sales[index].entry = nil }
        return shape
    }

    /// In a line.
    var summary: String {
        "[invoice \(invoice); "
            + sales.map { "\($0.number) \($0.key) \($0.job) \($0.underWay.map { "sends \($0)" } ?? "")" }
            .joined(separator: ", ") + "]"
    }

    /// Whether a spool that was read says this; an entry that no answer gave may be any.
    func matches(_ read: World) -> Bool {
        var read = read
        guard sales.count == read.sales.count else { return false }
        for index in sales.indices where sales[index].entry == nil {
            read.sales[index].entry = nil
        }
        return self == read
    }
}

/// What the outside knows: the worlds that the answers so far leave possible.
///
/// Acknowledged acts are in all of them, an act without an answer in some; nothing else is in any. So a spool that
/// matches one of them has lost nothing acknowledged and made up nothing.
struct Ledger: Hashable, Sendable {
    private(set) var worlds: Set<World>

    /// Begins with a world that is certain.
    init(_ world: World) { worlds = [world] }

    /// An act was answered; a sale's answer is its entry.
    mutating func acknowledged(_ act: Act, _ entry: Entry?) throws {
        let before = worlds
        let sealed = try entry.map {
            World.Sealed(
                id: $0.document.id, bytes: try $0.document.canonicalBytes(), hash: $0.seal.hash,
                signature: $0.seal.signature)
        }
        worlds = Set(
            worlds.compactMap { world in
                var next = world.after(act)
                guard let entry else { return next }
                let index = Int(entry.document.sequence) - 1
                guard next.sales.indices.contains(index), next.sales[index].number == entry.document.temporaryNumber,
                    act.key == next.sales[index].key, next.sales[index].entry ?? sealed == sealed
                else { return nil }
                next.sales[index].entry = sealed
                return next
            })
        guard !worlds.isEmpty else {
            throw Finding(
                "\(act) was answered with \(entry?.document.temporaryNumber ?? "nothing") in \(before.map(\.summary))")
        }
    }

    /// An act went without an answer, or was refused: it was done or it was not, but not by half.
    mutating func unanswered(_ act: Act) {
        worlds.formUnion(worlds.map { $0.after(act) })
    }

    /// Compares with what a spool says, which is certain from here on.
    mutating func settle(on read: World) throws {
        guard worlds.contains(where: { $0.matches(read) }) else {
            throw Finding("the spool says \(read.summary), the answers leave \(worlds.map(\.summary))")
        }
        worlds = [read]
    }
}

extension Act {
    /// The idempotency key of a sale.
    var key: String? {
        switch self {
        case .sell(let key, _), .credit(let key, _), .sellBehindReader(let key): key
        default: nil
        }
    }
}

/// What the matrix found wrong.
struct Finding: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
