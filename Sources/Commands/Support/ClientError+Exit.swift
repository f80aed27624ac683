import ArgumentParser
import LocalAPI

extension ClientError {
    /// The exit code that the contract gives this failure.
    var exitCode: ExitCode {
        switch self {
        case .unreachable: .unreachable
        case .misread: .inputOutput
        case .refused(let problem):
            switch problem.status {
            case 400, 413, 415, 422: .badInput
            case 401, 403, 404, 409: .no
            case 429, 503, 504, 507: .tryLater
            default: .inputOutput
            }
        }
    }
}

extension ExitCode {
    /// The answer is "no", or something needs attention.
    static let no = ExitCode(1)
    /// The agent cannot be reached.
    static let unreachable = ExitCode(2)
    /// Integrity is broken.
    static let broken = ExitCode(3)
    /// What was typed cannot be done so.
    static let badUsage = ExitCode(64)
    /// The input is bad.
    static let badInput = ExitCode(65)
    /// Reading or writing failed.
    static let inputOutput = ExitCode(74)
    /// It may work later.
    static let tryLater = ExitCode(75)
}
