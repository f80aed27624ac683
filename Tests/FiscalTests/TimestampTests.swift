import ChanceSupport
import Fiscal
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-03-12T10:45:12+03:00", 1_773_301_512_000),
        ("2026-03-12T07:45:12Z", 1_773_301_512_000), ("2026-03-12t07:45:12.5z", 1_773_301_512_500),
        ("2026-03-12 07:45:12.123456789Z", 1_773_301_512_123), ("2024-02-29T23:59:59-01:30", 1_709_256_599_000),
        ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29T00:00:00Z", 951_782_400_000),
    ])
    func `RFC 3339 is read`(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-03-12", "2026-03-12T10:45:12", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-03-12T24:00:00Z",
        "2026-03-12T10:60:00Z", "2026-03-12T10:00:60Z", "2026-03-12T10:45:12+0300", "2026-03-12T10:45:12.Z",
        "2026-03-12T10:45:12Zx", "12/03/2026 10:45:12Z", "2026-03-12T10:45:12+24:00", "２026-03-12T10:45:12Z",
    ])
    func `RFC 3339 refuses other texts and impossible dates`(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: ["20260312131806", "2026-03-12 13:18:06", "2026-03-12 13:18:06.0"])
    func `KRA's times are Kenya's`(_ text: String) {
        #expect(Timestamp(kra: text)?.milliseconds == 1_773_310_686_000)
    }

    @Test(arguments: [
        "", "20260312", "2026031213180", "202603121318061", "20260230131806", "20260312251806", "2026-03-12",
    ])
    func `KRA's times refuse other lengths and impossible dates`(_ text: String) {
        #expect(Timestamp(kra: text) == nil)
    }

    @Test(arguments: ["x20260312131806", "20260312131806.junk", "2026/03/12 13:18:06", "2026-0312 131806"])
    func `KRA's times refuse other shapes`(_ text: String) {
        #expect(Timestamp(kra: text) == nil)
    }

    @Test func `Kenya's calendar is written in four ways`() throws {
        let time = KenyaTime(try #require(Timestamp(kra: "20260312131806")))
        #expect(time.compact == "20260312131806")
        #expect(time.compactDate == "20260312")
        #expect(time.slashedDate == "12/03/2026")
        #expect(time.clock == "13:18:06")
        #expect(time.rfc3339 == "2026-03-12T13:18:06+03:00")
    }

    @Test(arguments: [61, 62])
    func `every moment from 1900 to 2200 comes back`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<3_000 {
            let seconds = Int64.random(in: -2_208_988_800...7_258_118_400, using: &random)
            let time = Timestamp(milliseconds: seconds * 1_000)
            #expect(Timestamp(rfc3339: KenyaTime(time).rfc3339) == time)
            #expect(Timestamp(kra: KenyaTime(time).compact) == time)
        }
    }

    @Test func `durations are exact to the millisecond`() {
        let time = Timestamp(milliseconds: 1_000)
        #expect(time.advanced(by: .milliseconds(-1_500)).milliseconds == -500)
        #expect(time.advanced(by: .seconds(86_400)).since(time) == .seconds(86_400))
    }

    @Test func `ids have a fixed shape and sort by time`() {
        var random = SplitMix64(seed: 71)
        let times = (0..<500).map { Timestamp(milliseconds: 1_773_301_512_000 + $0) }
        let ids = times.map { DocumentID.make(at: $0, random: &random) }
        #expect(ids.allSatisfy(DocumentID.isValid))
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == 500)
        #expect(!DocumentID.isValid("01JPA5S0V3KX7T1"))
        #expect(!DocumentID.isValid("01JPA5S0V3KX7T1QH2M4N6P8RU"))
    }
}
