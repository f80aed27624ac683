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
    /// Writes the closed file anew.
    case compact
    /// Gives up the documents of all sales that are finished, one in each step.
    case prune
    /// Makes a backup in the place of the one before, sealed or in clear.
    case backup(sealed: Bool)
    /// Hands the journal over to a new device key.
    case rotate
}

/// The reference model: what a spool says, without any SQL.
struct World: Hashable, Sendable {
    /// One sale and what became of it.
    struct Sale: Hashable, Sendable {
        let sequence: Int64
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
        /// Whether it gave up its bytes.
        var isPruned = false
    }

    /// An entry that is no sale.
    struct Notice: Hashable, Sendable {
        let sequence: Int64
        /// The last sale that a pruning covers; nil for a handover.
        var through: Int64?
    }

    /// The document's id, its bytes and its seal.
    struct Sealed: Hashable, Sendable {
        let id: String
        var bytes: [UInt8]
        let hash: [UInt8]
        let signature: [UInt8]
    }

    /// One slip.
    struct Print: Hashable, Sendable {
        let designation: String
        var state = "waiting"
    }

    /// By sequence, as the notices are.
    var sales: [Sale] = []
    var notices: [Notice] = []
    /// Entries in the backup that is there.
    var backup: Int64?
    /// The last invoice number that KRA accepted.
    var invoice: Int64 = 0

    /// Entries of the journal.
    var length: Int64 { Int64(sales.count + notices.count) }

    /// The place of the sale with a sequence.
    func place(_ sequence: Int64) -> Int? { sales.firstIndex { $0.sequence == sequence } }

    /// The oldest job to be done.
    private var head: Int? {
        sales.firstIndex { sale in
            ["waiting", "in_flight"].contains(sale.job)
                && sale.credits.flatMap(place).map { sales[$0].job } != "parked"
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
        case .open, .checkpoint, .close, .compact: break
        case .sell(let key, let till): next.append(key, till: till, credits: nil)
        case .sellBehindReader(let key): next.append(key, till: "T1", credits: nil)
        case .credit(let key, let original):
            next.append(
                key, till: "T1", credits: sales.first { $0.key == original }?.sequence)
        case .askPrint(let sequence):
            guard let place = place(sequence) else { break }
            let isFirst = sales[place].prints.isEmpty
            next.sales[place].prints.append(Print(designation: isFirst ? "original" : "copy"))
        case .beginPrint, .endPrint:
            guard let print else { break }
            next.sales[print.sale].prints[print.print].state = act == .beginPrint ? "printing" : "done"
        case .writeDown, .settle, .finish, .park:
            guard let head else { break }
            next.work(act, at: head)
        case .prune: while next.pruneFurther() {}
        case .backup: next.backup = length
        case .rotate: next.notices.append(Notice(sequence: length + 1))
        }
        return next
    }

    /// The worlds that an act without an answer may leave: one transaction is done or not, a pruning is many.
    func stages(of act: Act) -> Set<World> {
        guard act == .prune else { return [self, after(act)] }
        var (worlds, next): (Set<World>, World) = ([self], self)
        while next.pruneFurther() { worlds.insert(next) }
        return worlds
    }

    /// One step of a pruning, which ends before the first sale with which something stands open: what a notice covers
    /// gives up its bytes, in order; then comes the next notice.
    private mutating func pruneFurther() -> Bool {
        let covered = notices.compactMap(\.through).max() ?? 0
        if let place = sales.firstIndex(where: { $0.sequence <= covered && !$0.isPruned }) {
            sales[place].isPruned = true
            sales[place].entry?.bytes = [0]
            sales[place].prints.removeAll { $0.state == "done" }
            return true
        }
        let open =
            sales.flatMap { sale -> [Int64] in
                let isFinished = ["done", "abandoned"].contains(sale.job)
                let isPrinted = sale.prints.allSatisfy { $0.state == "done" }
                return (isFinished && isPrinted && sale.tasks == 0 ? [] : [sale.sequence])
                    + (isFinished ? [] : [sale.credits].compactMap { $0 })
            }.min() ?? .max
        let through = sales.map(\.sequence).last { $0 < open } ?? 0
        guard through > covered else { return false }
        notices.append(Notice(sequence: length + 1, through: through))
        return true
    }

    private mutating func append(_ key: String, till: String, credits: Int64?) {
        guard !sales.contains(where: { $0.key == key }) else { return }
        let count = "\(sales.count { $0.till == till } + 1)"
        let number = till + "-" + String(repeating: "0", count: max(0, 6 - count.count)) + count
        sales.append(Sale(sequence: length + 1, key: key, till: till, number: number, credits: credits))
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
            + sales.map {
                "\($0.number) \($0.key) \($0.job) \($0.underWay.map { "sends \($0)" } ?? "")\($0.isPruned ? "pruned" : "")"
            }.joined(separator: ", ") + "; notices \(notices.map { "\($0.sequence) \($0.through ?? 0)" }); "
            + "backup \(backup ?? 0)]"
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
                guard let index = next.place(entry.document.sequence),
                    next.sales[index].number == entry.document.temporaryNumber,
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
        worlds = worlds.reduce(into: []) { $0.formUnion($1.stages(of: act)) }
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

    /// Whether a shop that had no answer may simply ask again.
    var isAskedAgain: Bool {
        switch self {
        case .prune, .backup, .rotate: true
        default: key != nil
        }
    }
}

/// What the matrix found wrong.
struct Finding: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
