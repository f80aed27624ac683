import ArgumentParser

/// Why a file of sales cannot be posted.
struct SaleFileError: Error {
    /// What is wrong and where.
    let sentence: String
    /// 65 for bad input, 74 for a file that cannot be read.
    let exitCode: ExitCode

    init(_ sentence: String, _ exitCode: ExitCode = .badInput) {
        self.sentence = sentence
        self.exitCode = exitCode
    }
}
