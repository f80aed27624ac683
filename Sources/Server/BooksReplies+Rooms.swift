import Accounting
import Agent
import Fiscal
import LocalAPI
import Spool

// What the rooms below say of the books, in the words of the API.

extension BooksAccountReply {
    init(_ account: BooksAccount) {
        self.init(
            id: account.id, code: account.code, name: account.name, use: account.use.rawValue,
            active: account.isActive)
    }
}

extension BooksTaxCodeReply {
    init(_ code: BooksTaxCode) {
        self.init(
            id: code.id, name: code.name, rate: code.rateHundredths.map { "\(Money(minor: $0))" },
            active: code.isActive)
    }
}

extension BooksFieldListReply {
    /// What can be filled at a company with these tracking categories.
    init(_ tracking: [String]) {
        let categories = tracking.isEmpty ? ["CATEGORY"] : tracking
        self.init(
            targets: (FieldRule.Target.plain + categories.map(FieldRule.Target.tracking)).map {
                Target(name: $0.name, meaning: $0.meaning, longest: $0.longest)
            },
            fields: BooksField.allCases.map {
                Field(name: $0.rawValue, kind: $0.valueKind.rawValue, meaning: $0.meaning, absent: $0.absent)
            })
    }
}

extension DryRunReply.Step {
    init(_ step: BooksRehearsal.Step) {
        self.init(
            what: step.what, method: step.call.method, path: step.call.path,
            body: step.call.body.map { String(decoding: $0, as: UTF8.self) }, remark: step.remark)
    }
}

extension BooksTallyReply {
    init(
        _ tally: BooksTally, _ lane: String, _ view: LaneView?, from: CalendarDay?, daysOverdue: Int
    ) {
        func count(_ state: BooksDocumentRow.State) -> Int { tally.documents[state] ?? 0 }
        self.init(
            lane: lane, state: view?.state.rawValue ?? "removed", reason: view?.reason,
            documents: Documents(
                open: count(.open), ready: count(.ready), done: count(.done), parked: count(.parked),
                abandoned: count(.abandoned)),
            daysOverdue: daysOverdue, unplaced: tally.unplaced, exchanges: tally.exchanges, failures: tally.failures,
            meanMilliseconds: tally.meanMilliseconds, from: from.map { "\($0)" }, leftOut: tally.leftOut,
            leftOutExported: tally.leftOutExported, receiptsDue: tally.receiptsDue)
    }
}

extension BooksDocumentReply {
    init(_ row: BooksReportRow) {
        self.init(
            id: row.id, number: row.number, day: "\(row.day)", kind: row.kind.rawValue, isCredit: row.isCredit,
            state: row.state.rawValue, sales: row.sales, total: "\(row.total)", attempts: row.attempts,
            externalID: row.externalID, finishedAt: row.finishedAt.map { KenyaTime($0).rfc3339 },
            task: row.task.map { Task(id: $0.id, code: $0.code, reason: $0.reason) },
            tax: row.tax.map { "\($0)" }, buyerName: row.buyer?.name, buyerPIN: row.buyer?.pin,
            fiscalNumber: row.fiscalNumber,
            why: row.rest?.reason ?? row.task?.reason,
            nextTryAt: row.restsUntil.map { KenyaTime($0).rfc3339 })
    }
}

extension SyncLogEntryReply {
    init(_ row: SyncLogRow) {
        self.init(
            id: row.id, lane: row.lane, at: KenyaTime(row.at).rfc3339, what: row.what, about: row.localKey,
            method: row.method, path: row.path, status: row.status, tookMilliseconds: row.tookMilliseconds,
            attempt: row.attempt, externalID: row.externalID, error: row.error)
    }
}
