import Devices
import FirmwareProfiles
import ShippedProfiles
import Testing

/// The dialects that engines speak and the profiles that people read say the same.
@Suite struct DialectProfileTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let dialect: ISLDialect
        let profile: String
        var testDescription: String { profile }
    }

    static let pairs = [
        Pair(dialect: .datecsClassic, profile: "datecs.isl"), Pair(dialect: .datecsX, profile: "datecs.x"),
        Pair(dialect: .daisy, profile: "daisy.isl"), Pair(dialect: .eltrade, profile: "eltrade.isl"),
        Pair(dialect: .incotex, profile: "incotex.isl"),
    ]

    private func profile(_ id: String) throws -> ProfileValue {
        try #require(ProfileLibrary(ShippedProfiles.files).profiles[id]).value
    }

    @Test(arguments: pairs)
    func `commands have the same codes`(_ pair: Pair) throws {
        let commands = try #require(try profile(pair.profile)["commands"]).members
        for (verb, call) in pair.dialect.calls {
            let name = verb == .payment ? "pay" : verb.rawValue
            #expect(commands[name]?["code"]?.whole == Int(call.code), "\(name)")
        }
    }

    @Test(arguments: pairs)
    func `the same commands are forbidden`(_ pair: Pair) throws {
        let forbidden = try #require(try profile(pair.profile)["forbidden"]).list.compactMap(\.whole)
        #expect(Set(forbidden) == Set(pair.dialect.forbidden.map(Int.init)))
    }

    @Test(arguments: pairs)
    func `means of payment have the same marks`(_ pair: Pair) throws {
        let payments = try #require(try profile(pair.profile)["payments"]).members.compactMapValues(\.text)
        #expect(payments == Dictionary(uniqueKeysWithValues: pair.dialect.payments.map { ($0.rawValue, $1) }))
    }

    @Test(arguments: pairs)
    func `each status bit says the same`(_ pair: Pair) throws {
        let status = try #require(try profile(pair.profile)["status"])
        #expect(status["bytes"]?.whole == pair.dialect.framing.statusLength)
        var said: Set<String> = []
        for (name, bit) in status["bits"]?.members ?? [:] {
            let isClear = bit["when_clear"]?.flag == true
            for at in (bit["at"]?.list ?? []).compactMap(\.text) { said.insert("\(name) \(at) \(!isClear)") }
        }
        let known = pair.dialect.status.bits.map { "\($0.condition.rawValue) \($0.byte).\($0.bit) \($0.means)" }
        #expect(said == Set(known))
    }

    @Test func `a condition of a profile is one that devices know`() {
        #expect(Set(ProfileShape.conditions) == Set(DeviceCondition.allCases.map(\.rawValue)))
    }
}
