extension QuickBooksWorld {
    func words(_ fault: BooksFault, _ request: BooksRequest) -> BooksAnswer? {
        let now = request.now
        switch fault {
        case .unauthorised, .unauthorisedForEver:
            return Self.gateway(
                401, "3200", "AuthenticationFailed; errorCode=003200; statusCode=401",
                "Token expired: \(request.bearer ?? "")", "AUTHENTICATION", now)
        case .forbidden:
            return Self.gateway(
                403, "3100", "ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
                "the application is not authorised", "AUTHORIZATION", now)
        case .throttled: return throttle(now)
        case .throttledRetryAfter: return throttle(now).adding("retry-after", "7")
        case .faultIn200:
            var refusal = QuickBooksRefusal.business("this fault came with HTTP 200")
            refusal.status = 200
            return refusal.answer(at: now)
        case .xmlGatewayTimeout: return Self.xml(504, "SystemFault", "6002", "GatewayTimeout", now)
        case .serverError:
            var refusal = QuickBooksRefusal(
                "10000", "An application error has occurred while processing your request",
                "System Failure Error: An unexpected error occurred")
            refusal.status = 500
            refusal.type = "SystemFault"
            return refusal.answer(at: now)
        case .unavailable: return .text("Service Unavailable", status: 503)
        default: return nil
        }
    }

    func refusal(_ limit: BooksLimit, waitSeconds: Int, _ request: BooksRequest) -> BooksAnswer {
        throttle(request.now)
    }

    private func throttle(_ now: BooksTime) -> BooksAnswer {
        Self.xml(429, "SERVICE", "3001", "message=ThrottleExceeded; errorCode=003001; statusCode=429", now)
    }

    private static func xml(
        _ status: Int, _ type: String, _ code: String, _ message: String, _ now: BooksTime
    ) -> BooksAnswer {
        let namespace = "http://schema.intuit.com/finance/v3"
        return .text(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <IntuitResponse time="\(now.pacific)" xmlns="\(namespace)">
             <Fault type="\(type)"><Error code="\(code)"><Message>\(message)</Message>
             <Detail>\(status == 429 ? "too many requests" : "no answer in time")</Detail></Error></Fault></IntuitResponse>

            """, status: status, contentType: "application/xml")
    }

    mutating func disturb(_ request: BooksRequest, _ disturbance: BooksDisturbance) {
        guard let path = request.segments, path.count == 4,
            let index = books.firstIndex(where: { $0.realm == path[2] }), let kind = QuickBooksKind(path: path[3]),
            let sent = try? ExactJSONReader.value(request.body)
        else { return }
        switch disturbance {
        case .editsObject:
            guard let id = sent.text("Id"), let object = books[index].object(kind, id) else { return }
            let note = kind.isTransaction ? "PrivateNote" : "Notes"
            let edited = object.setting(note, .string((object.text(note) ?? "") + " edited at the office"))
            books[index].replace(kind, edited, at: request.now)
        case .takesNumber:
            guard sent.isAbsent("Id") else { return }
            take(kind, sent, index, request.now)
        }
    }

    /// Someone else has something of the same number or name, with another amount.
    private mutating func take(_ kind: QuickBooksKind, _ sent: ExactJSON, _ index: Int, _ now: BooksTime) {
        if kind.isSale, let number = sent.text("DocNumber") {
            guard !books[index].all(kind).contains(where: { $0.text("DocNumber") == number }) else { return }
            books[index].enter(
                kind,
                [
                    "DocNumber": .string(number), "TxnDate": .string(now.day.text), "Line": [],
                    "CustomerRef": sent["CustomerRef"] ?? ["value": "1"], "TotalAmt": 1, "Balance": 1,
                    "PrivateNote": "entered at the office",
                ], at: now)
        } else if !kind.sharesNamesWith.isEmpty, let name = sent.text(kind.nameMember) {
            books[index].enter(
                kind == .customer ? .vendor : kind,
                .object([
                    .init(name: kind == .customer ? "DisplayName" : kind.nameMember, value: .string(name)),
                    .init(name: "Active", value: true),
                ]), at: now)
        }
    }

    /// The control door's verbs about the books, as somebody in the office does them: `companies`, `enter`, `edit`,
    /// `deactivate`, `activate`, `void`, `delete`, `close-books`, `deny`.
    mutating func control(_ request: BooksRequest, _ verb: String) -> BooksAnswer {
        let body = (try? ExactJSONReader.value(request.body)) ?? [:]
        let index = body.text("company").map { realm in books.firstIndex { $0.realm == realm } } ?? 0
        guard let index else { return .text("no such company", status: 404) }
        switch verb {
        case "companies":
            if request.method == "POST" { seed(name: body.text("name"), isBare: body.flag("bare"), at: request.now) }
            let all = books.map { book in
                ExactJSON.object([
                    .init(name: "company", value: .string(book.realm)),
                    .init(name: "name", value: book.single(.companyInfo).copy("CompanyName")),
                ])
            }
            return .json(["companies": .array(all)])
        case "deny":
            grants.deniesNext = true
            return .json([:])
        case "close-books":
            let preferences = books[index].single(.preferences)
            let closed = preferences.copy("AccountingInfoPrefs").setting("BookCloseDate", body["date"])
            books[index].replace(.preferences, preferences.setting("AccountingInfoPrefs", closed), at: request.now)
            return .json([:])
        case "enter":
            guard let kind = body.text("type").flatMap(QuickBooksKind.init(rawValue:)) else {
                return .text("no such type", status: 404)
            }
            return .json(books[index].enter(kind, body.copy("set"), at: request.now))
        default: break
        }
        guard let kind = body.text("type").flatMap(QuickBooksKind.init(rawValue:)),
            let object = kind == .preferences
                ? books[index].single(kind) : body.text("id").flatMap({ books[index].object(kind, $0) })
        else { return .text("no such object, or no such door", status: 404) }
        switch verb {
        case "edit":
            let edited = books[index].replace(kind, object.merging(body.copy("set")), at: request.now)
            guard kind == .payment else { return .json(edited) }
            books[index].relink(object, at: request.now)
            books[index].relink(edited, at: request.now)
            return .json(edited)
        case "deactivate", "activate":
            return .json(
                books[index].replace(kind, object.setting("Active", .bool(verb == "activate")), at: request.now))
        case "void", "delete":
            guard verb == "void" || kind.isDeletable else {
                books[index].remove(kind, object.text("Id") ?? "", at: request.now)
                return .json([:])
            }
            let words: ExactJSON = ["Id": object.copy("Id"), "SyncToken": object.copy("SyncToken"), "sparse": true]
            let meant: QuickBooksVerb = verb == "delete" ? .delete : kind == .invoice ? .void : .voidByUpdate
            do throws(QuickBooksRefusal) {
                return .json(try books[index].write(kind, words, meant, at: request.now))
            } catch {
                return error.answer(at: request.now)
            }
        default: return .text("no such door", status: 404)
        }
    }

    var report: BooksReport {
        var report = BooksReport()
        for book in books {
            for kind in QuickBooksKind.allCases where kind.isTransaction {
                report.documents += book.all(kind).map { Self.document($0, kind, book.realm) }
            }
            for kind in QuickBooksKind.allCases where !kind.isTransaction && kind != .attachable {
                report.lists[kind.rawValue, default: 0] += book.all(kind).count
            }
            report.attachments += book.all(.attachable).map { Self.attachment($0, book) }
        }
        report.refreshes = grants.refreshes
        report.grantsRefused = grants.refused
        report.refusals = refusals
        report.replays = replays
        return report
    }

    private static func document(_ object: ExactJSON, _ kind: QuickBooksKind, _ realm: String) -> BooksReport.Document {
        let isVoid = object.text("PrivateNote")?.hasPrefix("Voided") == true && object.number("TotalAmt") == .zero
        let balance = object.number("UnappliedAmt") ?? object.number("Balance")
        return BooksReport.Document(
            company: realm, type: kind.rawValue, id: object.text("Id") ?? "",
            number: object.text("DocNumber") ?? object.text("PaymentRefNum"), date: object.text("TxnDate") ?? "",
            total: (object.number("TotalAmt") ?? .zero).fixed(2),
            tax: object.copy("TxnTaxDetail").number("TotalTax")?.fixed(2), balance: balance?.fixed(2),
            customer: object.copy("CustomerRef").text("value"), note: object.text("PrivateNote"),
            memo: object.copy("CustomerMemo").text("value"), status: isVoid ? "Voided" : nil)
    }

    private static func attachment(_ object: ExactJSON, _ book: QuickBooksBook) -> BooksReport.Attachment {
        let id = object.text("Id") ?? ""
        return BooksReport.Attachment(
            company: book.realm,
            document: object.values(under: ["AttachableRef", "EntityRef", "value"]).first?.string,
            name: object.text("FileName") ?? "", bytes: object.integer("Size") ?? 0,
            digest: book.digests[id]?.base64URL ?? "")
    }
}
