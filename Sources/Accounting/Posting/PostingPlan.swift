import Fiscal

/// What must be at a company for one document of the books, and in which order.
///
/// A pure function of what was sold and of what is there already: after every answer it is made anew, so that a restart
/// at any point goes on where it was.
public struct PostingPlan: Sendable {
    /// Something that must be there, under our own key.
    public struct Need: Hashable, Sendable {
        /// Our key: the same is never made twice.
        public let localKey: String
        /// What must be there.
        public let record: BooksRecord
        /// Whether many documents share it; then it may be there already, made by whomever.
        public let isShared: Bool

        /// Makes a need.
        public init(localKey: String, record: BooksRecord, isShared: Bool) {
            (self.localKey, self.record, self.isShared) = (localKey, record, isShared)
        }
    }

    /// Why a document cannot be posted before a person was there.
    public struct Unfit: Error, Hashable, Sendable {
        /// What, a stable dotted code.
        public let code: String
        /// Why.
        public let sentence: String
        /// What clears it.
        public let remedy: String
        /// What `risiti books map` is told to clear it, such as `--tax B=CODE`; nil where something else does.
        public internal(set) var option: String?
    }

    /// What tells our record of a kind and a local key from others'; the same whatever generation it is sent in.
    public typealias Marker = @Sendable (BooksRecord.Kind, String) -> String

    /// Finds what is kept under a kind and a local key.
    public typealias Shelf = (BooksRecord.Kind, String) -> KeptRecord?

    private let source: BooksSource
    private let map: BooksMap
    private let company: Company
    private let marker: Marker
    /// The name of the receipt's file, where one is to be put beside the document.
    private let receiptName: String?
    /// The address in the receipt's QR code.
    private let link: String?
    /// What fills single fields otherwise.
    private let rules: FieldRules

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - marker: what tells our records from others.
    ///   - receiptName: the name of the receipt's file; nil where none is attached. Its content is for whoever sends it.
    public init(
        of source: BooksSource, by map: BooksMap, at company: Company, marker: @escaping Marker,
        receiptName: String?
    ) {
        (self.source, self.map, self.company, self.marker) = (source, map, company, marker)
        self.receiptName = receiptName
        link = source.receipt.flatMap { $0.qr.hasPrefix("https://") ? $0.qr : nil }
        rules = FieldRules(map.rules, of: source, at: company)
    }

    /// What can be made now and is not there; empty once everything is.
    ///
    /// - Parameter posted: the document as it was posted, where it is there: a map that was changed since says nothing of
    ///   it any more.
    /// - Throws: ``Unfit`` where the map does not say where something goes.
    public func needs(_ kept: Shelf, posted: BooksDocument? = nil) throws(Unfit) -> [Need] {
        if let posted, let there = kept(.document, source.number) {
            return try behind(posted, as: there, customer: posted.customer, kept)
        }
        let customer = try customerNeed()
        let items = try itemNeeds()
        let missing = ([customer] + items).filter { kept($0.record.kind, $0.localKey) == nil }
        guard missing.isEmpty, let customerID = kept(.customer, customer.localKey)?.id else { return missing }
        let document = try document(customer: customerID, kept: kept)
        guard let there = kept(.document, source.number) else {
            return [Need(localKey: source.number, record: .document(document), isShared: false)]
        }
        return try behind(document, as: there, customer: customerID, kept)
    }

    // MARK: - What many share

    private func customerNeed() throws(Unfit) -> Need {
        guard let buyer = source.buyer, let pin = buyer.pin else {
            // A name alone may be anybody's, but who owes is never nobody.
            if let name = source.buyerName, source.onAccount > .zero {
                let customer = BooksCustomer(named: try rules.text(.customerName) ?? name, phone: source.buyer?.phone)
                return Need(
                    localKey: BooksCustomer.key(of: customer.name), record: .customer(customer), isShared: true)
            }
            return Need(
                localKey: map.walkIn, record: .customer(BooksCustomer(name: map.walkIn, number: "WALK-IN")),
                isShared: true)
        }
        let name = try rules.text(.customerName) ?? source.buyerName ?? pin
        return Need(
            localKey: pin, record: .customer(BooksCustomer(name: name, number: pin, pin: pin, phone: buyer.phone)),
            isShared: true)
    }

    private func itemNeeds() throws(Unfit) -> [Need] {
        guard company.provider == .quickBooks || map.items == .each else { return [] }
        var needs: [Need] = []
        var seen: Set<String> = []
        for line in source.members.flatMap(\.document.sale.lines) where !line.fiscal.isEmpty {
            let item = item(of: line, tax: try target(line.tax))
            if seen.insert(item.code).inserted {
                needs.append(Need(localKey: item.code, record: .item(item), isShared: true))
            }
        }
        return needs
    }

    private func item(of line: SaleLine, tax: BooksMap.TaxTarget) -> BooksItem {
        let isOwn = map.items == .each && !source.isSummary
        // The same thing under another tax letter is another item, or its tax would change with every sale.
        return BooksItem(
            code: isOwn ? "\(line.sku)-\(line.tax.rawValue)" : "RISITI-\(line.tax.rawValue)",
            name: isOwn ? "\(line.name) (\(line.sku) \(line.tax.rawValue))" : "Sales \(tax.name)",
            account: map.income(of: line.tax), taxCode: tax.code)
    }

    private func target(_ letter: TaxLetter) throws(Unfit) -> BooksMap.TaxTarget {
        guard let target = map.taxes[letter] else {
            throw Unfit(
                code: "books.tax_unmapped", sentence: "tax letter \(letter.rawValue) has no tax code in these books",
                remedy: "say which it is: risiti books map \(company.lane) --tax \(letter.rawValue)=CODE",
                option: "--tax \(letter.rawValue)=CODE")
        }
        let rate = source.members[0].document.sale.rates[letter]
        guard target.rateHundredths == rate.hundredths else {
            throw Unfit(
                code: "books.tax_rate",
                sentence: """
                    \(target.name) is \(Self.percent(target.rateHundredths)) there, and tax letter \(letter.rawValue) \
                    is \(Self.percent(rate.hundredths))
                    """,
                remedy: """
                    map it to a code of \(Self.percent(rate.hundredths)): risiti books map \(company.lane) \
                    --tax \(letter.rawValue)=CODE
                    """,
                option: "--tax \(letter.rawValue)=CODE")
        }
        return target
    }

    /// Everything that the map does not say of this document, so that a person is asked for all of it at once.
    public var gaps: [Unfit] {
        var gaps: [Unfit] = []
        for (letter, _) in sums {
            do { _ = try target(letter) } catch { gaps.append(error) }
        }
        guard !source.isCredit else { return gaps }
        for taking in source.takings where taking.method != .credit {
            do { _ = try money(taking) } catch { gaps.append(error) }
        }
        return gaps
    }

    private static func percent(_ hundredths: Int64) -> String { "\(Money(minor: hundredths)) %" }

    // MARK: - The document

    private func document(customer: String, kept: Shelf) throws(Unfit) -> BooksDocument {
        let lines = source.isSummary ? try summedLines(kept) : try ownLines(kept)
        let total = lines.reduce(Money.zero) { $0 + $1.gross }
        let kind = try kind(of: total)
        let dueDays = kind == .invoice && !source.isSummary ? try rules.dueDays(or: map.dueDays) : 0
        return BooksDocument(
            kind: kind, number: source.number, day: source.day,
            dueDay: source.day.advanced(by: dueDays),
            customer: customer, lines: lines, taxes: try taxes(), total: total,
            tax: lines.reduce(Money.zero) { $0 + $1.tax }, memo: try rules.text(.memo) ?? memo,
            marker: marker(.document, source.number), link: link,
            money: kind == .salesReceipt || kind == .refund ? try money(source.takings[0]) : nil,
            currency: map.namesCurrency ? "KES" : nil, tracking: try rules.tracking(over: map.tracking))
    }

    /// QuickBooks has documents of their own for what is paid, or paid back, at once and in one way.
    private func kind(of total: Money) throws(Unfit) -> BooksDocument.Kind {
        let takings = source.takings
        let isOneWay = takings.count == 1 && takings[0].method != .credit
        if source.isCredit {
            let setsOff = (source.original?.owed ?? .zero) >= total
            return company.provider == .quickBooks && !setsOff && isOneWay ? .refund : .creditNote
        }
        return company.provider == .quickBooks && isOneWay && !source.isSummary ? .salesReceipt : .invoice
    }

    private func ownLines(_ kept: Shelf) throws(Unfit) -> [BooksLine] {
        var lines: [BooksLine] = []
        for line in source.members[0].document.sale.lines {
            let tax = try target(line.tax)
            for part in line.fiscal {
                let text = try rules.lineText(
                    part.name, sku: line.sku, part: part, quantity: part.quantity, letter: line.tax,
                    total: part.total, tax: part.tax)
                lines.append(
                    self.line(
                        text, quantity: part.quantity, total: part.total, tax: part.tax, line.tax, tax,
                        item: item(of: line, tax: tax), kept))
            }
        }
        return lines
    }

    private func summedLines(_ kept: Shelf) throws(Unfit) -> [BooksLine] {
        var lines: [BooksLine] = []
        for (letter, part) in sums {
            let tax = try target(letter)
            let item = BooksItem(
                code: "RISITI-\(letter.rawValue)", name: "", account: map.income(of: letter), taxCode: tax.code)
            let text = try rules.lineText(
                "Sales of \(source.day), \(tax.name)", sku: nil, part: nil, quantity: .one, letter: letter,
                total: part.total, tax: part.tax)
            lines.append(
                line(
                    text, quantity: .one, total: part.total, tax: part.tax, letter,
                    tax, item: item, kept))
        }
        return lines
    }

    private func line(
        _ text: String, quantity: Quantity, total: Money, tax: Money, _ letter: TaxLetter,
        _ target: BooksMap.TaxTarget, item: BooksItem, _ kept: Shelf
    ) -> BooksLine {
        BooksLine(
            text: text, quantity: quantity, net: total - tax, tax: tax,
            item: company.provider == .quickBooks ? kept(.item, item.code)?.id : map.items == .each ? item.code : nil,
            account: company.provider == .quickBooks ? nil : map.income(of: letter), taxCode: target.code)
    }

    /// What each tax letter comes to, over all members.
    private var sums: [(TaxLetter, Totals.Part)] {
        let lines = source.members.flatMap(\.document.sale.lines)
        let totals = Totals(lines)
        return TaxLetter.allCases.compactMap { letter in totals.byTax[letter].map { (letter, $0) } }
    }

    /// Letters that share a code are one sum to the provider.
    private func taxes() throws(Unfit) -> [BooksTax] {
        var taxes: [BooksTax] = []
        for (letter, part) in sums {
            let target = try target(letter)
            let net = part.total - part.tax
            if let place = taxes.firstIndex(where: { $0.taxCode == target.code }) {
                taxes[place].net = taxes[place].net + net
                taxes[place].tax = taxes[place].tax + part.tax
            } else {
                taxes.append(
                    BooksTax(
                        taxCode: target.code, rateID: target.rateID, rate: TaxRate(hundredths: target.rateHundredths),
                        net: net, tax: part.tax))
            }
        }
        return taxes
    }

    /// The longest name beside a receipt's number: Xero's reference has 255 characters (accounting-apis §2.7).
    private static let nameLimit = 120

    private var memo: String? {
        guard source.isSummary else {
            let isKnown = source.buyer?.pin != nil || source.onAccount > .zero
            let name = isKnown ? nil : source.buyerName.map { ", for \($0.prefix(Self.nameLimit))" }
            return source.receipt.map { "Fiscal receipt \($0.controlUnitInvoiceNumber)\(name ?? "")" }
        }
        let numbers = source.members.compactMap { $0.receipt?.controlUnitInvoiceNumber }
        guard source.isComplete, let first = numbers.first, let last = numbers.last else { return nil }
        return "\(numbers.count) fiscal receipts, \(first) to \(last)"
    }

    private func money(
        _ taking: (method: PaymentMethod, amount: Money, reference: String?)
    ) throws(Unfit) -> BooksMoney {
        guard let target = map.money[taking.method] else {
            throw Unfit(
                code: "books.payment_unmapped",
                sentence: "payment method \(taking.method.rawValue) has no account in these books",
                remedy: """
                    say where its money goes: risiti books map \(company.lane) \
                    --payment \(taking.method.rawValue)=ACCOUNT
                    """,
                option: "--payment \(taking.method.rawValue)=ACCOUNT")
        }
        return BooksMoney(
            account: target.account, method: target.method,
            reference: try rules.text(.paymentReference)
                ?? taking.reference.map { String($0.prefix(BooksNumber.longest)) })
    }

    // MARK: - What belongs to it

    private func behind(
        _ document: BooksDocument, as there: KeptRecord, customer: String, _ kept: Shelf
    ) throws(Unfit) -> [Need] {
        var needs: [Need] = []
        func isMissing(_ kind: BooksRecord.Kind, _ suffix: String) -> Bool { kept(kind, source.number + suffix) == nil }
        func add(_ suffix: String, _ record: BooksRecord) {
            guard isMissing(record.kind, suffix) else { return }
            needs.append(Need(localKey: source.number + suffix, record: record, isShared: false))
        }
        var rest = document.total
        if document.kind == .creditNote, let original = source.original, original.kind == .invoice {
            let set = min(rest, original.owed)
            rest = rest - set
            if set > .zero {
                add(
                    "/set",
                    .allocation(
                        BooksAllocation(
                            creditNote: there.id, invoice: original.id, customer: customer, day: source.day,
                            amount: set, marker: marker(.allocation, source.number + "/set"))))
            }
        }
        for taking in source.takings where taking.method != .credit && document.money == nil {
            let amount = min(taking.amount, rest)
            guard amount > .zero else { continue }
            rest = rest - amount
            // QuickBooks pays no credit note out by a payment; what is not set off stays the customer's credit.
            guard document.kind == .invoice || company.provider == .xero else { continue }
            guard isMissing(.payment, "/\(taking.method.rawValue)") else { continue }
            add(
                "/\(taking.method.rawValue)",
                .payment(
                    BooksPayment(
                        document: there.id, isRefund: document.kind == .creditNote, customer: customer,
                        day: source.day, amount: amount, money: try money(taking),
                        marker: marker(.payment, "\(source.number)/\(taking.method.rawValue)"))))
        }
        if map.attachesReceipt, let receiptName {
            add(
                "/receipt",
                .attachment(
                    BooksAttachment(document: there.id, kind: document.kind, fileName: receiptName, content: [])))
        }
        return needs
    }

    /// What is written on a document that was posted before KRA answered; nil where it bears the number already.
    ///
    /// - Throws: ``Unfit`` where a required rule gives no text.
    public func note(on there: KeptRecord, posted document: BooksDocument) throws(Unfit) -> Need? {
        guard map.writesBack, !bearsNumber(document), let memo else { return nil }
        return Need(
            localKey: source.number + "/note",
            record: .note(
                BooksNote(
                    document: there.id, kind: document.kind, version: there.version,
                    text: "\(marker(.document, source.number)) \(try rules.text(.note) ?? memo)")),
            isShared: false)
    }

    /// A memo of ours is there only with the number; one that a rule made may be there without it.
    private func bearsNumber(_ document: BooksDocument) -> Bool {
        guard let posted = document.memo else { return false }
        guard rules.has(.memo), posted != memo else { return true }
        return source.members.compactMap { $0.receipt?.controlUnitInvoiceNumber }.first.map(posted.contains) ?? false
    }
}
