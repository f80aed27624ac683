public import FirmwareProfiles

extension ISLDialect {
    /// Reads a profile of the engines `isl-classic` and `isl-x`.
    ///
    /// - Throws: ``DriverFault`` where the profile lacks what a receipt needs.
    public init(_ profile: Profile) throws(DriverFault) {
        let sheet = DriverSheet(profile)
        let form: ISLFraming.Form
        switch profile.engine {
        case "isl-classic": form = .classic
        case "isl-x": form = .extended
        default: throw sheet.unfit("framing.engine", "is \(profile.engine)")
        }
        let answer = try Self.transactionAnswer(sheet)
        self.init(
            name: profile.title, framing: try Self.framing(sheet, form), calls: try Self.calls(sheet),
            separator: answer.separator, answersErrorCode: answer.beginsWithCode, transaction: answer.places,
            payments: Self.payments(sheet), discount: try Self.discount(sheet), status: sheet.statusMap,
            alarms: sheet.places(sheet.value("status.alarms")), errorByte: sheet.value("status.error_byte")?.whole,
            errors: Self.errors(sheet), forbidden: sheet.forbidden)
        switch sheet.value("text.amounts")?.text {
        case "cents": amounts = .cents
        case "decimal": amounts = .decimal
        default: amounts = .unmeasured
        }
        guard calls[.lastDocument] != nil || transaction.number != nil else {
            throw sheet.missing("recovery.marker", "is not known, and nothing else tells one receipt from the next")
        }
    }

    private static func framing(_ sheet: DriverSheet, _ form: ISLFraming.Form) throws(DriverFault) -> ISLFraming {
        let first = try sheet.byte("framing.seq.first")
        let last = try sheet.byte("framing.seq.last")
        // Below 20h stand the bytes that frame a message (reference §2.1).
        guard first >= 0x20, first < last else {
            throw sheet.unfit("framing.seq", "runs from \(first) to \(last), and must rise from 32 at least")
        }
        // The engine sends a message again under its number, which only a device that knows it again may be sent.
        guard sheet.flag("framing.replay_safe") else {
            throw sheet.unfit("framing.replay_safe", "is not true: this engine would sell twice")
        }
        let usual = form == .classic ? ISLFraming.classic : ISLFraming.extended
        var framing = ISLFraming(
            form: form, sequences: first...last, statusLength: try sheet.whole("status.bytes"),
            dataLimit: sheet.value("limits.data_bytes")?.whole ?? usual.dataLimit)
        framing.escapesControls = sheet.flag("framing.escapes")
        framing.busyByte = try sheet.byte("framing.busy_byte")
        framing.refusalByte = try sheet.byte("framing.refusal_byte")
        framing.answerTimeout = try sheet.time("framing.first_answer_ms")
        framing.busyPeriod = try sheet.time("framing.busy_period_ms")
        framing.busyLimit = try sheet.time("framing.busy_limit_ms.normal")
        framing.slowBusyLimit = try sheet.time("framing.busy_limit_ms.report")
        framing.tries = try sheet.whole("framing.retries") + 1
        return framing
    }

    /// The fields that the engine fills in, by what is asked.
    private static let fields: [ISLVerb: Set<String>] = [
        .open: ["operator", "password", "till", "number"],
        .item: ["name", "tax", "price", "quantity", "discount", "department"],
        .pay: ["method", "amount"], .text: ["text"], .nonfiscalText: ["text"],
    ]
    /// What a receipt can do without.
    private static let spare: Set<ISLVerb> = [.lastDocument, .text, .identity, .openNonfiscal, .nonfiscalText]

    private static func calls(_ sheet: DriverSheet) throws(DriverFault) -> [ISLVerb: Call] {
        var calls: [ISLVerb: Call] = [:]
        for verb in ISLVerb.allCases {
            guard let name = try commandName(sheet, verb) else { continue }
            let key = "commands.\(name)"
            guard sheet.value(key) != nil || !spare.contains(verb) else { continue }
            let code = try sheet.byte("\(key).code")
            // Reference §2.1: a command is 20h to FFh.
            guard code >= 0x20 else { throw sheet.unfit("\(key).code", "is \(code), and must be 32 at least") }
            calls[verb] = Call(code, try sheet.template("\(key).data", fields: fields[verb] ?? []))
        }
        return calls
    }

    /// The profile's name for a command; nil where it says that there is none.
    private static func commandName(_ sheet: DriverSheet, _ verb: ISLVerb) throws(DriverFault) -> String? {
        switch verb {
        case .lastDocument: sheet.value("recovery.marker")?.text
        case .transaction: try sheet.text("recovery.current")
        case .cancel: try sheet.text("cancel.command")
        default: verb.rawValue
        }
    }

    private struct Answer {
        var separator: UInt8
        var beginsWithCode: Bool
        var places: ISLPlaces
    }

    /// The answer to the question for the current receipt: fields with one and the same byte between them.
    private static func transactionAnswer(_ sheet: DriverSheet) throws(DriverFault) -> Answer {
        let key = "commands.\(try sheet.text("recovery.current")).answer"
        guard let template = ProfileTemplate(checked: try sheet.text(key)) else {
            throw sheet.unfit(key, "is no template")
        }
        var separators: Set<String> = []
        for case .literal(let text) in template.pieces { separators.insert(text) }
        guard separators.count == 1, let separator = separators.first?.utf8.first, separators.first?.utf8.count == 1,
            template.pieces.count >= template.names.count * 2 - 1
        else { throw sheet.unfit(key, "must be fields with the same character between them") }
        let beginsWithCode = template.names.first == "code"
        let names = Array(template.names.dropFirst(beginsWithCode ? 1 : 0))
        func place(_ name: String) throws(DriverFault) -> Int {
            guard let place = names.firstIndex(of: name) else { throw sheet.missing(key, "has no {\(name)}") }
            return place
        }
        return Answer(
            separator: separator, beginsWithCode: beginsWithCode,
            places: ISLPlaces(
                isOpen: try place("status"), number: names.firstIndex(of: "number"), items: try place("items"),
                amount: try place("amount"), paid: try place("tender")))
    }

    private static func payments(_ sheet: DriverSheet) -> [ISLMeans: String] {
        var payments: [ISLMeans: String] = [:]
        for means in ISLMeans.allCases { payments[means] = sheet.value("payments.\(means.rawValue)")?.text }
        return payments
    }

    private static func discount(_ sheet: DriverSheet) throws(DriverFault) -> Discount? {
        guard sheet.value("discount.amount") != nil else { return nil }
        return Discount(
            amount: try sheet.template("discount.amount", fields: ["amount"]),
            none: try sheet.template("discount.none", fields: []))
    }

    private static func errors(_ sheet: DriverSheet) -> [Int: DeviceCondition] {
        var errors: [Int: DeviceCondition] = [:]
        for (number, name) in sheet.value("errors")?.members ?? [:] {
            guard let number = Int(number), let condition = name.text.flatMap(DeviceCondition.init) else { continue }
            errors[number] = condition
        }
        return errors
    }
}
