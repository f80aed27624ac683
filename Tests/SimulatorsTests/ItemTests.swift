import Testing

@testable import Simulators

/// The item register and its serial.
@Suite struct ItemTests {
    private func shop() throws -> Shop {
        var shop = Shop()
        try shop.send(.selectInitOsdcInfo, Sample.initialise)
        return shop
    }

    private func item() throws -> ExactJSON {
        try ExactJSON(reading: Sample.saveItem)
    }

    @Test(arguments: [
        ("orgnNatCd", "null", "910 orgnNatCd cannot be null"),
        ("itemClsCd", "\"44121604\"", "910 Ensure you use a valid item classification code: 44121604"),
        ("pkgUnitCd", "\"BX\"", "913 Code value error among the request parameters[<pkgUnitCd> : BX]"),
        ("qtyUnitCd", "\"XX\"", "913 Code value error among the request parameters[<qtyUnitCd> : XX]"),
        ("qtyUnitCd", "\"U\"", "910 Incorrect QtyUnitCd Prefix"),
        ("qtyUnitCd", "\"KG\"", "910 The ItemCd isn't made up of correct QtyUnitCd"),
        ("pkgUnitCd", "\"CT\"", "910 Incorrect Packaging Unit Prefix"),
        ("itemTyCd", "\"4\"", "913 Code value error among the request parameters[<itemTyCd> : 4]"),
        ("taxTyCd", "\"F\"", "913 Code value error among the request parameters[<taxTyCd> : F]"),
        ("itemCd", "\"KE2NTNO000001\"", "910 The ItemCd must end with a running number of 7 or 8 digits"),
        ("itemCd", "\"KE2NTNO0000007\"", "999 Invalid itemCd Sequence. Expected sequence ending with: ********1"),
        ("addInfo", "\"12345678\"", "910 Request parameter error[<addInfo> : length must be at most 7]"),
        ("useYn", "\"y\"", "913 Code value error among the request parameters[<useYn> : y]"),
        ("dftPrc", "\"150\"", "910 Request parameter error[<dftPrc> : must be a number]"),
    ])
    func `an item that is wrong is refused`(_ path: String, _ value: String, _ answer: String) throws {
        var shop = try shop()
        let changed = try item().changing(path, to: ExactJSON(reading: value))
        #expect(try shop.result(.saveItem, changed) == answer)
        #expect(try shop.result(.saveItem, item()) == "000 Successful")
    }

    @Test func `the serial runs across prefixes`() throws {
        var shop = try shop()
        #expect(try shop.result(.saveItem, item()) == "000 Successful")
        #expect(try shop.result(.saveItem, Shop.tomatoes) == "000 Successful")
        let own = try Shop.tomatoes.changing("itemCd", to: "KE2NTKG0000001")
        #expect(
            try shop.result(.saveItem, own)
                == "999 Invalid itemCd Sequence. Expected sequence ending with: ********3")
    }

    @Test func `name, price, barcode and use may change, the rest may not`() throws {
        var shop = try shop()
        try shop.send(.saveItem, Sample.saveItem)
        let renamed = try item().changing("itemNm", to: "Exercise book").changing("dftPrc", to: 160)
            .changing("bcd", to: .null).changing("useYn", to: "N")
        #expect(try shop.result(.saveItem, renamed) == "000 Successful")
        for (name, value) in [("taxTyCd", "A"), ("itemClsCd", "5040240000")] {
            let changed = try item().changing(name, to: .string(value))
            #expect(
                try shop.result(.saveItem, changed) == "910 \(name) of itemCd KE2NTNO0000001 cannot be changed")
        }
        #expect(shop.world.report.items == 1)
    }

    @Test func `a list of classes replaces the check by shape`() throws {
        var shop = Shop { $0.itemClasses = ["5040240000"] }
        try shop.send(.selectInitOsdcInfo, Sample.initialise)
        #expect(
            try shop.result(.saveItem, item())
                == "910 Ensure you use a valid item classification code: 4412160400")
    }

    @Test func `the register is listed with what changed`() throws {
        var shop = try shop()
        try shop.send(.saveItem, Sample.saveItem)
        var lookup: ExactJSON = [
            "tin": "P052345678K", "bhfId": "00", "cmcKey": .string(Shop.key), "lastReqDt": "20180101000000",
        ]
        let answer = try ExactJSON(reading: shop.send(.selectItemList, lookup.encoded).body)
        let row = try #require(answer.at("data.itemList.0"))
        #expect(row.text("itemCd") == "KE2NTNO0000001")
        #expect(row.text("regBhfId") == "00")
        #expect(row.text("rraModYn") == "N")
        lookup = lookup.changing("lastReqDt", to: "20260310091503")
        #expect(try shop.result(.selectItemList, lookup) == "001 There is no search result")
    }
}
