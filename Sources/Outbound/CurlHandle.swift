import CCurl
import Foundation

/// One libcurl handle with its connections, for one thread; the only file that knows libcurl.
///
/// Whether a request was sent is known because the body leaves only through ``CurlTransfer/send(into:capacity:)``:
/// libcurl asks for its first byte once the connection, TLS and the proxy stand. A request without a body leaves with
/// ``CurlTransfer/start()``, which also keeps libcurl from repeating any request by itself, as it does after a kept
/// connection broke.
struct CurlHandle: ~Copyable {
    private let easy: UnsafeMutableRawPointer
    private let options: HTTPClient.Options
    private let certificates: Result<[UInt8]?, OutboundFailure>

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Makes a handle; nil where libcurl has no memory.
    init?(options: HTTPClient.Options) {
        guard Self.isReady, let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.options = options
        certificates = Self.certificates(with: options.siteCertificates, easy: easy)
    }

    deinit {
        curl_easy_cleanup(easy)
    }

    /// Makes one exchange and waits for its end.
    func exchange(_ exchange: Exchange) -> Result<HTTPResponse, OutboundFailure> {
        guard !exchange.cancellation.isCancelled else {
            return .failure(.notSent(.cancelled, "given up before it was sent"))
        }
        let address: CurlAddress
        let trusted: [UInt8]?
        do throws(OutboundFailure) {
            address = try CurlAddress(exchange.request.url)
            try address.check(overSocket: options.socketPath != nil, plainHosts: options.plainHosts)
            try Self.check(exchange.request)
            trusted = try certificates.get()
        } catch {
            return .failure(error)
        }
        let transfer = CurlTransfer(exchange: exchange, limit: options.responseLimit)
        let headers = Self.headerList(exchange.request)
        defer { curl_slist_free_all(headers) }
        curl_easy_reset(easy)
        set(exchange.request, address: address, headers: headers)
        trust(trusted)
        return withExtendedLifetime(transfer) {
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CURL_ERROR_SIZE)) { detail in
                detail.initialize(repeating: 0)
                connect(transfer, detail: detail)
                let code = curl_easy_perform(easy)
                // The buffer ends with this scope, the handle does not: closing a connection later would write there.
                _ = risiti_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, nil)
                let sentence = detail.baseAddress.map { String(cString: $0) } ?? ""
                return outcome(code, of: transfer, at: address, detail: sentence)
            }
        }
    }

    // MARK: - Before

    private func set(_ request: HTTPRequest, address: CurlAddress, headers: UnsafeMutablePointer<curl_slist>?) {
        // Signals would reach threads that are not ours.
        number(CURLOPT_NOSIGNAL, 1)
        number(CURLOPT_FOLLOWLOCATION, 0)
        number(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        number(CURLOPT_TCP_KEEPALIVE, 1)
        number(CURLOPT_SSL_VERIFYPEER, 1)
        number(CURLOPT_SSL_VERIFYHOST, 2)
        number(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        number(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        text(CURLOPT_PROTOCOLS_STR, "http,https")
        text(CURLOPT_URL, request.url)
        text(CURLOPT_USERAGENT, options.userAgent)
        text(CURLOPT_ACCEPT_ENCODING, "gzip")
        // An empty text also keeps the environment's proxy out.
        text(CURLOPT_PROXY, address.isLoopback ? "" : options.proxy ?? "")
        if let path = options.socketPath { text(CURLOPT_UNIX_SOCKET_PATH, path) }
        number(CURLOPT_CONNECTTIMEOUT_MS, max(1, Self.milliseconds(request.timeouts.connect)))
        number(CURLOPT_TIMEOUT_MS, Self.milliseconds(request.timeouts.total))
        setMethod(request)
        _ = risiti_curl_set_list(easy, CURLOPT_HTTPHEADER, headers)
    }

    private func setMethod(_ request: HTTPRequest) {
        if let body = request.body {
            number(CURLOPT_POST, 1)
            _ = risiti_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            if body.isEmpty { text(CURLOPT_COPYPOSTFIELDS, "") }
            if request.method != "POST" { text(CURLOPT_CUSTOMREQUEST, request.method) }
        } else if request.method == "HEAD" {
            number(CURLOPT_NOBODY, 1)
        } else {
            number(CURLOPT_HTTPGET, 1)
            if request.method != "GET" { text(CURLOPT_CUSTOMREQUEST, request.method) }
        }
    }

    private func trust(_ certificates: [UInt8]?) {
        guard var bytes = certificates else { return }
        bytes.withUnsafeMutableBytes { bytes in
            _ = risiti_curl_set_copied_blob(easy, CURLOPT_CAINFO_BLOB, bytes.baseAddress, bytes.count)
            _ = risiti_curl_set_copied_blob(easy, CURLOPT_PROXY_CAINFO_BLOB, bytes.baseAddress, bytes.count)
        }
    }

    private func connect(_ transfer: CurlTransfer, detail: UnsafeMutableBufferPointer<CChar>) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        _ = risiti_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, detail.baseAddress)
        _ = risiti_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = risiti_curl_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            CurlTransfer.at(context)?.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        _ = risiti_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        _ = risiti_curl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlTransfer.at(context)?.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        _ = risiti_curl_set_pointer(easy, CURLOPT_READDATA, context)
        _ = risiti_curl_set_sender(easy) { bytes, size, count, context in
            CurlTransfer.at(context)?.send(into: bytes, capacity: size * count) ?? 0
        }
        _ = risiti_curl_set_pointer(easy, CURLOPT_PREREQDATA, context)
        _ = risiti_curl_set_start(easy) { context, _, _, _, _ in
            CurlTransfer.at(context)?.start() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        number(CURLOPT_NOPROGRESS, 0)
        _ = risiti_curl_set_pointer(easy, CURLOPT_XFERINFODATA, context)
        _ = risiti_curl_set_progress(easy) { context, _, _, _, _ in
            CurlTransfer.at(context)?.isCancelled == true ? 1 : 0
        }
    }

    private func number(_ option: CURLoption, _ value: Int) {
        _ = risiti_curl_set_number(easy, option, value)
    }

    private func text(_ option: CURLoption, _ value: String) {
        _ = risiti_curl_set_text(easy, option, value)
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(max(0, seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
    }

    /// The system's certificates with the site's behind them; nil where the site has none of its own.
    private static func certificates(
        with path: String?, easy: UnsafeMutableRawPointer
    ) -> Result<[UInt8]?, OutboundFailure> {
        guard let path else { return .success(nil) }
        guard let site = FileManager.default.contents(atPath: path), !site.isEmpty else {
            return .failure(
                .notSent(.setting, "the certificate file \(path) cannot be read; no other is trusted for it"))
        }
        var system: UnsafeMutablePointer<CChar>?
        _ = risiti_curl_get_text(easy, CURLINFO_CAINFO, &system)
        let bundle = system.flatMap { FileManager.default.contents(atPath: String(cString: $0)) } ?? Data()
        return .success([UInt8](bundle) + [0x0A] + [UInt8](site))
    }

    private static func check(_ request: HTTPRequest) throws(OutboundFailure) {
        let texts = [request.method, request.url] + request.headers.flatMap { [$0.0, $0.1] }
        guard !texts.contains(where: { $0.utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D } }) else {
            throw .notSent(.request, "a header or the address holds a line break or a zero byte")
        }
        guard request.headers.allSatisfy({ !$0.0.isEmpty && !$0.0.contains(":") }) else {
            throw .notSent(.request, "a header's name is empty or holds a colon")
        }
    }

    private static func headerList(_ request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
        // A header without a value takes away one that libcurl would add; a semicolon sends an empty one.
        var lines = request.headers.map { $0.1.isEmpty ? "\($0.0);" : "\($0.0): \($0.1)" } + ["Expect:"]
        if !request.headers.contains(where: { $0.0.lowercased() == "content-type" }) { lines.append("Content-Type:") }
        return lines.reduce(nil) { curl_slist_append($0, $1) ?? $0 }
    }

    // MARK: - After

    private func outcome(
        _ code: CURLcode, of transfer: CurlTransfer, at address: CurlAddress, detail: String
    ) -> Result<HTTPResponse, OutboundFailure> {
        // libcurl takes an answer that ends inside its head for a whole one.
        let isWhole = code == CURLE_OK && transfer.isHeadComplete
        if isWhole || (code == CURLE_WRITE_ERROR && transfer.endedByReader) {
            var status = 0
            _ = risiti_curl_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
            return .success(HTTPResponse(status: status, headers: transfer.headers, body: transfer.received))
        }
        let isSent = transfer.isSent
        let reason = reason(code, isSent: isSent, transfer: transfer)
        let words =
            reason == .tooLarge
            ? "the answer is larger than \(options.responseLimit) bytes"
            : code == CURLE_OK
                ? "the answer ended inside its head"
                : transfer.wasHeldBack
                    ? "the kept connection broke before an answer came"
                    : detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        let sentence = "\(address.host): \(Redaction.text(words)) (curl \(risiti_curl_code(code)))"
        return .failure(isSent ? .unclear(reason, sentence) : .notSent(reason, sentence))
    }

    private func reason(_ code: CURLcode, isSent: Bool, transfer: CurlTransfer) -> OutboundFailure.Reason {
        switch code {
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxy
        case CURLE_COULDNT_RESOLVE_HOST: return .nameNotResolved
        case CURLE_COULDNT_CONNECT: return .notConnected
        case CURLE_OPERATION_TIMEDOUT: return isSent ? .timeout : .connectTimeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .secureConnection
        case CURLE_ABORTED_BY_CALLBACK: return transfer.wasHeldBack ? .reset : .cancelled
        case CURLE_WRITE_ERROR: return transfer.isOverLimit ? .tooLarge : .incomplete
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: return .address
        case CURLE_OK, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY:
            return .incomplete
        default:
            var connectStatus = 0
            _ = risiti_curl_get_number(easy, CURLINFO_HTTP_CONNECTCODE, &connectStatus)
            return connectStatus != 0 && !(200..<300).contains(connectStatus) ? .proxy : .reset
        }
    }
}

/// The parts of an address, as libcurl itself reads it, so that no other reading can disagree.
private struct CurlAddress {
    let scheme: String
    let host: String

    init(_ text: String) throws(OutboundFailure) {
        let parts = curl_url()
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: parts), let host = Self.part(CURLUPART_HOST, of: parts)
        else { throw .notSent(.address, "\"\(Redaction.address(text))\" is not an absolute http or https address") }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
    }

    /// Whether the host is this machine: 127/8, ::1 or localhost.
    var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }

    func check(overSocket: Bool, plainHosts: Set<String>) throws(OutboundFailure) {
        guard scheme == "https" || (scheme == "http" && (isLoopback || overSocket || plainHosts.contains(host)))
        else {
            throw .notSent(.address, "\(scheme)://\(host) is refused: only https leaves this machine")
        }
    }

    private static func part(_ part: CURLUPart, of parts: OpaquePointer?) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

/// What one exchange holds while libcurl calls back, all on one thread.
private final class CurlTransfer {
    private(set) var headers: [(String, String)] = []
    private(set) var received: [UInt8] = []
    private(set) var endedByReader = false
    private(set) var isHeadComplete = false
    private(set) var isOverLimit = false

    private let exchange: Exchange
    private let body: [UInt8]
    private let limit: Int
    private var taken = 0
    private var starts = 0
    private var count = 0
    private var status = 0

    init(exchange: Exchange, limit: Int) {
        self.exchange = exchange
        body = exchange.request.body ?? []
        self.limit = limit
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    var isCancelled: Bool { exchange.cancellation.isCancelled }

    /// Whether the peer can have the request: a byte of its body was handed over, or its head where it has no body.
    var isSent: Bool { status != 0 || (body.isEmpty ? starts > 0 : taken > 0) }

    /// Whether libcurl would have sent it again by itself.
    var wasHeldBack: Bool { starts > 1 }

    /// The request is about to leave; false holds it back, for it left before.
    func start() -> Bool {
        starts += 1
        return starts == 1
    }

    func send(into target: UnsafeMutablePointer<CChar>?, capacity: Int) -> Int {
        guard let target else { return 0 }
        let part = body[taken..<min(body.count, taken + capacity)]
        UnsafeMutableRawBufferPointer(start: target, count: capacity).copyBytes(from: part)
        taken += part.count
        return part.count
    }

    func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // A new status line: what came before belonged to an interim answer.
            headers = []
            isHeadComplete = false
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = line.firstIndex(of: ":") {
            headers.append((String(line[..<colon]), Self.trimmed(line[line.index(after: colon)...])))
        } else if line.allSatisfy(\.isNewline) {
            isHeadComplete = true
        }
        return bytes.count
    }

    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        if let onBytes = exchange.onBytes, (200..<300).contains(status) {
            endedByReader = !onBytes(Array(bytes))
            return endedByReader ? -1 : bytes.count
        }
        count += bytes.count
        isOverLimit = count > limit
        guard !isOverLimit else { return -1 }
        received += bytes
        return bytes.count
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (character: Character) in character.isWhitespace }
        var text = text.drop(while: isSpace)
        while text.last.map(isSpace) == true { text.removeLast() }
        return String(text)
    }
}
