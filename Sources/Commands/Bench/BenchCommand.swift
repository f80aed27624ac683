import ArgumentParser
import Foundation

/// `risiti bench`: how fast this machine is, beside the raw limits of its disk.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures this machine, each figure beside the raw limit measured in the same run.",
        discussion: """
            Works in a new directory under --directory and removes it. Sales go through a real agent's HTTP door.

            Examples:
              risiti bench all
              risiti bench disk --directory /var/lib/risiti --format json
            """,
        subcommands: [
            BenchAll.self, BenchDisk.self, BenchAccept.self, BenchDrain.self, BenchVerify.self, BenchPrint.self,
        ])
}

/// What every benchmark is told.
struct BenchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The disk to measure: a directory on it.", valueName: "dir"))
    var directory = NSTemporaryDirectory()

    @OptionGroup var format: FormatOptions

    /// Runs a benchmark in a directory of its own and removes that.
    func measure(_ body: (URL) async throws -> [BenchFigure]) async throws {
        // Short, since a socket's path has at most 107 bytes.
        let place = URL(filePath: directory).appending(path: "risiti-bench-\(getpid())")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        format.output.list(try await body(place), BenchFigure.columns)
    }
}

/// `risiti bench disk`.
struct BenchDisk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disk", abstract: "The disk's own speed: bare fdatasync, bare SQLite commit.",
        discussion: "Examples:\n  risiti bench disk\n  risiti bench disk --directory /var/lib/risiti")

    @OptionGroup var options: BenchOptions

    func run() async throws {
        try await options.measure { try DiskBench(directory: $0).run() }
    }
}

/// `risiti bench accept`.
struct BenchAccept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Accepting sales over HTTP with 1, 16 and 64 tills.",
        discussion: "Examples:\n  risiti bench accept\n  risiti bench accept --format json")

    @OptionGroup var options: BenchOptions

    func run() async throws {
        try await options.measure { try await AcceptBench(directory: $0).run(beside: DiskBench(directory: $0).run()) }
    }
}

/// `risiti bench drain`.
struct BenchDrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "The agent's own time while a backlog drains to a simulated KRA, and a till's meanwhile.",
        discussion: "Examples:\n  risiti bench drain\n  risiti bench drain --backlog 100000 --format json")

    @Option(help: ArgumentHelp("Sales that wait.", valueName: "number"))
    var backlog = 2_000

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard (400...1_000_000).contains(backlog) else { throw ValidationError("--backlog is 400 to 1000000.") }
    }

    func run() async throws {
        try await options.measure { try await DrainBench(directory: $0, backlog: backlog).run() }
    }
}

/// `risiti bench verify`.
struct BenchVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Starting, accepting, status and verifying as the journal grows.",
        discussion: """
            Measures at 0, 10 000, 100 000 and 1 000 000 entries, up to --entries; a million take some minutes and 4 GB.

            Examples:
              risiti bench verify
              risiti bench verify --entries 1000000 --format json
            """)

    @Option(help: ArgumentHelp("The largest journal.", valueName: "number"))
    var entries = 100_000

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard (1...1_000_000).contains(entries) else { throw ValidationError("--entries is 1 to 1000000.") }
    }

    func run() async throws {
        let sizes = [0, 10_000, 100_000, 1_000_000].filter { $0 < entries } + [entries]
        try await options.measure { try await GrowthBench(directory: $0, sizes: sizes).run() }
    }
}

/// `risiti bench print`.
struct BenchPrint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Ten-line receipts over simulated serial lines, beside the time of their bytes.",
        discussion: "Examples:\n  risiti bench print\n  risiti bench print --format json")

    @OptionGroup var options: BenchOptions

    func run() async throws {
        try await options.measure { try await PrintBench(directory: $0).run() }
    }
}

/// `risiti bench all`.
struct BenchAll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all", abstract: "Disk, accept and drain in one run.",
        discussion: "Examples:\n  risiti bench all\n  risiti bench all --format json")

    @OptionGroup var options: BenchOptions

    func run() async throws {
        try await options.measure { place in
            let disk = try DiskBench(directory: place).run()
            let accept = try await AcceptBench(directory: place).run(beside: disk)
            return try await accept + DrainBench(directory: place).run()
        }
    }
}
