/// Wraps verdicts and refusals the way each route does.
///
/// Source: kra-oscu.md, section 1.4, with its oddities: an empty list may come as HTTP 400, a rejection as HTTP 200.
struct OSCUEnvelope: Sendable {
    /// The way in.
    let route: OSCURoute

    /// The answer to an accepted call: E1 or E2.
    func answer(_ verdict: OSCUVerdict, now: NairobiTime, dice: inout SplitMix64) -> OSCUAnswer {
        let body = self.body(verdict.code, verdict.text, verdict.data, now)
        guard route == .integrator else { return OSCUAnswer(body: body.encoded) }
        let odd = verdict.code == "001" && dice.flip()
        return OSCUAnswer(status: odd ? 400 : 200, body: gatewayBody(body, dice: &dice).encoded)
    }

    /// The answer to a refused call: E1, or E3 under HTTP 400 or 200; some codes may come in E2 instead.
    func answer(_ refusal: OSCURefusal, now: NairobiTime, dice: inout SplitMix64) -> OSCUAnswer {
        guard route == .integrator else {
            return OSCUAnswer(body: body(refusal.code, refusal.text, .null, now).encoded)
        }
        if refusal.isAboutDevice, dice.flip() {
            let body = self.body(refusal.code, refusal.text, .null, now)
            return OSCUAnswer(body: gatewayBody(body, dice: &dice).encoded)
        }
        let rejection: ExactJSON = [
            "responseHeader": [
                "responseCode": 400, "responseRefID": .string(dice.identifier()), "customerMessage": "Error",
                "debugMessage": .string(refusal.text),
            ],
            "responseBody": nil,
        ]
        return OSCUAnswer(status: dice.flip() ? 400 : 200, body: rejection.encoded)
    }

    /// The gateway's 401 for a token it does not know, E4; on the direct route a bare 401.
    func unauthorised(now: NairobiTime, dice: inout SplitMix64) -> OSCUAnswer {
        guard route == .integrator else { return OSCUAnswer(status: 401, contentType: "text/plain") }
        let text: ExactJSON = "Unauthorised-Invalid Access Token"
        let body: ExactJSON = [
            "header": [
                "responseMessage": text, "responseCode": 401, "customerMessage": text,
                "requestRefId": .string(dice.text(4, of: "0123456789abcdef")), "timestamp": .string(now.gateway),
            ],
            "body": [:],
        ]
        return OSCUAnswer(status: 401, body: body.encoded)
    }

    /// Apigee's own error: E5.
    func fault(_ status: Int, _ text: String, _ code: String) -> OSCUAnswer {
        let body: ExactJSON = ["fault": ["faultstring": .string(text), "detail": ["errorcode": .string(code)]]]
        return OSCUAnswer(status: status, body: body.encoded)
    }

    /// The answer to a path that does not exist.
    func notFound(_ path: String, now: NairobiTime) -> OSCUAnswer {
        let body: ExactJSON = [
            "timestamp": .string(now.gateway), "status": 404, "error": "Not Found", "path": .string(path),
        ]
        return OSCUAnswer(status: 404, body: body.encoded)
    }

    private func body(_ code: String, _ text: String, _ data: ExactJSON, _ now: NairobiTime) -> ExactJSON {
        [
            "resultCd": .string(code), "resultMsg": .string(text), "resultDt": .string(now.compact), "data": data,
        ]
    }

    private func gatewayBody(_ body: ExactJSON, dice: inout SplitMix64) -> ExactJSON {
        [
            "responseHeader": [
                "responseCode": 200, "responseRefID": .string(dice.identifier()), "customerMessage": "Success",
                "debugMessage": "Success",
            ],
            "responseBody": body,
        ]
    }
}
