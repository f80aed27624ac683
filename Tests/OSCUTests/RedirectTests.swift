import Outbound
import Testing

@testable import OSCU

struct RedirectTests {
    @Test(arguments: [301, 302, 307, 308])
    func `a redirect is unclear for a write only if the right host had the body`(_ status: Int) {
        let response = HTTPResponse(status: status, headers: [("Location", "http://portal.example/login")])
        for (call, isSecure, verdict) in [
            (OSCUCall.sale, true, OSCUVerdict.unclear(limit: nil)), (.sale, false, .again(after: nil, limit: nil)),
            (.notices, true, .again(after: nil, limit: nil)),
        ] {
            #expect(ReplyDecoder(call: call, isSecure: isSecure).outcome(of: response).reply.verdict == verdict)
        }
        #expect(OSCUAddress(route: .direct, base: "HTTPS://kra/", token: nil).isSecure)
        #expect(!OSCUAddress(route: .direct, base: "http://127.0.0.1/", token: nil).isSecure)
    }
}
