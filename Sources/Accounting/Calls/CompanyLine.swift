/// The way to a company: authorised, and on record.
public protocol CompanyLine: Sendable {
    /// Makes a call.
    ///
    /// - Parameters:
    ///   - subject: what it is about, for the log.
    ///   - attempt: which try of the same it is, from 1.
    /// - Returns: the answer or the line's failure; a fault where nothing was sent at all.
    func answer(
        to call: BooksCall, about subject: String, attempt: Int
    ) async -> Result<BooksAnswer, BooksFault>
}

extension BooksClient: CompanyLine {
    /// As ``send(_:about:attempt:)``.
    public func answer(
        to call: BooksCall, about subject: String, attempt: Int
    ) async -> Result<BooksAnswer, BooksFault> {
        do throws(BooksFault) {
            return .success(try await send(call, about: subject, attempt: attempt))
        } catch {
            return .failure(error)
        }
    }
}
