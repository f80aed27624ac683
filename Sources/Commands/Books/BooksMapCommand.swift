import ArgumentParser
import Foundation
import JSON
import LocalAPI

/// `risiti books map`: how sales are put into a company's books.
struct BooksMapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Shows and changes where tax letters, payments and income go in a company's books.",
        discussion: """
            Each change is a further version that is checked against the company's own accounts and codes. To edit a \
            map as a whole, write it with --format json, change what stands under "map", and read it with --file; it is \
            refused where somebody changed the map meanwhile. Exit code 1 where something that stops sales is not mapped.

            Rules fill memo, customer_name, line_text, note, payment_reference, due_days and tracking:CATEGORY, by the \
            fields that risiti books fields lists. Of \
            several for one field the first whose condition holds counts; --rule puts one that has a condition first, \
            and one that has none in the place of the one before. Try them with: risiti books dry-run

            Examples:
              risiti books map quickbooks:9130350000000001
              risiti books map quickbooks:9130350000000001 --tax B=5 --payment "mobile_money=M-Pesa till"
              risiti books map xero:5c2b1f0e-0000-4000-8000-00000000a001 --mode document --income 200
              risiti books map xero:5c2b1f0e-0000-4000-8000-00000000a001 --rule 'memo=Till {{till}}: {{fiscal_number}}'
              risiti books map xero:5c2b1f0e-0000-4000-8000-00000000a001 --file map.json
            """)

    @Argument(help: "The company's lane; see: risiti books list")
    var lane: String

    @OptionGroup(title: "Changes") var changes: MapChanges

    @Flag(help: "Make a map from what the company's own accounts and codes say.")
    var standard = false

    @Flag(help: "Go back to the version before, once more to the one before that.")
    var undo = false

    @Flag(help: "List the versions and what changed in each.")
    var history = false

    @Option(help: ArgumentHelp("Show the map as a version had it.", valueName: "number"))
    var version: Int?

    @Option(help: ArgumentHelp("Take a version again, as a further one.", valueName: "number"))
    var restore: Int?

    @Option(help: ArgumentHelp("Read the whole map from a file; - is standard input.", valueName: "file"))
    var file: String?

    @OptionGroup var agent: AgentOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        let ways = [standard, undo, history, version != nil, restore != nil, file != nil, !changes.isEmpty]
        guard ways.filter({ $0 }).count <= 1 else {
            throw ValidationError(
                "--standard, --undo, --history, --version, --restore, --file and changes stand alone, one of them.")
        }
    }

    func run() async throws {
        if history { return try await showVersions() }
        let reply = try await wanted()
        format.output.screen(reply, MapScreen(reply).lines)
        if reply.unchanged == true {
            Output.talk("Nothing changed: version \(reply.version) says the same already, and no version was made.")
        }
        if reply.remarks.contains(where: \.stops) { throw ExitCode.no }
    }

    private func wanted() async throws -> BooksMapReply {
        let body = try file.map(Self.body)
        return try await agent.ask { (client) async throws(ClientError) in
            if standard { return try await client.makeStandardBooksMap(lane) }
            if undo { return try await client.undoBooksMap(lane) }
            if let restore { return try await client.restoreBooksMap(lane, version: restore) }
            if let version { return try await client.booksMap(lane, version: version) }
            if let body { return try await client.putBooksMap(lane, body: body) }
            let now = try await client.booksMap(lane)
            guard !changes.isEmpty else { return now }
            var accounts: Set<String> = []
            if changes.namesColon {
                for account in try await client.booksAccounts(lane).accounts {
                    accounts.formUnion([account.id, account.name] + [account.code].compactMap { $0 })
                }
            }
            let map = changes.applied(to: now.map, accounts: accounts)
            return try await client.putBooksMap(lane, BooksMapRequest(version: now.version, map: map))
        }
    }

    private func showVersions() async throws {
        let versions = try await agent.ask { (client) async throws(ClientError) in
            try await client.booksMapVersions(lane)
        }
        format.output.list(
            versions,
            [
                Column("VERSION", isRight: true) { "\($0.version)" }, Column("MADE", \.madeAt), Column("BY", \.madeBy),
                Column("BACK TO", isRight: true) { $0.backTo.map { "\($0)" } ?? "-" },
                Column("CHANGED") { $0.changed.isEmpty ? "-" : $0.changed.joined(separator: ", ") },
            ], nothing: "Nobody has made a map yet; run: risiti books map \(lane) --standard")
        if !versions.isEmpty { Output.talk("What one says: risiti books map \(lane) --version NUMBER") }
    }

    /// What is sent of a file that `--format json` wrote: the version and the map; the rest is for people.
    static func body(_ path: String) throws -> [UInt8] {
        let bytes: Data
        if path == "-" {
            bytes = FileHandle.standardInput.readDataToEndOfFile()
        } else {
            bytes = try InputFile.bytes(path)
        }
        let tree: JSONTree
        do {
            tree = try JSONTree(parsing: Array(bytes))
        } catch {
            Output.talk("Error: \(path) is not JSON: \(error)")
            throw ExitCode.badInput
        }
        guard let version = tree["version"], let map = tree["map"] else {
            Output.talk("Error: \(path) has not both version and map; write one with --format json")
            throw ExitCode.badInput
        }
        return Array(JSONTree.object([("version", version), ("map", map)]).json.utf8)
    }
}
