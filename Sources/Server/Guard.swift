import Agent
import HTTPTypes
import Hummingbird
import LocalAPI
import Logging
import Spool

/// Turns errors into problems, keeps strangers out, and finds out what a caller may do.
///
/// A web page cannot talk to the agent behind the user's back: the `Host` must be one of ours, and any foreign
/// `Origin`, `Referer` or `Sec-Fetch-Site` is refused (design §8).
struct Guard: RouterMiddleware {
    typealias Context = DoorContext

    let door: Door
    let tokens: TokenDesk
    let allowedOrigins: Set<String>

    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")
    private static let fetchMode = HTTPField.Name("Sec-Fetch-Mode")
    private static let fetchTarget = HTTPField.Name("Sec-Fetch-Dest")

    /// Paths that may be asked without a token: by a service manager, which is told nothing of the shop, by whoever writes a
    /// program for this API, and by a browser that comes back from a provider's page, whose state decides.
    private static let open: Set<String> = ["/healthz", "/readyz", "/openapi.json", ConnectionDesk.callbackPath]

    @concurrent
    func handle(
        _ request: Request, context: DoorContext, next: @concurrent (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        do {
            var context = context
            try check(request, port: context.localPort ?? 0)
            context.role = try role(of: request)
            return try await next(request, context)
        } catch let error as HTTPError {
            return Reply.problem(Self.problem(error))
        } catch {
            let problem = Problem(error)
            if problem.status == 500 {
                context.logger.error(
                    "a request failed", metadata: ["http.path": "\(request.uri.path)", "reason": "\(error)"])
            }
            return Reply.problem(problem)
        }
    }

    private func check(_ request: Request, port: Int) throws {
        guard case .loopback(let names) = door else { return }
        let host = request.head.authority?.lowercased() ?? ""
        guard let colon = host.lastIndex(of: ":"), names.contains(String(host[..<colon])),
            host[colon...].dropFirst() == "\(port)"
        else {
            throw Problem(
                status: 421, code: "door.host", title: "Another host was meant",
                detail:
                    "the Host header says \"\(host)\"; this agent answers to \(hosts(names, port).joined(separator: ", "))"
            )
        }
        if isLanding(request) { return }
        try checkOrigin(request, hosts: hosts(names, port))
    }

    /// Whether a browser as a whole goes to where a provider's page sends it back; from elsewhere, by its nature.
    ///
    /// Only a page of its own that nobody frames and no script asks for; and it does nothing without the state that this
    /// agent made.
    private func isLanding(_ request: Request) -> Bool {
        func says(_ name: HTTPField.Name?, _ value: String) -> Bool {
            name.flatMap { request.headers[$0] }.map { $0 == value } ?? true
        }
        return request.method == .get && request.uri.path == ConnectionDesk.callbackPath
            && request.headers[.origin] == nil && says(Self.fetchMode, "navigate") && says(Self.fetchTarget, "document")
    }

    private func hosts(_ names: Set<String>, _ port: Int) -> [String] { names.map { "\($0):\(port)" }.sorted() }

    /// Tills send none of these headers; a browser does.
    private func checkOrigin(_ request: Request, hosts: @autoclosure () -> [String]) throws {
        let site = Self.fetchSite.flatMap { request.headers[$0] }
        guard request.headers[.origin] != nil || request.headers[.referer] != nil || site != nil else { return }
        let own = Set(hosts().map { "http://\($0)" }).union(allowedOrigins)
        if let origin = request.headers[.origin], !own.contains(origin) { throw Self.foreign("Origin", origin) }
        if let referer = request.headers[.referer],
            !own.contains(where: { referer == $0 || referer.hasPrefix($0 + "/") })
        {
            throw Self.foreign("Referer", referer)
        }
        let isNamedOrigin = request.headers[.origin].map(own.contains) ?? false
        if let site, !["same-origin", "none"].contains(site), !isNamedOrigin {
            throw Self.foreign("Sec-Fetch-Site", site)
        }
    }

    private func role(of request: Request) throws -> Role? {
        if door == .socket { return .technician }
        if Self.open.contains(request.uri.path) { return nil }
        guard let header = request.headers[.authorization], header.hasPrefix("Bearer ") else {
            throw Problem(
                status: 401, code: "door.token_missing", title: "A token is needed",
                detail: "send \"Authorization: Bearer rst_…\"; make a token with: risiti token create --role till")
        }
        guard let role = tokens.role(of: String(header.dropFirst(7))) else {
            throw Problem(
                status: 401, code: "door.token_unknown", title: "The token is not known",
                detail: "it was revoked or made by another agent; make one with: risiti token create --role till")
        }
        return role
    }

    private static func foreign(_ header: String, _ value: String) -> Problem {
        Problem(
            status: 403, code: "door.foreign", title: "A foreign page may not do this",
            detail: "\(header) is \"\(value)\"; add a web till's origin to allowed_origins in risiti.yaml")
    }

    /// Says which roles may.
    static func forbidden(_ roles: [Role]) -> Problem {
        Problem(
            status: 403, code: "door.role", title: "This token may not do this",
            detail: "it takes the role \(roles.map(\.rawValue).joined(separator: " or "))")
    }

    private static func problem(_ error: HTTPError) -> Problem {
        let detail = error.body ?? error.status.reasonPhrase
        return Problem(
            status: error.status.code, code: "http.\(error.status.code)", title: error.status.reasonPhrase,
            detail: detail)
    }
}
