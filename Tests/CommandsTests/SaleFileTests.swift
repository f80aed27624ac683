import Foundation
import Testing

@testable import Commands

@Suite struct SaleFileTests {
    @Test func `the same sale in the same place has the same key, and elsewhere another`() {
        let sale = Array(#"{"till":"T1"}"#.utf8)
        let key = SaleKey.text(of: sale, in: "/mnt/usb/day.ndjson", at: 3)
        #expect(key == SaleKey.text(of: sale, in: "day.ndjson", at: 3))
        #expect(key != SaleKey.text(of: sale, in: "day.ndjson", at: 4))
        #expect(key != SaleKey.text(of: sale, in: "other.ndjson", at: 3))
        #expect(key == "sell-6fccb1a3b06acad636f61c33219877f6")
    }

    @Test(arguments: [
        (#"{"till":"T1","lines":[]}"#, 1), ("{\"till\":\"T1\"}\n\n{\"till\":\"T2\"}\n", 2), ("", 0),
        ("[{\"till\":\"T1\"},\n {\"till\":\"T1\"}]", 2), ("{\"idempotency_key\":\"a\",\"sale\":{\"till\":\"T9\"}}", 1),
    ])
    func `sales come as one, as a list or as lines`(_ content: String, _ count: Int) throws {
        let sales = try withFile(content) { file in try SaleFile.sales(in: file) }
        #expect(sales.count == count)
    }

    @Test(arguments: [
        "{\"till\":\"T1\"}\n{bad\n", "{\n\"till\":\n", "[1]", "7", #"{"sale":{}}"#,
        #"{"sale":{},"idempotency_key":"a","x":1}"#,
    ])
    func `a file that is not sales is refused whole`(_ content: String) throws {
        #expect(throws: SaleFileError.self) {
            try withFile(content) { file in try SaleFile.sales(in: file) }
        }
    }

    @Test func `a till's sales stay with one poster, in order`() {
        let sales = (0..<30).map { number in
            PostedSale(place: "\(number)", till: "T\(number % 3)", key: "\(number)", body: [])
        }
        let shares = SaleFile.shares(of: sales, jobs: 2)
        #expect(shares.count == 2)
        #expect(shares.reduce(0) { $0 + $1.count } == 30)
        for share in shares {
            let places = share.compactMap { Int($0.place) }
            #expect(places == places.sorted())
        }
        #expect(Set(shares[0].map(\.till)).isDisjoint(with: shares[1].map(\.till)))
    }

    private func withFile<Result>(_ content: String, _ body: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file.path)
    }
}
