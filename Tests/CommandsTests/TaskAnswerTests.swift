import JSON
import LocalAPI
import Testing

@testable import Commands

/// What a person is told before and after a task is answered.
@Suite struct TaskAnswerTests {
    private func task(
        _ givesUp: TaskReply.GivesUp?, code: String = "books.locked", sale: String? = "01"
    ) -> TaskReply {
        TaskReply(
            id: 12, code: code, lane: "xero:a", saleID: sale, reason: "The books are closed.",
            evidence: .object([]), action: "reopen", raisedAt: "2026-03-12T10:00:00+03:00", resolvedAt: nil,
            givesUp: givesUp)
    }

    @Test(arguments: [
        (nil, "Never send the document of task 12?"),
        (
            TaskReply.GivesUp(count: 1, first: ["00-T1-000001"]),
            "Task 12 holds up 1 document: 00-T1-000001. Give it up, for you to enter by hand?"
        ),
        (
            TaskReply.GivesUp(count: 9, first: ["00-T1-000001", "00-T1-000002"]),
            "Task 12 holds up 9 documents: 00-T1-000001, 00-T1-000002 and 7 more. Give all of them up, for you to enter "
                + "by hand?"
        ),
    ])
    func `who gives up what waits for a task is asked by how many and which`(
        _ givesUp: TaskReply.GivesUp?, _ question: String
    ) {
        #expect(task(givesUp).discardQuestion == question)
    }

    @Test func `who ends a task that sends nothing is not asked about a document`() {
        #expect(
            task(nil, code: "books.conflict").discardQuestion
                == "Task 12: The books are closed. Let stand what is in the books?")
        #expect(task(nil, code: "books.expired", sale: nil).discardQuestion.hasPrefix("End task 12 "))
    }

    @Test(arguments: ["the line is down", "The books are closed."])
    func `a task's reason ends in one full stop`(_ reason: String) throws {
        let text = SyncProgress.sentence(of: BooksDocumentReply.Task(id: 12, code: "x", reason: reason))
        #expect(text == "Task 12: \(reason.hasSuffix(".") ? reason : reason + ".")")
    }
}
