import Accounting
import Agent
import HTTPTypes
import Hummingbird
import NIOCore

/// The page that a person sees who comes back from a provider's page; it loads nothing and sends nothing on.
struct LandingPage {
    private let title: String
    private let sentence: String
    private let status: HTTPResponse.Status

    init(_ connecting: Connecting) {
        switch connecting.stage {
        case .connected(let lane):
            title = "Connected"
            sentence = "\(connecting.provider.title) is connected as \(lane). You can close this page."
        case .choosing:
            title = "One more step"
            sentence = "The grant opens several companies. Choose one where you began, then close this page."
        case .waiting, .failed:
            title = "Not connected"
            sentence = "Begin again where you began."
        }
        status = .ok
    }

    init(_ error: any Error) {
        title = "Not connected"
        sentence = (error as? GrantError)?.sentence ?? "The company could not be kept; the agent's log has the reason."
        status = .badRequest
    }

    var response: Response {
        let text = """
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(Self.escaped(title))</title><h1>\(Self.escaped(title))</h1><p>\(Self.escaped(sentence))</p></html>

            """
        var response = Reply.bytes(Array(text.utf8), type: "text/html; charset=utf-8", status: status)
        // The address of this page holds the code: it must go nowhere, and nothing may run here.
        for (name, value) in [
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ] {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
