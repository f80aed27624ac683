public import Accounting
public import Fiscal
public import Spool

/// Shows a company's map as a person understands it, and takes a changed one after it was checked.
public struct MapDesk: Sendable {
    let books: BooksDesk
    let spool: Spool
    let rates: @Sendable () -> TaxTable

    /// A map, and what is known about it.
    public struct View: Sendable {
        /// The company.
        public let connection: BooksConnection
        /// Its newest map; nil where nobody made one.
        public let version: BooksMapping?
        /// The map; one that says nothing where there is none.
        public let map: BooksMap
        /// The names of its accounts, by how documents name them.
        public let accounts: [String: String]
        /// How documents name the accounts and tax codes that cannot be posted to any more.
        public let inactive: Set<String>
        /// The names of its payment methods, by id.
        public let paymentMethods: [String: String]
        /// The rates of the tax letters in this shop.
        public let rates: TaxTable
        /// What it does not say, or says strangely.
        public let remarks: [BooksMap.Remark]
        /// Whether a change that was asked for changed nothing, so that no version was made.
        public var isUnchanged = false
    }

    /// A map that names what the company has not.
    public struct Refusal: Error, Sendable {
        /// What is wrong: which, found, expected.
        public let faults: [Fault]

        /// Makes a refusal.
        public init(faults: [Fault]) { self.faults = faults }
    }

    /// The newest map of a company, or one of its versions, from 1.
    ///
    /// - Throws: `SpoolError` `notFound` where there is no such company or version.
    public func view(_ lane: String, version number: Int? = nil) async throws -> View {
        let connection = try await connection(lane)
        let version = try await version(number, of: lane)
        let map = try version.map { try BooksMapVersion($0).map } ?? BooksMap()
        var (accounts, methods) = ([String: String](), [String: String]())
        var (accountsThere, codesThere) = ([BooksAccount](), [BooksTaxCode]())
        // Names are for people: a company that does not answer now keeps nobody from seeing the map.
        if case .accounts(let known)? = try? await books.known(.accounts, of: lane) {
            accounts = Dictionary(known.map { ($0.id, $0.name) }) { first, _ in first }
            accountsThere = known
        }
        if case .taxCodes(let known)? = try? await books.known(.taxCodes, of: lane) { codesThere = known }
        if Company(lane: lane)?.provider == .quickBooks,
            case .named(let known)? = try? await books.known(.paymentMethods, of: lane)
        {
            methods = Dictionary(known.map { ($0.id, $0.name) }) { first, _ in first }
        }
        let rates = rates()
        return View(
            connection: connection, version: version, map: map, accounts: accounts,
            inactive: Set(accountsThere.filter { !$0.isActive }.map(\.id))
                .union(codesThere.filter { !$0.isActive }.map(\.id)),
            paymentMethods: methods, rates: rates,
            remarks: map.remarks(accounts: accountsThere, taxCodes: codesThere) + map.remarks(rates: rates))
    }

    /// The newest version, or the one of a number.
    private func version(_ number: Int?, of lane: String) async throws -> BooksMapping? {
        let versions = try await spool.booksMappings(of: lane)
        guard let number else { return versions.first }
        guard let version = versions.first(where: { $0.version == number }) else {
            let there =
                if let newest = versions.first?.version, let oldest = versions.last?.version {
                    "there are \(oldest) to \(newest)"
                } else { "there is none yet" }
            throw SpoolError(.notFound, "the map of \(lane) has no version \(number); \(there)")
        }
        return version
    }

    /// Takes a version as a further one, after it was checked against what the company has now.
    ///
    /// - Throws: ``Refusal``; `SpoolError` `notFound` where there is no such version; `BooksFault`.
    public func restore(_ number: Int, of lane: String, by person: String) async throws -> View {
        _ = try await connection(lane)
        guard let wanted = try await version(number, of: lane), let newest = try await version(nil, of: lane) else {
            throw SpoolError(.notFound, "the map of \(lane) has no version \(number)")
        }
        return try await keep(try BooksMapVersion(wanted).map, of: lane, after: newest.version, by: person)
    }

    /// Checks a map against what the company has, and keeps it as a further version; one that says what the newest says
    /// makes none.
    ///
    /// - Throws: ``Refusal``; `SpoolError` `refused` where the newest is no longer `version`; `BooksFault`.
    public func keep(_ map: BooksMap, of lane: String, after version: Int, by person: String) async throws -> View {
        _ = try await connection(lane)
        var (checked, faults) = try await check(map, lane, isFresh: false).checked(map)
        // What is not known may be new there.
        if !faults.isEmpty { (checked, faults) = try await check(map, lane, isFresh: true).checked(map) }
        guard faults.isEmpty else { throw Refusal(faults: faults) }
        let made = try await books.keep(checked, of: lane, after: version, by: person)
        return try await view(lane, isUnchanged: made == version)
    }

    private func view(_ lane: String, isUnchanged: Bool) async throws -> View {
        var view = try await view(lane)
        view.isUnchanged = isUnchanged
        return view
    }

    /// Takes the version before the newest as a further one.
    public func undo(_ lane: String, by person: String) async throws -> View {
        _ = try await connection(lane)
        _ = try await books.undoMap(of: lane, by: person)
        return try await view(lane)
    }

    /// Makes a map from what the company's own accounts and codes say.
    public func makeStandard(_ lane: String) async throws -> View {
        _ = try await connection(lane)
        let before = try await books.map(of: lane)?.version
        return try await view(lane, isUnchanged: try await books.mapByItself(lane).version == before)
    }

    /// The versions, the newest first.
    public func versions(_ lane: String) async throws -> [BooksMapping] {
        _ = try await connection(lane)
        return try await spool.booksMappings(of: lane)
    }

    /// What a company answered to a question, and when.
    public func facts(
        _ question: BooksQuestion, of lane: String, isFresh: Bool
    ) async throws -> (reply: BooksReply, at: Timestamp?) {
        _ = try await connection(lane)
        let reply = isFresh ? try await books.ask(question, of: lane) : try await books.known(question, of: lane)
        return (reply, try await spool.booksFact(question.rawValue, of: lane)?.at)
    }

    /// The classes, locations or tracking categories of a company that rules can fill; none where it does not say.
    ///
    /// - Throws: `SpoolError` `notFound` where no company has that lane.
    public func trackingNames(_ lane: String) async throws -> [String] {
        _ = try await connection(lane)
        guard case .named(let known)? = try? await books.known(.tracking, of: lane) else { return [] }
        return Set(known.compactMap { $0.number ?? nil }).sorted()
    }

    private func check(_ map: BooksMap, _ lane: String, isFresh: Bool) async throws -> MapCheck {
        var check = MapCheck(accounts: [], taxCodes: [], paymentMethods: [], tracking: [])
        if case .accounts(let known) = try await facts(.accounts, of: lane, isFresh: isFresh).reply {
            check.accounts = known
        }
        if case .taxCodes(let known) = try await facts(.taxCodes, of: lane, isFresh: isFresh).reply {
            check.taxCodes = known
        }
        if map.money.values.contains(where: { $0.method != nil }), Company(lane: lane)?.provider == .quickBooks,
            case .named(let known) = try await facts(.paymentMethods, of: lane, isFresh: isFresh).reply
        {
            check.paymentMethods = known
        }
        if map.namesTracking, case .named(let known) = try await facts(.tracking, of: lane, isFresh: isFresh).reply {
            check.tracking = known
        }
        return check
    }

    /// The company of a lane that is not removed.
    public func connection(_ lane: String) async throws -> BooksConnection {
        let connection = try await spool.booksConnection(lane)
        guard connection.state != .removed else {
            throw SpoolError(.notFound, "\(connection.title) was removed; connect it again with: risiti books connect")
        }
        return connection
    }
}

extension Agent {
    /// Shows and takes the maps of the books.
    public var maps: MapDesk { MapDesk(books: books, spool: spool, rates: sales.rates) }
}
