import Accounting
import Agent
import Fiscal
import Foundation
import JSON
import LocalAPI
import Outbound
import Simulators
import Spool
import Testing

@Suite struct ExportDayTests {
    private static func body(
        _ from: String, _ to: String, profile: String = "xero", format: String = "csv", more: String = ""
    ) -> String {
        "{\"profile\": \"\(profile)\", \"from\": \"\(from)\", \"to\": \"\(to)\", \"format\": \"\(format)\"\(more)}"
    }

    private static func today() -> String { DayForm.iso.text(CalendarDay(WallClock.system.now())) }

    @Test func `sales leave once, with their receipts, and the same bytes come whenever asked`() async throws {
        let kra = try SimulatedKRA()
        try await kra.whileRunning { base, _ in
            try await Shop.open(kra: base) { (shop) async throws in
                try await shop.initialise()
                let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
                func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> HTTPResponse {
                    try await shop.call(method, path, body: body.map { Array($0.utf8) }, token: technician)
                }
                func export(_ more: String = "", format: String = "csv") async throws -> ExportOutcomeReply {
                    let answer = try await call(
                        "POST", "/v1/exports", Self.body("2020-01-01", Self.today(), format: format, more: more))
                    #expect([200, 201].contains(answer.status), "\(String(decoding: answer.body, as: UTF8.self))")
                    return try ReplyCoding.read(ExportOutcomeReply.self, from: answer.body)
                }
                for key in 1...3 { #expect(try await shop.sell(Bodies.sale(), key: "s\(key)").status == 201) }
                try await shop.drained()
                let credit = try await shop.call(
                    "POST", "/v1/sales/T1-000002/credit-notes", body: Bodies.credit(quantity: "1", reason: "refund"),
                    headers: [("Idempotency-Key", "c1")])
                #expect(credit.status == 201)
                try await shop.drained()
                let first = try #require(try await export().export)
                #expect(first.number == 1 && first.documents == 4 && first.totals.gross == "1740.00")
                #expect(first.files.map(\.name) == ["xero-000001-sales-invoices.csv", "xero-000001-credit-notes.csv"])
                let second = try await export()
                #expect(second.export == nil && second.exportedBefore == 4)
                #expect(try await export(", \"target\": \"branch 2\"").export?.number == 2)
                let again = try #require(try await export(", \"again\": true", format: "xlsx").export)
                #expect(again.number == 3 && again.again && again.documents == 4)

                let path = "/v1/exports/1/xero-000001-sales-invoices.csv"
                let file = try await call("GET", path)
                let receipt = try await shop.agent.spool.sale("T1-000001").receipt?.controlUnitInvoiceNumber ?? "none"
                #expect(String(decoding: file.body, as: UTF8.self).contains(",T1-000001,\(receipt),"))
                #expect(file.body.count == first.files.first.map { Int($0.bytes) })
                // The files are gone, or are not what they were: they are made again.
                let place = shop.directory.appending(path: "exports/000001/xero-000001-sales-invoices.csv")
                try Data("spoilt".utf8).write(to: place)
                #expect(try await call("GET", path).body == file.body)
                try FileManager.default.removeItem(at: shop.directory.appending(path: "exports"))
                #expect(try await call("GET", path).body == file.body)
                let book = try await call("GET", "/v1/exports/3/xero-000003.xlsx")
                let digest = again.files.first?.sha256
                let copy = shop.directory.appending(path: "copy.xlsx")
                try Data(book.body).write(to: copy)
                #expect(try Hex.text(StableFile.digest(copy).sha256) == digest)

                let manifest = try await call("GET", "/v1/exports/1/xero-000001-manifest.json")
                #expect(try manifest.body == first.manifest())
                #expect(try await call("POST", "/v1/exports/1/imported").status == 200)
                #expect(try await call("GET", "/v1/exports/1/xero-000001-manifest.json").body == manifest.body)
                let list = try ReplyCoding.read(ExportListReply.self, from: try await call("GET", "/v1/exports").body)
                #expect(list.exports.map(\.number) == [3, 2, 1])
                #expect(list.exports.map { $0.importedAt != nil } == [false, false, true])
                #expect(try await shop.agent.spool.verify().isWhole)
            }
        }
    }

    @Test(arguments: [
        ("{\"from\": \"2026-03-01\", \"to\": \"2026-03-31\", \"profile\": \"odoo\"}", 404, "export.unknown_profile"),
        ("{\"from\": \"2026-03-32\", \"to\": \"2026-03-31\", \"profile\": \"xero\"}", 400, "query.from"),
        ("{\"from\": \"2026-04-01\", \"to\": \"2026-03-31\", \"profile\": \"xero\"}", 400, "query.to"),
        (
            "{\"from\": \"2026-03-01\", \"to\": \"2026-03-31\", \"profile\": \"xero\", \"format\": \"ods\"}", 400,
            "query.format"
        ),
        (
            "{\"from\": \"2026-03-01\", \"to\": \"2026-03-31\", \"profile_text\": \"export: 1\\nid: X\"}", 422,
            "export.profile"
        ),
        ("{\"from\": 1}", 422, "export.request"), ("{", 400, "body.not_json"),
    ])
    func `a request that cannot be met says why`(_ body: String, _ status: Int, _ code: String) async throws {
        try await Shop.open { (shop) async throws in
            let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
            let answer = try await shop.call("POST", "/v1/exports", body: Array(body.utf8), token: technician)
            #expect(answer.status == status)
            #expect(try ReplyCoding.read(Problem.self, from: answer.body).code == code)
            #expect(try await shop.call("POST", "/v1/exports", body: Array(body.utf8)).status == 403)
            #expect(try await shop.call("GET", "/v1/exports/1", token: technician).status == 404)
            #expect(try await shop.call("GET", "/v1/exports/1/../risiti.yaml", token: technician).status != 200)
        }
    }

    @Test func `an unfiscalised sale leaves only where asked, and keeps its bytes once KRA has answered`() async throws
    {
        let kra = try SimulatedKRA()
        try await kra.whileRunning { base, _ in
            try await Shop.open(kra: base) { (shop) async throws in
                let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
                func export(_ more: String) async throws -> ExportOutcomeReply {
                    let body = Self.body("2020-01-01", Self.today(), profile: "canonical", more: more)
                    let answer = try await shop.call("POST", "/v1/exports", body: Array(body.utf8), token: technician)
                    return try ReplyCoding.read(ExportOutcomeReply.self, from: answer.body)
                }
                #expect(try await shop.sell(Bodies.sale(), key: "s1").status == 201)
                let none = try await export("")
                #expect(none.export == nil && none.unfiscalised == 1)
                #expect(try await export(", \"include_unfiscalised\": true").export?.documents == 1)
                let path = "/v1/exports/1/canonical-000001-documents.csv"
                let before = try await shop.call("GET", path, token: technician).body
                #expect(String(decoding: before, as: UTF8.self).contains("not fiscalised yet"))
                try await shop.initialise()
                try await shop.drained()
                #expect(try await shop.agent.spool.sale("T1-000001").receipt != nil)
                try FileManager.default.removeItem(at: shop.directory.appending(path: "exports"))
                #expect(try await shop.call("GET", path, token: technician).body == before)
                #expect(try await export("").exportedBefore == 1)
            }
        }
    }

    @Test func `what an export that was cut off left behind is no part of the next one`() async throws {
        try await Shop.open { (shop) async throws in
            let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
            let exports = shop.directory.appending(path: "exports")
            for name in ["000001", "draft-000001"] {
                let place = exports.appending(path: name)
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                try Data("half".utf8).write(to: place.appending(path: "xero-000001-sales-invoices.csv"))
                try Data("half".utf8).write(to: place.appending(path: "old.csv"))
            }
            #expect(try await shop.sell(Bodies.sale(), key: "s1").status == 201)
            let body = Self.body("2020-01-01", Self.today(), more: ", \"include_unfiscalised\": true")
            let answer = try await shop.call("POST", "/v1/exports", body: Array(body.utf8), token: technician)
            #expect(answer.status == 201)
            let files = try FileManager.default.subpathsOfDirectory(atPath: exports.path).sorted()
            #expect(files == ["000001", "000001/xero-000001-sales-invoices.csv"])
        }
    }

    @Test(arguments: ShippedExports.names)
    func `the shop's day leaves whole, its tax that of the receipts, and a second run sends nothing`(
        _ profile: String
    ) async throws {
        let day = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "packaging/demo/duka-day.ndjson")
        let lines = try String(contentsOf: day, encoding: .utf8).split(separator: "\n").map(String.init)
        try await Shop.open { (shop) async throws in
            let technician = try await shop.agent.tokens.create(role: .technician, name: "fundi").token
            var tax = Money.zero
            for (place, line) in lines.enumerated() {
                guard let tree = try JSONTree(parsing: Array(line.utf8)).member("sale") else { continue }
                let answer = try await shop.sell(tree.json, key: "day-\(place)")
                #expect(answer.status == 201)
                let sale = try ReplyCoding.read(SaleReply.self, from: answer.body)
                tax = tax + (Money(sale.totals.tax) ?? .zero)
            }
            func export() async throws -> ExportOutcomeReply {
                let body = Self.body(
                    "2026-03-01", "2026-03-31", profile: profile, more: ", \"include_unfiscalised\": true")
                let answer = try await shop.call("POST", "/v1/exports", body: Array(body.utf8), token: technician)
                return try ReplyCoding.read(ExportOutcomeReply.self, from: answer.body)
            }
            let first = try #require(try await export().export)
            #expect(first.documents == lines.count)
            #expect(first.totals.vat.values.compactMap { Money($0) }.reduce(.zero, +) == tax)
            let second = try await export()
            #expect(second.export == nil && second.exportedBefore == lines.count)
        }
    }
}

extension JSONTree {
    fileprivate func member(_ name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == name }?.1
    }
}
