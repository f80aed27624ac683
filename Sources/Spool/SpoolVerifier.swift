public import Fiscal
public import Foundation
import GRDB

extension Spool {
    /// Replays the journal of a running spool, and where a checkpoint is given, says whether it extends that.
    public func verify(since checkpoint: Checkpoint? = nil) async throws(SpoolError) -> Verification {
        try await read { try ChainReplay.run($0, since: checkpoint) }
    }

    /// Replays the journal of a file that no agent has open, changing nothing.
    public static func verify(
        file: URL, since checkpoint: Checkpoint? = nil
    ) throws(SpoolError) -> Verification {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw SpoolError(.notFound, "there is no spool at \(file.path)")
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            return try DatabaseQueue(path: file.path, configuration: configuration).read {
                try ChainReplay.run($0, since: checkpoint)
            }
        } catch {
            throw spoolError(error)
        }
    }
}
