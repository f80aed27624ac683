import Foundation
import Outbound

/// Sends requests to KRA and says what the answers mean; it decides nothing and repeats nothing but a refused token.
public actor OSCUClient {
    private let address: OSCUAddress
    private let device: OSCUDevice
    private let http: any OSCULine
    private let now: @Sendable () -> ContinuousClock.Instant
    private var token: AccessToken?

    /// Makes a client; `now` is the clock by which tokens age.
    public init(
        address: OSCUAddress, device: OSCUDevice, http: any OSCULine,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.address = address
        self.device = device
        self.http = http
        self.now = now
    }

    /// Sends one request, once; on the integrator route a second time if the token was refused at the door.
    public func send(_ request: OSCURequest, credentials: OSCUCredentials) async -> OSCUReply {
        guard request.call == .initialise || credentials.communicationKey != nil else {
            return OSCUReply(
                verdict: .deviceProblem, text: "the device has no communication key: it is not initialised")
        }
        var outcome = await attempt(request, credentials)
        if outcome.isTokenRefused, address.route == .integrator {
            token = nil
            outcome = await attempt(request, credentials)
        }
        return outcome.reply
    }

    private func attempt(_ request: OSCURequest, _ credentials: OSCUCredentials) async -> ReplyDecoder.Outcome {
        let decoder = ReplyDecoder(call: request.call, isSecure: address.isSecure)
        let headers: [(String, String)]
        do throws(Refusal) {
            headers = try await self.headers(of: request, credentials)
        } catch {
            return .init(reply: error.reply, isTokenRefused: false)
        }
        let exchange = HTTPRequest(
            method: "POST", url: address.url(of: request.call), headers: headers,
            body: request.bytes(communicationKey: credentials.communicationKey),
            timeouts: .init(total: request.call.timeout))
        do throws(OutboundFailure) {
            let response = try await http.exchange(exchange)
            let outcome = decoder.outcome(of: response)
            return .init(reply: outcome.reply.hiding(credentials), isTokenRefused: outcome.isTokenRefused)
        } catch {
            let reply = OSCUReply(verdict: decoder.verdict(on: error), text: credentials.hidden(in: error.sentence))
            return .init(reply: reply, isTokenRefused: false)
        }
    }

    /// The headers of reference §1.2; initialisation goes without the device's on the direct route (§10).
    private func headers(
        of request: OSCURequest, _ credentials: OSCUCredentials
    ) async throws(Refusal) -> [(String, String)] {
        var headers = [("Content-Type", "application/json"), ("Accept", "application/json")]
        if request.call != .initialise || address.route == .integrator {
            headers += [("tin", device.pin), ("bhfId", device.branchID)]
        }
        if request.call != .initialise, let key = credentials.communicationKey { headers.append(("cmcKey", key)) }
        if address.route == .integrator {
            headers.append(("Authorization", "Bearer \(try await bearer(credentials))"))
            if let id = credentials.applicationID { headers.append(("apigee_app_id", id)) }
        }
        return headers
    }

    // MARK: - Token

    private func bearer(_ credentials: OSCUCredentials) async throws(Refusal) -> String {
        guard let url = address.token, let key = credentials.consumerKey, let secret = credentials.consumerSecret else {
            throw Refusal(.configuration, "the integrator route needs a token address, a consumer key and its secret")
        }
        if let token, token.consumerKey == key, now() < token.renewAt { return token.text }
        let basic = Data("\(key):\(secret)".utf8).base64EncodedString()
        let request = HTTPRequest(
            method: "GET", url: Self.tokenURL(url),
            headers: [("Authorization", "Basic \(basic)"), ("Accept", "application/json")],
            timeouts: .init(total: .seconds(30)))
        // The endpoint is flaky (reference §1.3): one more try after a broken connection or an answer without a token.
        var refusal = Refusal(.again(after: nil, limit: nil), "the token endpoint gave no token")
        for _ in 0..<2 {
            do throws(OutboundFailure) {
                let response = try await http.exchange(request)
                if response.status == 200, let fresh = AccessToken(body: response.body, consumerKey: key, now: now()) {
                    token = fresh
                    return fresh.text
                }
                refusal = Refusal(tokenAnswer: response)
                if response.status != 200 { break }
            } catch {
                refusal = Refusal(tokenFailure: error)
                if case .notSent = error { break }
            }
        }
        throw refusal
    }

    private static func tokenURL(_ url: String) -> String {
        guard !url.contains("grant_type=") else { return url }
        return url + (url.contains("?") ? "&" : "?") + "grant_type=client_credentials"
    }

    /// Why a request was not sent at all.
    private struct Refusal: Error {
        let reply: OSCUReply

        init(_ verdict: OSCUVerdict, _ text: String, status: Int? = nil) {
            reply = OSCUReply(verdict: verdict, text: text, httpStatus: status)
        }

        init(tokenAnswer response: HTTPResponse) {
            let verdict: OSCUVerdict =
                switch response.status {
                case 400, 401, 403: .deviceProblem
                case 404, 405: .configuration
                case 429, 503: .again(after: RetryAfter.duration(in: response), limit: nil)
                default: .again(after: nil, limit: nil)
                }
            self.init(
                verdict, "the token endpoint answered HTTP \(response.status) without a token", status: response.status)
        }

        init(tokenFailure failure: OutboundFailure) {
            switch failure {
            case .notSent(.address, let sentence), .notSent(.request, let sentence), .notSent(.setting, let sentence):
                self.init(.configuration, "token: \(sentence)")
            case .notSent(_, let sentence), .unclear(.cancelled, let sentence):
                self.init(.notSent, "token: \(sentence)")
            case .unclear(_, let sentence):
                self.init(.again(after: nil, limit: nil), "token: \(sentence)")
            }
        }
    }
}

extension OSCUReply {
    /// The reply with none of these secrets in its text.
    fileprivate func hiding(_ credentials: OSCUCredentials) -> OSCUReply {
        OSCUReply(
            verdict: verdict, code: code, text: credentials.hidden(in: text), answeredAt: answeredAt, data: data,
            referenceID: referenceID, httpStatus: httpStatus)
    }
}
