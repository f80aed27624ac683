/// What will happen in a run, by time; what is due together happens in the order of its entry.
struct Agenda: Sendable {
    private var entries: [(time: Int64, what: Happening)] = []

    /// When the next thing happens.
    var next: Int64? { entries.first?.time }

    /// Enters something for a time.
    mutating func enter(_ what: Happening, at time: Int64) {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        entries.insert((time, what), at: low)
    }

    /// Takes out the first that is due.
    mutating func take(by time: Int64) -> (time: Int64, what: Happening)? {
        guard let first = entries.first, first.time <= time else { return nil }
        return entries.removeFirst()
    }

    /// Whether it holds something that satisfies a condition.
    func holds(where condition: (Happening) -> Bool) -> Bool { entries.contains { condition($0.what) } }

    /// Strikes what satisfies a condition.
    mutating func strike(where condition: (Happening) -> Bool) {
        entries.removeAll { condition($0.what) }
    }
}

/// One thing that happens.
enum Happening: Sendable {
    /// So many customers pay at once.
    case customers(Int)
    /// Tills that had no answer post again.
    case again([Errand])
    /// The process dies, or the machine.
    case crash(powerCut: Bool)
    /// It is started again.
    case restart
    /// The wall clock is put off by so many milliseconds.
    case clock(offset: Int64)
    /// The wall clock forgets everything.
    case clockLost
    /// The line goes down, or comes back.
    case outage(Bool)
    /// A person looks at the tasks.
    case visit
    /// A person stops the lane.
    case pause
    /// A slip is asked for.
    case print
    /// A request arrives that everybody had given up.
    case late(Parcel)
    /// The log is folded in, code lists are fetched.
    case care
    /// The machine stands still.
    case freeze(Int64)
    /// All troubles end.
    case calm
}

/// A request on its way to KRA.
struct Parcel: Sendable {
    let method: String
    let path: String
    let query: String
    let headers: [(String, String)]
    let body: [UInt8]
}

/// What a till wants: a sale or a credit note, under its own key, until it has an answer.
struct Errand: Sendable, Equatable {
    let key: String
    let kind: Kind

    enum Kind: Sendable, Equatable {
        /// A sale from the shop's range of baskets.
        case sale(Int)
        /// Takes back some, or all that is left, of the entry.
        case credit(of: Int64, hundredths: Int64?)
    }
}
