import Fiscal
import JSON
import LocalAPI
import Outbound
import Server

/// What `/openapi.json` says, and whether an exchange with an agent is as it says.
///
/// It is stricter than a reader of the document has to be: what is not described must not be there.
struct APIDescription: Sendable {
    /// One operation.
    struct Operation: Sendable {
        let method: String
        let path: String
        let tree: JSONTree

        /// Its name among the routes: `GET /v1/lanes`.
        var name: String { "\(method) \(path)" }
        /// The roles of which one is enough; none where no token is needed.
        var roles: [String] {
            (tree["security"]?.items ?? []).compactMap { $0["token"]?.items?.first?.text }
        }
        /// Whether its answer goes on until somebody hangs up, or asks the ports of this machine.
        var isStream: Bool { ["/v1/events", "/v1/devices/scan"].contains(path) }
    }

    /// The document of this build.
    static let ours = APIDescription(OpenAPIDocument.bytes)

    let document: JSONTree
    let operations: [Operation]

    init(_ bytes: [UInt8]) {
        document = (try? JSONTree(parsing: bytes)) ?? .null
        operations = (document["paths"]?.members ?? []).flatMap { path, methods in
            (methods.members ?? []).map { Operation(method: $0.0.uppercased(), path: path, tree: $0.1) }
        }
    }

    /// The operation that a request is; one whose words are those of the request before one that takes any.
    func operation(_ method: String, _ path: String) -> Operation? {
        let parts = path.split(separator: "/")
        let fitting = operations.filter { operation in
            let wanted = operation.path.split(separator: "/")
            return operation.method == method && wanted.count == parts.count
                && zip(wanted, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        return fitting.min { $0.path.filter { $0 == "{" }.count < $1.path.filter { $0 == "{" }.count }
    }

    /// What of an exchange is not as it is described; empty where all is.
    func faults(_ method: String, _ target: String, _ body: [UInt8]?, _ answer: HTTPResponse) -> [String] {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let operation = operation(method, String(halves[0])) else {
            return answer.status < 400 ? ["\(method) \(halves[0]) is described nowhere"] : []
        }
        var faults = answerFaults(operation, answer)
        if answer.status < 300 {
            faults += queryFaults(operation, halves.count > 1 ? halves[1] : "")
            if let body, !body.isEmpty { faults += bodyFaults(operation, body) }
        }
        return faults.map { "\(operation.name), answer \(answer.status): \($0)" }
    }

    private func answerFaults(_ operation: Operation, _ answer: HTTPResponse) -> [String] {
        let usual = resolved(operation.tree["responses"]?["default"] ?? .null)
        let named = operation.tree["responses"]?["\(answer.status)"]
        guard named != nil || answer.status >= 400 else { return ["no such status is described"] }
        let response = named ?? usual
        guard let content = response["content"]?.members else {
            return answer.body.isEmpty ? [] : ["\(answer.body.count) bytes where no body is described"]
        }
        let type = answer.header("content-type")?.prefix { $0 != ";" }.description ?? "none"
        guard let schema = content.first(where: { $0.0 == type })?.1["schema"] else {
            return ["the type \(type) is not described"]
        }
        guard type.hasSuffix("json") else { return [] }
        guard let tree = try? JSONTree(parsing: answer.body) else { return ["it is no JSON"] }
        guard type == Problem.mediaType else { return misfits(tree, schema, "body") }
        let codes = [response, usual].flatMap { $0["x-codes"]?.items ?? [] }.compactMap(\.text)
        let code = tree["code"]?.text ?? ""
        let isKnown = codes.contains { $0.hasSuffix("*") ? code.hasPrefix($0.dropLast()) : code == $0 }
        return misfits(tree, schema, "body") + (isKnown ? [] : ["the code \(code) is not described"])
    }

    private func queryFaults(_ operation: Operation, _ query: Substring) -> [String] {
        let known = (operation.tree["parameters"]?.items ?? []).filter { $0["in"]?.text == "query" }
            .compactMap { $0["name"]?.text }
        let names = query.split(separator: "&").map { $0.prefix { $0 != "=" }.description }
        return names.filter { !known.contains($0) }.map { "the parameter \($0) is not described" }
    }

    private func bodyFaults(_ operation: Operation, _ body: [UInt8]) -> [String] {
        guard let wanted = operation.tree["requestBody"]?["content"]?["application/json"]?["schema"] else { return [] }
        guard let tree = try? JSONTree(parsing: body) else { return ["the request is no JSON"] }
        return misfits(tree, wanted, "request")
    }

    /// What a reference points to; what is none as it is.
    func resolved(_ tree: JSONTree) -> JSONTree {
        guard let reference = tree["$ref"]?.text else { return tree }
        return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
    }
}
