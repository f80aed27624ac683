import ArgumentParser
import Foundation
import LocalAPI
import Spool

/// Where a spool's file is: named, or in a data directory.
struct SpoolPlace: ParsableArguments {
    @Option(help: ArgumentHelp("The data directory; $RISITI_DATA_DIR, or /var/lib/risiti.", valueName: "dir"))
    var dataDir: String?

    /// The data directory.
    var directory: URL {
        let environment = ProcessInfo.processInfo.environment["RISITI_DATA_DIR"]
        return URL(
            filePath: dataDir ?? environment ?? AgentAddress.defaultDataDirectory, directoryHint: .isDirectory)
    }

    /// The spool in the data directory, or the cold file that was named.
    func file(_ named: String?) -> URL {
        named.map { URL(filePath: $0) } ?? directory.appending(path: Spool.fileName)
    }
}
