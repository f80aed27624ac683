@testable import Simulators

/// A shop that talks to the world value: the duka of the worked examples.
struct Shop {
    /// The key of the worked examples.
    static let key = "0F3C9B7A51E24D6889AB1234CDEF5678"

    /// The authority.
    var world: OSCUWorld
    /// KRA's clock, `yyyyMMddHHmmss`.
    var now = "20260310091502"
    /// More headers, or others.
    var headers: [String: String] = [
        "content-type": "application/json", "tin": "P052345678K", "bhfid": "00", "cmckey": key,
    ]

    init(_ change: (inout OSCUSettings) -> Void = { _ in }) {
        // The worked examples carry taxRtE 0 in the direct route's envelope.
        var settings = OSCUSettings(rateOfE: .zero, communicationKey: Self.key)
        change(&settings)
        world = OSCUWorld(settings)
    }

    /// A shop of the integrator route with a token and an app id.
    static func integrator(_ change: (inout OSCUSettings) -> Void = { _ in }) throws -> Shop {
        var shop = Shop { settings in
            settings.route = .integrator
            settings.tokenSeconds = 30 * 86_400
            change(&settings)
        }
        let token = shop.world.answer(
            OSCURequest(
                method: "GET", path: OSCURoute.tokenPath, query: "grant_type=client_credentials",
                headers: ["authorization": "Basic a2V5OnNlY3JldA=="], now: try shop.time()))
        let text = try ExactJSON(reading: token.body).text("access_token") ?? ""
        shop.headers["authorization"] = "Bearer " + text
        shop.headers["apigee_app_id"] = "6f1f5c1e-0000-4000-8000-000000000001"
        return shop
    }

    /// The shop after the examples 8.1 to 8.3, with the tomatoes registered and stocked as well.
    static func open(_ change: (inout OSCUSettings) -> Void = { _ in }) throws -> Shop {
        try Shop(change).opened()
    }

    /// This shop after the examples 8.1 to 8.3, with the tomatoes registered and stocked as well.
    func opened() throws -> Shop {
        var shop = self
        try shop.send(.selectInitOsdcInfo, Sample.initialise)
        try shop.send(.saveItem, Sample.saveItem)
        try shop.send(.saveItem, Shop.tomatoes.encoded)
        try shop.send(.insertStockIO, Sample.openingStock)
        try shop.send(.saveStockMaster, Sample.stockMaster)
        try shop.send(.insertStockIO, Shop.tomatoStock.encoded)
        try shop.send(
            .saveStockMaster,
            ExactJSON(reading: Sample.stockMaster).changing("itemCd", to: "KE2NTKG0000002")
                .changing("rsdQty", to: 50).encoded)
        shop.now = "20260312131806"
        return shop
    }

    /// Sends one call; returns the whole answer.
    @discardableResult
    mutating func send(_ endpoint: OSCUEndpoint, _ body: String) throws -> OSCUAnswer {
        let path = world.settings.route == .direct ? endpoint.rawValue : endpoint.integratorPaths[0]
        return world.answer(
            OSCURequest(
                path: world.settings.route.basePath + path, headers: headers, body: Array(body.utf8),
                now: try time()))
    }

    /// Sends one call; returns its result code and text, whatever envelope they came in.
    mutating func result(_ endpoint: OSCUEndpoint, _ body: ExactJSON) throws -> String {
        let answer = try ExactJSON(reading: send(endpoint, body.encoded).body)
        if let text = answer.at("responseHeader.debugMessage"), answer["responseBody"] == .null {
            return "E3 " + (text == .null ? "" : answer.at("responseHeader")?.text("debugMessage") ?? "")
        }
        let inner = answer["responseBody"] ?? answer
        return "\(inner.text("resultCd") ?? "none") \(inner.text("resultMsg") ?? "")"
    }

    /// The tomatoes of the sale.
    static var tomatoes: ExactJSON {
        get throws {
            try ExactJSON(reading: Sample.saveItem).changing("itemCd", to: "KE2NTKG0000002")
                .changing("itemClsCd", to: "5040240000").changing("itemNm", to: "Fresh tomatoes")
                .changing("qtyUnitCd", to: "KG").changing("taxTyCd", to: "A").changing("bcd", to: .null)
                .changing("dftPrc", to: 120)
        }
    }

    /// Fifty kilograms of tomatoes at 120.00.
    static var tomatoStock: ExactJSON {
        get throws {
            try ExactJSON(reading: Sample.openingStock).changing("sarNo", to: 2)
                .changing("totTaxblAmt", to: 6_000).changing("totTaxAmt", to: 0).changing("totAmt", to: 6_000)
                .changing("itemList.0.itemCd", to: "KE2NTKG0000002")
                .changing("itemList.0.itemClsCd", to: "5040240000")
                .changing("itemList.0.itemNm", to: "Fresh tomatoes").changing("itemList.0.qtyUnitCd", to: "KG")
                .changing("itemList.0.pkg", to: 50).changing("itemList.0.qty", to: 50)
                .changing("itemList.0.prc", to: 120).changing("itemList.0.splyAmt", to: 6_000)
                .changing("itemList.0.taxTyCd", to: "A").changing("itemList.0.taxblAmt", to: 6_000)
                .changing("itemList.0.taxAmt", to: 0).changing("itemList.0.totAmt", to: 6_000)
        }
    }

    private func time() throws -> NairobiTime {
        guard let time = NairobiTime(compact: now) else { throw ExactJSONError(problem: "bad time", position: 0) }
        return time
    }
}
