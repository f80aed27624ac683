import Testing

@testable import Simulators

/// Headers, keys, tokens and lookups.
@Suite struct CallTests {
    private static let lookup: ExactJSON = [
        "tin": "P052345678K", "bhfId": "00", "cmcKey": .string(Shop.key), "lastReqDt": "20180101000000",
    ]

    private func shop() throws -> Shop {
        var shop = Shop()
        try shop.send(.selectInitOsdcInfo, Sample.initialise)
        return shop
    }

    @Test(arguments: ["tin", "bhfid", "cmckey"])
    func `a missing header is missed`(_ name: String) throws {
        var shop = try shop()
        shop.headers[name] = nil
        #expect(try shop.result(.selectBhfList, Self.lookup) == "900 There is no header information")
        shop.headers[name] = "01"
        #expect(try shop.result(.selectBhfList, Self.lookup) == "901 It is not valid device")
    }

    @Test func `a wrong key is no device`() throws {
        var shop = try shop()
        shop.headers["cmckey"] = "00"
        #expect(
            try shop.result(.selectBhfList, Self.lookup.changing("cmcKey", to: "00"))
                == "901 It is not valid device")
        #expect(
            try shop.result(.selectBhfList, Self.lookup.changing("cmcKey", to: nil))
                == "910 Request parameter error[<cmcKey> : may not be empty]")
        #expect(try shop.result(.selectBhfList, Self.lookup.changing("tin", to: nil)) == "910 Missing Tin")
    }

    @Test func `method, body and path are looked at first`() throws {
        var shop = try shop()
        let request = OSCURequest(
            method: "GET", path: "/etims-api/selectBhfList", headers: shop.headers,
            now: NairobiTime(epochSeconds: 0))
        #expect(shop.world.answer(request).body.contains("\"912\""))
        #expect(try shop.send(.selectBhfList, "").body.contains("\"911\""))
        #expect(try shop.send(.selectBhfList, "[]").body.contains("\"910\""))
        let stranger = OSCURequest(path: "/etims-api/branchList", now: NairobiTime(epochSeconds: 0))
        #expect(shop.world.answer(stranger).status == 404)
    }

    @Test func `a lookup says since when`() throws {
        var shop = try shop()
        #expect(
            try shop.result(.selectCodeList, Self.lookup.changing("lastReqDt", to: nil))
                == "910 Request parameter error[<lastReqDt> : may not be empty]")
        #expect(
            try shop.result(.selectCodeList, Self.lookup.changing("lastReqDt", to: "2018"))
                == "910 Request parameter error[<lastReqDt> : must be yyyyMMddHHmmss]")
    }

    @Test func `the tax list carries the rates that are demanded`() throws {
        for (route, rate) in [(OSCURoute.direct, "8"), (.integrator, "0")] {
            let lists = CodeLists.all(OSCUSettings(route: route))
            let taxes = try #require(lists.first { $0.text("cdCls") == "04" }).elements("dtlList")
            #expect(taxes.map { $0.text("userDfnCd1") } == ["0", "16", "0", "0", rate])
        }
        let sizes = Dictionary(
            uniqueKeysWithValues: CodeLists.all(OSCUSettings()).map {
                ($0.text("cdCls") ?? "", $0.elements("dtlList").count)
            })
        #expect(sizes["17"] == 52)
        #expect(sizes["10"] == 43)
        #expect(sizes["12"] == 12)
    }

    @Test func `a buyer is found by PIN`() throws {
        var shop = try shop()
        let known = Self.lookup.changing("custmTin", to: "A001234567B")
        let answer = try ExactJSON(reading: shop.send(.selectCustomer, known.encoded).body)
        #expect(answer.at("data.custList.0.taxprNm") == "WANJIKU MWANGI")
        #expect(
            try shop.result(.selectCustomer, Self.lookup.changing("custmTin", to: "P999999999Z"))
                == "001 There is no search result")
    }

    @Test func `lists that hold nothing are no error`() throws {
        var shop = try shop()
        for endpoint in [OSCUEndpoint.selectStockMoveList, .selectTrnsSalesList, .selectItemList] {
            #expect(try shop.result(endpoint, Self.lookup) == "001 There is no search result")
        }
        for endpoint in [OSCUEndpoint.selectNoticeList, .selectItemClsList, .selectBhfList, .selectTaxPayerInfo] {
            #expect(try shop.result(endpoint, Self.lookup) == "000 Successful")
        }
    }

    @Test func `branch saves are checked and kept`() throws {
        var shop = try shop()
        let customer = Self.lookup.changing("custNo", to: "1").changing("custTin", to: "A001234567B")
            .changing("custNm", to: "Wanjiku").changing("useYn", to: "Y").changing("regrId", to: "t")
            .changing("regrNm", to: "t").changing("modrId", to: "t").changing("modrNm", to: "t")
        #expect(try shop.result(.saveBhfCustomer, customer) == "000 Successful")
        #expect(
            try shop.result(.saveBhfCustomer, customer.changing("custNo", to: "1234567890"))
                == "910 Request parameter error[<custNo> : length must be at most 9]")
        #expect(try shop.result(.selectCustomerList, Self.lookup) == "000 Successful")
        #expect(try shop.result(.saveBhfUser, customer).contains("userId"))
        #expect(try shop.result(.saveBhfInsurance, customer).contains("isrccCd"))
    }

    @Test func `the gateway gives tokens to those who ask by GET`() throws {
        var shop = try Shop.integrator()
        let now = NairobiTime(epochSeconds: 0)
        var request = OSCURequest(
            method: "POST", path: OSCURoute.tokenPath, query: "grant_type=client_credentials",
            headers: ["authorization": "Basic a2V5OnNlY3JldA=="], now: now)
        #expect(shop.world.answer(request).body.isEmpty)
        request.method = "GET"
        let token = try ExactJSON(reading: shop.world.answer(request).body)
        #expect(token.text("expires_in") == "2592000")
        request.headers = ["authorization": "Basic Og=="]
        #expect(shop.world.answer(request).status == 401)
        request.query = ""
        #expect(shop.world.answer(request).status == 400)
    }

    @Test func `a token ends`() throws {
        var shop = try Shop.integrator { $0.tokenSeconds = 60 }
        shop.now = "20260310091601"
        #expect(try shop.send(.selectInitOsdcInfo, Sample.initialise).status != 401)
        shop.now = "20260310091602"
        #expect(try shop.send(.selectInitOsdcInfo, Sample.initialise).status == 401)
        shop.headers["authorization"] = nil
        #expect(try shop.send(.selectInitOsdcInfo, Sample.initialise).body.contains("\"fault\""))
    }

    @Test func `a write on the gateway names its app`() throws {
        var shop = try Shop.integrator().opened()
        shop.headers["apigee_app_id"] = nil
        #expect(
            try shop.result(.saveTrnsSalesOsdc, ExactJSON(reading: Sample.sale))
                == "E3 apigee_app_id cannot be Null")
        #expect(try shop.result(.selectBhfList, Self.lookup) == "000 Successful")
    }

    @Test func `a third init corrupts the device on the gateway`() throws {
        var shop = try Shop.integrator().opened()
        shop.now = "20260312131806"
        let initialise = try ExactJSON(reading: Sample.initialise)
        #expect(try shop.result(.selectInitOsdcInfo, initialise).hasSuffix("This device is installed"))
        #expect(
            try shop.result(.selectInitOsdcInfo, initialise)
                == "E3 Query did not return a unique result: 2 results were returned")
        #expect(
            try shop.result(.saveTrnsSalesOsdc, ExactJSON(reading: Sample.sale))
                == "E3 Query did not return a unique result: 2 results were returned")
        #expect(try shop.result(.selectBhfList, Self.lookup) == "000 Successful")
    }
}
