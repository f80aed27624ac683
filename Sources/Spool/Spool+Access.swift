import Fiscal
import GRDB

/// Which thread waits while a transaction is carried out.
public enum TransactionPlace: Sendable {
    /// The connection's own: the caller's goes on with other work while the disk works. For an agent, whose threads are
    /// few and serve tills.
    case connection
    /// The caller's: nobody is woken for it. For programs that do one thing after the other, such as a simulation.
    case caller
}

extension Spool {
    /// One picture of the file, as the pool's own reading has it, by statements that stay prepared.
    private func readHere<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try pool.unsafeRead { database in
            try database.run("BEGIN DEFERRED TRANSACTION", [])
            do {
                let value = try body(database)
                try database.run("COMMIT TRANSACTION", [])
                return value
            } catch {
                if database.isInsideTransaction { try database.rollback() }
                throw error
            }
        }
    }

    private func writeHere<Value>(_ body: (Database) throws -> Value) throws -> Value { try pool.write(body) }

    /// Runs one transaction on the one connection that writes.
    func write<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws(SpoolError)
        -> Value
    {
        try watch.gate()
        let value: Value
        do {
            value = try place == .caller ? writeHere(body) : await pool.write(body)
        } catch {
            watch.noteFailure(error)
            throw Self.spoolError(error)
        }
        // What was written is durable; where folding fails, the gate shuts for the next.
        try? await checkpoint(idle: false)
        return value
    }

    /// As ``write(_:)``, for the moments before anything is concurrent.
    func writeNow<Value>(_ body: (Database) throws -> Value) throws(SpoolError) -> Value {
        do {
            return try pool.write(body)
        } catch {
            throw Self.spoolError(error)
        }
    }

    /// Reads a consistent picture without holding up the writer.
    func read<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws(SpoolError) -> Value
    {
        do {
            return try place == .caller ? readHere(body) : await pool.read(body)
        } catch {
            watch.noteFailure(error)
            throw Self.spoolError(error)
        }
    }

    static func spoolError(_ error: any Error) -> SpoolError {
        switch error {
        case let error as SpoolError: error
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL:
            SpoolError(.full, "the disk is full; nothing was stored", cause: error)
        case let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode):
            SpoolError(.corrupt, "the spool is damaged", cause: error)
        case let error as DatabaseError where error.resultCode == .SQLITE_READONLY:
            SpoolError(.readOnly, "the disk takes no writes; nothing was stored", cause: error)
        case let error as DatabaseError where error.resultCode == .SQLITE_IOERR:
            SpoolError(.failing, "the disk reports an error; nothing was acknowledged", cause: error)
        default: SpoolError(.storage, "the spool could not be read or written", cause: error)
        }
    }
}

extension Database {
    /// Executes a statement, which stays prepared for the next time.
    func run(_ literal: SQL) throws {
        try cachedStatement(literal: literal).execute()
    }

    /// As ``run(_:)`` for what every sale does: the text stands as it is, so that only the values are made anew.
    func run(_ sql: String, _ values: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: values)
    }

    /// The first row of a statement that stays prepared; see ``run(_:_:)``.
    func first(_ sql: String, _ values: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(try cachedStatement(sql: sql), arguments: values)
    }

    /// As ``first(_:_:)`` for a row that is read where it lies: no copy of it is made.
    func first<Value>(
        _ sql: String, _ values: StatementArguments, read: (Row) throws -> Value
    ) throws -> Value? {
        let rows = try Row.fetchCursor(try cachedStatement(sql: sql), arguments: values)
        return try rows.next().map(read)
    }
}
