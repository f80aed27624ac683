import Accounting
import Agent
import Fiscal
import HTTPTypes
import Hummingbird
import JSON
import LocalAPI
import NIOCore
import Spool

/// Making HTTP answers.
enum Reply {
    /// A JSON answer.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        try bytes(ReplyCoding.bytes(of: value), type: "application/json", status: status)
    }

    /// A sale, by the writer that is made for it.
    static func json(_ sale: SaleReply, status: HTTPResponse.Status = .ok) throws -> Response {
        try bytes(ReplyCoding.bytes(of: sale), type: "application/json", status: status)
    }

    /// An answer of any kind.
    static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A problem by RFC 9457.
    static func problem(_ problem: Problem) -> Response {
        let bytes = (try? ReplyCoding.bytes(of: problem)) ?? []
        return Self.bytes(bytes, type: Problem.mediaType, status: HTTPResponse.Status(code: problem.status))
    }
}

extension Problem: Error {}

extension Problem {
    /// The problem that an error of the rooms below is.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let faults as SaleFaults:
            self.init(
                status: 422, code: "sale.invalid", title: "The sale was refused",
                detail:
                    "\(faults.faults.count == 1 ? "one thing is" : "\(faults.faults.count) things are") wrong; nothing was stored",
                errors: faults.faults)
        case let fault as JSONFault:
            self.init(
                status: 400, code: "body.not_json", title: "The body is not JSON",
                detail: "\(fault); nothing was stored")
        case let error as SpoolError: self.init(error)
        case let error as ExportError: self.init(error)
        case let error as DeviceDeskError:
            self.init(status: 409, code: error.code, title: "The device was not added", detail: "\(error)")
        case let error as GrantError: self.init(error)
        case let faults as BooksMapRequest.Faults: self.init(faults.faults)
        case let refusal as MapDesk.Refusal: self.init(refusal.faults)
        case let refusal as SyncDesk.Refusal: self.init(selection: refusal.faults)
        case let refusal as BooksSettings.Refusal:
            self.init(
                status: 422, code: "books.settings", title: "The settings were not taken",
                detail: Self.wrong(refusal.faults, "nothing was changed"), errors: refusal.faults)
        case let fault as BooksFault:
            self.init(
                status: [.later, .throttled, .unclear].contains(fault.kind) ? 503 : 409,
                code: "books.\(fault.kind.rawValue)", title: "The company did not answer as it should",
                detail: "\(fault.sentence) (\(fault.code)); \(fault.remedy)")
        case let refusal as KRADesk.Refusal:
            self.init(
                status: refusal.code == "kra.unreachable" ? 503 : 409, code: refusal.code,
                title: "KRA or the device refuses", detail: refusal.description)
        default:
            self.init(
                status: 500, code: "agent.failed", title: "Something went wrong inside the agent",
                detail: "the request was not carried out; the agent's log has the reason")
        }
    }

    private static func wrong(_ faults: [Fault], _ end: String) -> String {
        "\(faults.count == 1 ? "one thing is" : "\(faults.count) things are") wrong; \(end)"
    }

    private init(_ error: GrantError) {
        let status =
            switch error.code {
            case .address, .callback: 422
            case .later: 503
            case .denied, .state, .expired, .realm, .refused, .company: 409
            }
        self.init(
            status: status, code: error.code.rawValue, title: "The company was not connected", detail: error.sentence)
    }

    private init(_ error: SpoolError) {
        let (status, title): (Int, String) =
            switch error.code {
            case .keyConflict: (409, "The key was used before with another body")
            case .full: (507, "The spool is full")
            case .notFound: (404, "Not found")
            case .pruned: (410, "The document was given up")
            case .refused: (409, "Not in this state")
            case .failing, .readOnly, .corrupt, .rolledBack: (503, "The spool takes no sales now")
            case .newer, .storage, .cancelled: (500, "The spool failed")
            }
        self.init(status: status, code: error.code.rawValue, title: title, detail: error.sentence)
    }
}
