import ArgumentParser
import JSON
import LocalAPI
import Testing

@testable import Commands

@Suite struct BooksVerbTests {
    private static let lane = "quickbooks:9130350000000001"

    @Test(arguments: [
        ["accounts", lane, "--fresh"], ["taxes", lane], ["map", lane], ["map", lane, "--standard"],
        ["map", lane, "--history"], ["map", lane, "--version", "3"], ["map", lane, "--restore", "3"], ["fields", lane],
        ["map", lane, "--undo"], ["map", lane, "--file", "map.json"],
        ["map", lane, "--tax", "B=5", "--tax", "e=8", "--payment", "cash=Till:Cash", "--income", "Sales"],
        ["map", lane, "--mode", "hybrid", "--items", "each", "--walk-in", "Passer-by", "--due-days", "14"],
        ["map", lane, "--attach", "off", "--track", "Location=Nairobi"], ["dry-run", lane, "T1-000001"],
        ["sync", lane, "--force", "--sale", "T1-000001", "T1-000002", "--wait"],
        ["sync", lane, "--from", "2026-03-01", "--to", "2026-03-31"],
        ["sync", lane, "--type", "sale", "credit_note", "--wait"], ["sync", lane, "--sale", "T1-000041", "--exported"],
        ["settings", lane, "--posting", "manual"],
        ["jobs"], ["jobs", "list", lane, "--state", "running"], ["jobs", "show", "12", "--wait"],
        ["jobs", "cancel", "12"], ["jobs", "retry", "12", "--wait"],
        ["log", lane, "--statistics", "--status", "5xx", "--subject", "document", "--from", "2026-03-01"],
        ["report", lane, "--from", "2026-03-01", "--to", "2026-03-31", "--as", "pdf", "--out", "march.pdf"],
        ["log", lane, "--failures", "--about", "00-T1-000001", "--limit", "10"], ["log"], ["log", "show", "12"],
        ["report", lane], ["report", lane, "--as", "csv", "--out", "books.csv", "--force"],
        ["report", lane, "--as", "csv"], ["sync", lane, "--type", "day", "--sale", "00-T1-000001"],
        ["connect", "xero", "--pending", "con_1", "--paste"],
        ["connect", "xero", "--pending", "con_1", "--company", "5c2b"],
        ["report", lane, "--as", "xlsx", "--out", "books.xlsx"],
    ])
    func `the verbs of the books are spelled as the contract says`(_ arguments: [String]) throws {
        _ = try RisitiCommand.parseAsRoot(["books"] + arguments)
    }

    @Test(arguments: [
        ["accounts"], ["map", lane, "--standard", "--undo"], ["map", lane, "--version", "1", "--restore", "1"],
        ["map", lane, "--restore", "2", "--tax", "B=5"], ["map", lane, "--version", "x"], ["fields"],
        ["connect", "xero", "--pending", "con_1", "--again", "xero:a"], ["map", lane, "--tax", "Z=5"],
        ["map", lane, "--tax", "B"],
        ["map", lane, "--payment", "credit=Debtors"], ["map", lane, "--payment", "cash"],
        ["map", lane, "--mode", "weekly"], ["map", lane, "--due-days", "-1"], ["map", lane, "--track", "=x"],
        ["map", lane, "--rule", "memo"], ["map", lane, "--rule", "=x"], ["map", lane, "--rule", "{\"value\": {}}"],
        ["map", lane, "--rule", "memo=x", "--undo"], ["map", lane, "--file", "a.json", "--income", "4000"],
        ["dry-run", lane],
        ["sync", lane, "--sale", "T1-000001", "--from", "2026-03-01"], ["log", "--limit", "0"], ["log", "show", "x"],
        ["report", lane, "--as", "xlsx"], ["report", lane, "--out", "books.csv"], ["report", lane, "--as", "pdf"],
        ["report", lane, "--as", "docx", "--out", "x"], ["jobs", "cancel"], ["jobs", "--limit", "0"],
    ])
    func `bad usage of the books' verbs is refused`(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try RisitiCommand.parseAsRoot(["books"] + arguments) }
    }

    @Test func `changes take what is named and leave the rest; nothing behind the sign takes away`() throws {
        let changes = try MapChanges.parse([
            "--tax", "b=VAT 16%", "--tax", "E=", "--payment", "cash=Bank:Till", "--payment", "card=Cards:Visa",
            "--payment", "other=", "--mode", "summary", "--attach", "off", "--track", "Location=Nairobi",
        ])
        let before = BooksMapBody(
            mode: "hybrid", items: "generic", taxes: ["A": .init(code: "1"), "E": .init(code: "9")], income: "40",
            payments: ["other": .init(account: "7")], walkIn: "Anyone", dueDays: 30, attachesReceipt: true,
            writesBack: true, namesCurrency: false)
        let after = changes.applied(to: before, accounts: ["Bank:Till"])
        #expect(after.taxes == ["A": .init(code: "1"), "B": .init(code: "VAT 16%")])
        #expect(after.payments["cash"] == .init(account: "Bank:Till"))
        #expect(after.payments["card"] == .init(account: "Cards", method: "Visa"))
        #expect(after.payments["other"] == nil)
        #expect((after.mode, after.income, after.walkIn) == ("summary", "40", "Anyone"))
        #expect(!after.attachesReceipt)
        #expect(after.tracking == ["Location": "Nairobi"])
    }

    @Test func `a rule takes the place of the one that always counts, and one with a condition goes before it`() throws
    {
        func rules(_ arguments: [String], over known: [JSONTree]?) throws -> [String]? {
            let before = BooksMapBody(
                mode: "hybrid", items: "generic", walkIn: "Anyone", dueDays: 30, attachesReceipt: true,
                writesBack: true, namesCurrency: false, rules: known)
            return try MapChanges.parse(arguments).applied(to: before, accounts: []).rules?.map(\.json)
        }
        func tree(_ text: String) throws -> JSONTree { try JSONTree(parsing: Array(text.utf8)) }
        let (first, other) = (
            #"{"target":"memo","value":{"custom":"Till {{till}}"}}"#, #"{"target":"note","value":{"direct":"till"}}"#
        )
        let second = #"{"target":"memo","value":{"custom":"a=b"}}"#
        let sometimes = #"{"target":"memo","value":{"direct":"till"},"when":{"field":"till","present":true}}"#
        #expect(try rules(["--rule", "memo=Till {{till}}"], over: nil) == [first])
        #expect(try rules(["--rule", "memo=a=b"], over: [tree(first), tree(other)]) == [other, second])
        #expect(try rules(["--rule", sometimes], over: [tree(first), tree(other)]) == [sometimes, first, other])
        #expect(try rules(["--rule", sometimes, "--rule", "memo=a=b"], over: [tree(first)]) == [sometimes, second])
        #expect(try rules(["--without-rule", "memo"], over: [tree(sometimes), tree(other), tree(first)]) == [other])
        #expect(try rules(["--income", "40"], over: [tree(first)]) == [first])
        #expect(try rules(["--income", "40"], over: nil) == nil)
    }

    @Test func `a body is shown member by member, in its order and with its own numbers`() {
        #expect(
            PrettyJSON.lines(#"{"b":[1.10,{"a":null}],"a":{},"c":"x"}"#) == [
                "{", #"  "b": ["#, "    1.10,", "    {", #"      "a": null"#, "    }", "  ],", #"  "a": {},"#,
                #"  "c": "x""#, "}",
            ])
        #expect(PrettyJSON.lines("<html>\n") == ["<html>", ""])
    }

    @Test func `a map reads as a shopkeeper understands it`() {
        let reply = BooksMapReply(
            lane: Self.lane, title: "Duka Moja", version: 2, madeBy: "risiti", madeAt: "2026-03-12T10:45:12+03:00",
            map: BooksMapBody(
                mode: "hybrid", items: "generic", taxes: ["B": .init(code: "5", name: "VAT 16%", rate: "16.00")],
                income: "40", incomeName: "Sales", payments: ["cash": .init(account: "35", accountName: "Till")],
                walkIn: "Anyone", dueDays: 30, attachesReceipt: true, writesBack: true, namesCurrency: false),
            letters: [
                .init(letter: "B", meaning: "standard rate, 16.00 %"), .init(letter: "D", meaning: "outside VAT"),
            ],
            remarks: [.init(field: "taxes.D", sentence: "tax letter D has no tax code", stops: true)])
        let text = MapScreen(reply).lines.joined(separator: "\n")
        #expect(text.contains("B       standard rate, 16.00 %  5     VAT 16%        16.00 %"))
        #expect(text.contains("D       outside VAT             -     not mapped"))
        #expect(text.contains("income            40  Sales"))
        #expect(text.contains("NOT MAPPED: tax letter D has no tax code."))
    }

    @Test func `sums take credit notes off, by day and by state, and tell what is not posted`() {
        func document(_ id: Int64, _ day: String, _ state: String, _ total: String, isCredit: Bool = false)
            -> BooksDocumentReply
        {
            BooksDocumentReply(
                id: id, number: "00-T1-\(id)", day: day, kind: "sale", isCredit: isCredit, state: state, sales: 1,
                total: total, attempts: 0, externalID: nil, finishedAt: nil, task: nil,
                tax: id == 2 ? "1.39" : "13.79")
        }
        let tally = BooksTallyReply(
            lane: Self.lane, state: "running", reason: nil,
            documents: .init(open: 0, ready: 1, done: 2, parked: 0, abandoned: 0), daysOverdue: 0, unplaced: 0,
            exchanges: 0, failures: 0, meanMilliseconds: 0)
        let report = BooksReportReply(
            tally: tally,
            documents: [
                document(3, "2026-03-02", "ready", "5.25"),
                document(2, "2026-03-01", "done", "10.10", isCredit: true),
                document(1, "2026-03-01", "done", "100.00"),
            ])
        #expect(report.days.map(\.name) == ["2026-03-01", "2026-03-02"])
        #expect(report.days.map(\.total) == ["89.90", "5.25"])
        #expect(report.days.map(\.posted) == ["89.90", "0.00"])
        #expect(report.states.map(\.name) == ["posted", "to be posted"])
        #expect(report.states.map(\.total) == ["89.90", "5.25"])
        #expect(report.days.map(\.tax) == ["12.40", "13.79"])
        #expect((report.all.documents, report.all.total, report.all.posted) == (3, "95.15", "89.90"))
    }

    @Test func `a report as CSV quotes what must be and shows what became of each document`() {
        let tally = BooksTallyReply(
            lane: Self.lane, state: "running", reason: nil,
            documents: .init(open: 0, ready: 0, done: 1, parked: 1, abandoned: 0), daysOverdue: 0, unplaced: 0,
            exchanges: 9, failures: 1, meanMilliseconds: 12)
        let documents = [
            BooksDocumentReply(
                id: 2, number: "00-T1-000002", day: "2026-03-12", kind: "sale", isCredit: true, state: "parked",
                sales: 1, total: "10.00", attempts: 3, externalID: nil, finishedAt: nil,
                task: .init(id: 7, code: "books.unmapped", reason: "=no, none"), tax: "1.38",
                buyerName: " =Wanjiku", buyerPIN: "P051234567C", fiscalNumber: "KRACU0100000001/12"),
            BooksDocumentReply(
                id: 1, number: "Z-00-20260312-1", day: "2026-03-12", kind: "summary", isCredit: false, state: "done",
                sales: 41, total: "630.00", attempts: 0, externalID: "145", finishedAt: "2026-03-13T00:01:00+03:00",
                task: nil),
        ]
        let lines = ReportFile.csv(BooksReportReply(tally: tally, documents: documents)).split(separator: "\r\n")
        #expect(lines.count == 3)
        let start = "00-T1-000002,2026-03-12,credit note,waits for a person,1,-10.00,-1.38,\"' =Wanjiku\",P051234567C,"
        #expect(lines[1].hasPrefix(start + "KRACU0100000001/12,,,3,7 books.unmapped,"))
        #expect(lines[1].hasSuffix("\"'=no, none\""))
        #expect(
            lines[2] == "Z-00-20260312-1,2026-03-12,day,posted,41,630.00,,,,,145,2026-03-13T00:01:00+03:00,0,,")
        let table = BooksReport.table(documents)
        #expect(table.contains(" -10.00 ") && table.contains(" -1.38 ") && table.contains(" 630.00 "))
        #expect(table.contains("posted") && table.contains("waits for a person") && !table.contains("done"))
    }

    @Test func `a comparison says which days and how many documents it was of`() {
        typealias Reply = BooksReconciliationReply
        func words(_ days: [(Int, Int)], to: String = "2026-03-07", findings: Int = 0) -> String {
            let sums = { (count: Int) in Reply.Sums(count: count, total: "0.00", tax: "0.00") }
            return BooksReconcile.end(
                Reply(
                    id: 1, lane: Self.lane, from: "2026-03-01", to: to, state: "done", reason: nil, begunAt: "",
                    finishedAt: nil, read: nil,
                    days: days.map { Reply.Day(day: "", type: "", ours: sums($0.0), theirs: sums($0.1)) },
                    findings: Array(
                        repeating: Reply.Finding(
                            kind: "missing", number: nil, day: nil, externalID: nil, ours: nil, theirs: nil,
                            isNew: true), count: findings)))
        }
        #expect(
            words([(2, 2), (1, 1)]) == "2026-03-01 to 2026-03-07: 3 documents here, 3 there. Nothing differs.")
        #expect(
            words([(1, 0)], to: "2026-03-01", findings: 1) == "2026-03-01: 1 document here, 0 there. One difference.")
        #expect(words([(1, 3)], findings: 2).hasSuffix("1 document here, 3 there. 2 differences."))
        #expect(words([]).hasSuffix("nothing to compare; neither side has a document of these days."))
    }

    @Test func `what is left out is told with its reason, by name, and with the verb that takes it in`() {
        func counts(_ all: Int, _ exported: Int) -> [String] {
            LeftOutWords.counts(
                LaneReply(
                    name: Self.lane, state: .running, backlog: 0, done: 1, leftOut: all, leftOutExported: exported))
        }
        #expect(counts(0, 0) == [] && counts(2, 2) == ["2 exported in files left out"])
        #expect(counts(3, 2) == ["1 from before these books left out", "2 exported in files left out"])
        let sales = (1...12).map {
            SyncJobReply.LeftOut.Sale(temporaryNumber: "T1-\($0)", export: $0 < 3 ? 7 : 8, imported: $0 < 3)
        }
        let told = LeftOutWords.sales(SyncJobReply.LeftOut(count: 40, sales: sales))
        #expect(told.hasPrefix("T1-1, T1-2 in export 7, marked as imported; T1-3, "))
        #expect(told.hasSuffix("T1-10 in export 8; and 30 more"))
        let one = LeftOutWords.remark(
            SyncJobReply.LeftOut(count: 1, sales: [sales[0]]), Self.lane,
            SyncRequest(types: ["sale"], from: "2026-03-01", to: "2026-03-02", force: true))
        #expect(one.hasPrefix("1 sale left for these books in files and stays out"))
        #expect(one.hasSuffix("\(Self.lane) --type sale --from 2026-03-01 --to 2026-03-02 --force --exported"))
    }

    @Test func `what a connection was before is said where it was replaced`() {
        func company(_ app: String, _ address: String) -> ConnectionReply {
            ConnectionReply(
                lane: Self.lane, provider: "quickbooks", company: "9130350000000001", title: "Duka Moja",
                state: "connected", connectedAt: "", grantUnusedUntil: nil, grantEndsAt: nil, daysLeft: nil,
                clientID: app, address: address, scopes: [], settings: nil, unmapped: nil)
        }
        let words = BooksConnect.words(of: company("AB1", "http://a"), replacedBy: company("AB2", "http://b"))
        #expect(words.contains("its app was AB1 and is AB2 now; its address was http://a and is http://b now"))
        #expect(
            BooksConnect.words(of: company("AB1", "http://a"), replacedBy: company("AB1", "http://a"))
                == "\(Self.lane) was connected before: its map and its settings stay.")
    }

    @Test(arguments: ["/nowhere/map.json", "/"])
    func `a file that cannot be read is bad input and no bad usage`(_ path: String) {
        #expect(throws: ExitCode(65)) { try BooksMapCommand.body(path) }
    }

    @Test(arguments: [("abc", "abc"), ("abcd", "abcd"), ("abcde", "abc…"), ("", "")])
    func `a text that is cut says so`(_ text: String, _ cut: String) {
        #expect(Cut.text(text, to: 4) == cut)
    }
}
