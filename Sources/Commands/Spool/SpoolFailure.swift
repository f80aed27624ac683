import Agent
import ArgumentParser
import Custody
import Spool

/// What a verb on files says where it fails, and how it ends.
enum SpoolFailure {
    /// Does something and turns its errors into a sentence on standard error and an exit code.
    static func told<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as SpoolError {
            Output.talk("Error: \(error.sentence)" + (error.cause.map { " (\($0))" } ?? ""))
            throw code(error.code)
        } catch let error as CustodyError {
            Output.talk("Error: \(error.sentence)")
            throw error.code == .sealed ? ExitCode.no : ExitCode.inputOutput
        } catch let error as DataDirectoryError {
            Output.talk("Error: \(error)")
            throw ExitCode.no
        }
    }

    private static func code(_ code: SpoolError.Code) -> ExitCode {
        switch code {
        case .corrupt, .rolledBack: .broken
        case .refused, .cancelled, .notFound: .no
        case .full: .tryLater
        default: .inputOutput
        }
    }
}
