import Accounting

extension CompanyLine {
    /// Makes a call, and again after each fault that may pass.
    ///
    /// - Parameters:
    ///   - subject: what it is about, for the log.
    ///   - meaning: reads the answer.
    ///   - pause: what to wait before the next try, from the fault and which try it was, from 1; throws where there is none.
    /// - Throws: what `pause` throws; `CancellationError`.
    func patiently<Value: Sendable>(
        _ call: BooksCall, about subject: String, _ meaning: (BooksAnswer) throws(BooksFault) -> Value,
        pause: (BooksFault, Int) throws(BooksFault) -> Duration
    ) async throws -> Value {
        var attempt = 1
        while true {
            let fault: BooksFault
            do throws(BooksFault) {
                return try meaning(try await answer(to: call, about: subject, attempt: attempt).get())
            } catch {
                fault = error
            }
            try await Task.sleep(for: try pause(fault, attempt))
            attempt += 1
        }
    }
}
