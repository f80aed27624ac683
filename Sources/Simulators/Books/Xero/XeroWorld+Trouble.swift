extension XeroWorld {
    func words(_ fault: BooksFault, _ request: BooksRequest) -> BooksAnswer? {
        switch fault {
        case .unauthorised, .unauthorisedForEver: return Self.unauthorised(request, "TokenExpired")
        case .forbidden: return Self.unauthorised(request, "AuthenticationUnsuccessful", status: 403)
        case .throttled: return throttled("minute", nil)
        case .throttledRetryAfter: return throttled("minute", 7)
        case .throttledForTheDay: return throttled("day", 86_400 - request.now.epochSeconds % 86_400)
        case .xmlGatewayTimeout:
            return .text(
                "<?xml version=\"1.0\"?><Error><Code>504</Code><Message>no answer in time</Message></Error>\n",
                status: 504, contentType: "application/xml")
        case .serverError:
            return .json(
                ["ErrorNumber": 0, "Type": "InternalError", "Message": "An error occurred in Xero."], status: 500)
        case .unavailable: return .text("The Organisation for this access token is not active", status: 503)
        default: return nil
        }
    }

    func refusal(_ limit: BooksLimit, waitSeconds: Int, _ request: BooksRequest) -> BooksAnswer {
        throttled(limit == .concurrent ? "concurrent" : limit.rawValue, waitSeconds)
    }

    private func throttled(_ problem: String, _ seconds: Int?) -> BooksAnswer {
        let answer = BooksAnswer.text("rate limit exceeded", status: 429).adding("x-rate-limit-problem", problem)
            .adding("x-minlimit-remaining", problem == "minute" ? "0" : "30")
            .adding("x-daylimit-remaining", problem == "day" ? "0" : "4120")
            .adding("x-appminlimit-remaining", "9998")
        return seconds.map { answer.adding("retry-after", String($0)) } ?? answer
    }

    mutating func disturb(_ request: BooksRequest, _ disturbance: BooksDisturbance) {
        guard let path = request.segments, path.count >= 3, let kind = XeroKind(rawValue: path[2]),
            let index = books.firstIndex(where: { $0.tenant == request.headers["xero-tenant-id"] }),
            let body = try? ExactJSONReader.value(request.body)
        else { return }
        for sent in body.elements(kind.plural) {
            let id = sent.text(kind.idMember) ?? (path.count > 3 ? path[3] : nil)
            switch disturbance {
            case .editsObject:
                guard let object = id.flatMap({ books[index].object(kind, $0) }) else { continue }
                let note = (object.text("Reference") ?? "") + " edited at the office"
                books[index].put(kind, object.setting("Reference", .string(note)), at: request.now)
            case .takesNumber:
                let member = kind == .contacts ? "Name" : kind.numberMember
                guard id == nil, let member, let taken = sent.text(member),
                    books[index].numbered(kind, member, taken) == nil
                else { continue }
                var object: ExactJSON = ["Type": sent.copy("Type")]
                object.set(kind.idMember, .string(dice.identifier()))
                object.set(member, .string(taken))
                object.set("Reference", "entered at the office")
                if kind == .contacts {
                    object.set("ContactStatus", "ACTIVE")
                } else if kind != .items {
                    object.set("Status", "DRAFT")
                }
                object.set("Total", 1)
                books[index].put(kind, object, at: request.now)
            }
        }
    }

    /// The control door's verbs about the books, as somebody in the office does them: `companies`, `enter`, `edit`,
    /// `deactivate`, `activate`, `merge`, `void`, `delete`, `close-books`, `deny`.
    mutating func control(_ request: BooksRequest, _ verb: String) -> BooksAnswer {
        let body = (try? ExactJSONReader.value(request.body)) ?? [:]
        let index = body.text("company").map { tenant in books.firstIndex { $0.tenant == tenant } } ?? 0
        guard let index else { return .text("no such company", status: 404) }
        switch verb {
        case "companies":
            if request.method == "POST" { seed(name: body.text("name"), isBare: body.flag("bare"), at: request.now) }
            let all = books.map { book in
                ExactJSON.object([
                    .init(name: "company", value: .string(book.tenant)),
                    .init(name: "name", value: book.organisation.copy("Name")),
                ])
            }
            return .json(["companies": .array(all)])
        case "deny":
            grants.deniesNext = true
            return .json([:])
        case "close-books":
            let day = body.text("date").flatMap { CivilDate($0) }
            let closed = books[index].organisation.setting("PeriodLockDate", day.map { XeroTime.slash($0) })
            books[index].put(.organisation, closed, at: request.now)
            return .json([:])
        case "enter":
            guard let kind = body.text("type").flatMap(XeroKind.init(rawValue:)) else {
                return .text("no such type", status: 404)
            }
            let entered = Self.identified(kind.idMember, &dice).merging(body.copy("set"))
            return .json(books[index].put(kind, entered, at: request.now))
        default: break
        }
        guard let kind = body.text("type").flatMap(XeroKind.init(rawValue:)),
            let object = body.text("id").flatMap({ books[index].find(kind, $0) })
        else { return .text("no such object, or no such door", status: 404) }
        let status = kind == .contacts ? "ContactStatus" : "Status"
        switch verb {
        case "edit": return .json(books[index].put(kind, object.merging(body.copy("set")), at: request.now))
        case "merge":
            guard kind == .contacts, let other = body.text("into").flatMap({ books[index].object(.contacts, $0) })
            else {
                return .text("no such contact to merge into", status: 404)
            }
            return .json(merge(object, into: other, index, request.now))
        case "deactivate", "activate":
            let now = ExactJSON.string(verb == "activate" ? "ACTIVE" : "ARCHIVED")
            return .json(books[index].put(kind, object.setting(status, now), at: request.now))
        case "void":
            let free = freed(object, kind, index, request.now)
            return .json(books[index].put(kind, free.setting(status, "VOIDED"), at: request.now))
        case "delete":
            let free = freed(object, kind, index, request.now)
            let deleted = books[index].put(kind, free.setting(status, "DELETED"), at: request.now)
            if kind == .payments { release(object, index, request.now) }
            return .json(deleted)
        default: return .text("no such door", status: 404)
        }
    }

    /// Puts a contact away in favour of another, to which its documents go.
    private mutating func merge(
        _ contact: ExactJSON, into other: ExactJSON, _ index: Int, _ now: BooksTime
    ) -> ExactJSON {
        let theirs: ExactJSON = ["ContactID": other.copy("ContactID"), "Name": other.copy("Name")]
        for kind in [XeroKind.invoices, .creditNotes] {
            for document in books[index].all(kind)
            where document.copy("Contact").text("ContactID") == contact.text("ContactID") {
                books[index].put(kind, document.setting("Contact", theirs), at: now)
            }
        }
        let merged = contact.setting("ContactStatus", "ARCHIVED").setting("MergedToContactID", other["ContactID"])
        return books[index].put(.contacts, merged, at: now)
    }

    /// A document without payments and allocations: whoever voids it has taken them off first, or Xero would refuse.
    private mutating func freed(
        _ document: ExactJSON, _ kind: XeroKind, _ index: Int, _ now: BooksTime
    ) -> ExactJSON {
        guard kind == .invoices || kind == .creditNotes, let id = document.text(kind.idMember) else { return document }
        for payment in document.elements("Payments") {
            guard let whole = payment.text("PaymentID").flatMap({ books[index].object(.payments, $0) }) else {
                continue
            }
            books[index].put(.payments, whole.setting("Status", "DELETED"), at: now)
            release(whole, index, now)
        }
        for brief in document.elements("CreditNotes") {
            takeBack(brief.text("ID") ?? "", of: brief.text("CreditNoteID") ?? "", index, now)
        }
        for allocation in document.elements("Allocations") {
            takeBack(allocation.text("AllocationID") ?? "", of: id, index, now)
        }
        return books[index].object(kind, id) ?? document
    }

    var report: BooksReport {
        var report = BooksReport()
        let kinds: [XeroKind] = [.invoices, .creditNotes, .payments, .bankTransactions, .manualJournals]
        for book in books {
            for kind in kinds { report.documents += book.all(kind).map { Self.document($0, kind, book.tenant) } }
            for kind in XeroKind.allCases where !kinds.contains(kind) {
                report.lists[kind.singular, default: 0] += book.all(kind).count
            }
            for (document, files) in book.files.sorted(by: { $0.key < $1.key }) {
                report.attachments += files.map { file in
                    BooksReport.Attachment(
                        company: book.tenant, document: document, name: file.name, bytes: file.bytes.count,
                        digest: SHA256Digest(file.bytes).base64URL)
                }
            }
        }
        report.refreshes = grants.refreshes
        report.grantsRefused = grants.refused
        report.refusals = refusals
        report.replays = replays
        return report
    }

    private static func document(_ object: ExactJSON, _ kind: XeroKind, _ tenant: String) -> BooksReport.Document {
        let lines = object.elements("JournalLines").compactMap { $0.number("LineAmount") }.filter { $0 > .zero }
        let total = object.number("Total") ?? object.number("Amount") ?? lines.reduce(.zero) { $0 + $1 }
        return BooksReport.Document(
            company: tenant, type: kind.singular, id: object.text(kind.idMember) ?? "",
            number: kind.numberMember.flatMap { object.text($0) },
            date: object.text("Date").flatMap { XeroTime.day($0)?.text } ?? "", total: total.fixed(2),
            tax: object.number("TotalTax")?.fixed(2),
            balance: (object.number("AmountDue") ?? object.number("RemainingCredit"))?.fixed(2),
            customer: object.copy("Contact").text("ContactID"),
            note: object.text("Reference") ?? object.text("Narration"), status: object.text("Status"))
    }
}
