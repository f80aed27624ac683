import Foundation
import Testing

@testable import Simulators

/// The limits of both services, by the clock.
@Suite(.timeLimit(.minutes(1))) struct BooksLimitsTests {
    private static let fixed = BooksLimits(
        perMinute: 60, concurrent: 5, perDay: 100, hasFixedWindow: true)
    private static let sliding = BooksLimits(
        perMinute: 500, concurrent: 10, batchesPerMinute: 40, hasFixedWindow: false)
    private static let call = BooksCall(company: "1", name: "GET x")

    @Test func `a fixed minute begins anew with the clock's`() {
        var meter = BooksMeter(Self.fixed)
        let late = BooksTime(60 * 1_000 + 55)
        for _ in 0..<60 {
            #expect(meter.enter(Self.call, at: late) == nil)
            meter.leave()
        }
        let refused = meter.enter(Self.call, at: late)
        meter.leave()
        #expect(refused?.limit == .minute)
        #expect(refused?.waitSeconds == 5)
        #expect(meter.enter(Self.call, at: late.advanced(5)) == nil)
        #expect(meter.mostPerMinute == 61)
        #expect(meter.overLimit == [.minute: 1])
    }

    @Test func `a sliding minute forgets one second at a time`() {
        var meter = BooksMeter(Self.sliding)
        let start = BooksTime(60 * 1_000 + 55)
        for _ in 0..<500 {
            #expect(meter.enter(Self.call, at: start) == nil)
            meter.leave()
        }
        for seconds in [0, 5, 59] {
            #expect(meter.enter(Self.call, at: start.advanced(seconds))?.limit == .minute)
            meter.leave()
        }
        #expect(meter.enter(Self.call, at: start.advanced(60)) == nil)
    }

    @Test(arguments: [(fixed, 5), (sliding, 10)])
    func `so many calls are under way at once and no more`(_ limits: BooksLimits, _ most: Int) {
        var meter = BooksMeter(limits)
        for _ in 0..<most { #expect(meter.enter(Self.call, at: BooksTime(0)) == nil) }
        #expect(meter.enter(Self.call, at: BooksTime(0))?.limit == .concurrent)
        meter.leave()
        meter.leave()
        #expect(meter.enter(Self.call, at: BooksTime(0)) == nil)
        #expect(meter.mostInFlight == most + 1)
    }

    @Test func `a day ends at midnight, a batch counts twice`() {
        var day = BooksMeter(Self.fixed)
        for minute in 0..<2 {
            for _ in 0..<50 {
                #expect(day.enter(Self.call, at: BooksTime(minute * 60)) == nil)
                day.leave()
            }
        }
        let refused = day.enter(Self.call, at: BooksTime(86_000))
        day.leave()
        #expect(refused?.limit == .day)
        #expect(refused?.waitSeconds == 400)
        #expect(day.enter(Self.call, at: BooksTime(86_400)) == nil)
        var batches = BooksMeter(Self.sliding)
        let batch = BooksCall(company: "1", name: "POST batch", isWrite: true, isBatch: true)
        for _ in 0..<40 {
            #expect(batches.enter(batch, at: BooksTime(0)) == nil)
            batches.leave()
        }
        #expect(batches.enter(batch, at: BooksTime(0))?.limit == .batch)
        batches.leave()
        #expect(batches.enter(Self.call, at: BooksTime(0)) == nil)
    }

    @Test func `QuickBooks throttles in XML, and executes nothing (1.4, 7.5)`() async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let body = #"{"BatchItemRequest":[{"bId":"1","Query":"select count(*) from Item"}]}"#
            for _ in 0..<40 { #expect(try await shop.post("batch", body).status == 200) }
            let refused = try await shop.post("batch", body)
            #expect(refused.status == 429)
            #expect(refused.headers["content-type"]?.hasPrefix("application/xml") == true)
            #expect(refused.text.contains("<Error code=\"3001\">"))
            #expect(refused.headers["retry-after"] == nil)
            await simulator.advanceClock(60)
            #expect(try await shop.post("batch", body).status == 200)
        }
        let report = await simulator.report()
        #expect(report.overLimit == ["batch": 1])
        #expect(report.calls["POST batch"] == 42)
    }

    @Test func `Xero throttles with what is left and how long to wait (2.3, 7.14)`() async throws {
        let simulator = try XeroSimulator(BooksClock.options { $0.clock = { BooksClock.noon + 33 } })
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address)
            for left in (0..<60).reversed() {
                let answer = try await shop.get("Organisation")
                #expect(answer.headers["x-minlimit-remaining"] == String(left))
            }
            let refused = try await shop.get("Organisation")
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == "27")
            #expect(refused.headers["x-rate-limit-problem"] == "minute")
            #expect(refused.headers["x-minlimit-remaining"] == "0")
            #expect(refused.text == "rate limit exceeded")
            #expect(try await shop.caller.send("GET", "/connections").status == 200)
            await simulator.advanceClock(27)
            #expect(try await shop.get("Organisation").status == 200)
        }
        let report = await simulator.report()
        #expect(report.overLimit == ["minute": 1])
        #expect(report.mostPerMinute == 61)
    }

    @Test func `calls at once are counted over real connections`() async throws {
        let simulator = try XeroSimulator(BooksClock.options { $0.latencyMilliseconds = 300 })
        try await simulator.withRunning { address in
            let shop = try await XeroShop.open(address)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 { group.addTask { try await shop.get("Organisation").status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.contains(429))
            #expect(statuses.filter { $0 == 200 }.count >= 5)
        }
        let report = await simulator.report()
        #expect(report.mostInFlight > 5)
        #expect(report.overLimit["concurrent", default: 0] > 0)
    }
}
