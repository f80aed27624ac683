import Agent
import Hummingbird
import JSON
import LocalAPI

/// `GET /openapi.json`: every route of this server, its parameters, bodies, answers and refusals (OpenAPI 3.1).
///
/// The parts lie in `OpenAPI/`, one for each tag, `frame.json` around them. They are written by hand and held to the code by
/// tests: every route is described and every described one is served, every answer that a test of the agent gets fits
/// its schema, and every schema fits its type.
package enum OpenAPIDocument {
    /// The document as it is served.
    package static let bytes: [UInt8] = Array(whole.json.utf8)

    private static let parts = [
        PackageResources.sales_json, PackageResources.care_json, PackageResources.kra_json,
        PackageResources.spool_json, PackageResources.devices_json, PackageResources.connections_json,
        PackageResources.books_json, PackageResources.sync_json, PackageResources.exports_json,
    ]

    private static let whole: JSONTree = {
        let parts = Self.parts.map(read)
        let frame = read(PackageResources.frame_json)
        let paths = parts.flatMap { $0["paths"]?.members ?? [] }
        let schemas = parts.flatMap { $0["schemas"]?.members ?? [] }
        let document = frame.setting("info") { $0.setting("version") { _ in .string(Agent.version) } }
            .setting("components") { components in
                components.setting("schemas") { .object(($0.members ?? []) + schemas) }
            }
        return .object((document.members ?? []) + [("paths", .object(paths))])
    }()

    private static func read(_ part: [UInt8]) -> JSONTree {
        do {
            return try JSONTree(parsing: part)
        } catch {
            preconditionFailure("a part of the API's description is JSON: \(error)")
        }
    }

    static func add(to router: Router<DoorContext>) {
        router.get("/openapi.json") { _, _ in Reply.bytes(bytes, type: "application/json") }
    }
}

extension JSONTree {
    /// The object with another value for a member that it has.
    fileprivate func setting(_ name: String, _ change: (JSONTree) -> JSONTree) -> JSONTree {
        .object((members ?? []).map { $0.0 == name ? ($0.0, change($0.1)) : $0 })
    }
}
