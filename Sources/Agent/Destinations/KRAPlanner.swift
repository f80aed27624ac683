import Fiscal
import OSCU
import Spool

/// Says what a job needs at KRA next: its items, its stock, itself, and then what it moved (reference §4.6).
struct KRAPlanner {
    /// The next step of a job.
    enum Step {
        case write(InFlightWrite)
        case refuse(Trouble)
        case finished
    }

    /// Sales of the backlog that one declaration of opening stock looks ahead.
    private static let lookAhead = 500

    let spool: Spool
    let desk: KRADesk
    let settings: Settings
    /// A job takes several steps, and a declaration reads ahead; each document is decoded once.
    private let shelf = DocumentShelf(limit: 2 * lookAhead)

    init(spool: Spool, desk: KRADesk, settings: Settings) {
        (self.spool, self.desk, self.settings) = (spool, desk, settings)
    }

    /// A job's document with how it stands, which only the lane itself changes.
    func shop(of job: Job) async throws -> Shop {
        let document = try await shelf.document(inHand: job.sequence, from: spool)
        return Shop(document: document, standing: try await spool.standing(of: job, document), device: device)
    }

    func next(for job: Job, _ shop: Shop) async throws -> Step {
        if shop.standing.receipt == nil {
            if let step = registration(job, shop) { return step }
            if let step = try await openingStock(job, shop) { return step }
            if let step = master(job, shop) { return step }
            return try await sale(job, shop)
        }
        if !shop.standing.stockMoved {
            if let step = try await movement(job, shop) { return step }
            try await spool.noStock(job)
        }
        return master(job, shop) ?? .finished
    }

    private var device: OSCUDevice {
        OSCUDevice(
            pin: settings.branch.pin, branchID: settings.branch.branchID, serial: settings.branch.deviceSerial)
    }

    /// A document with what KRA knows of its items, line by line.
    struct Shop {
        let document: Document
        let standing: JobStanding
        let device: OSCUDevice

        var lines: [(line: SaleLine, item: RegisteredItem)] { KRAPlanner.lines(of: document, standing.items) }

        var goods: [(line: SaleLine, item: RegisteredItem)] { lines.filter { $0.item.item.type.hasStock } }

        func code(_ line: SaleLine) -> String { standing.items[line.number - 1].code ?? "" }

        var needs: [(item: RegisteredItem, hundredths: Int64)] { KRAPlanner.needs(of: document, standing.items) }
    }

    private static func lines(
        of document: Document, _ items: [RegisteredItem]
    ) -> [(line: SaleLine, item: RegisteredItem)] {
        zip(document.sale.lines, items).filter { !$0.0.fiscal.isEmpty }.map { (line: $0.0, item: $0.1) }
    }

    /// Hundredths of each item that the fiscal lines name, in the order of the lines.
    static func needs(
        of document: Document, _ items: [RegisteredItem]
    ) -> [(item: RegisteredItem, hundredths: Int64)] {
        var order: [RegisteredItem] = []
        var sums: [Int64: Int64] = [:]
        for (line, item) in lines(of: document, items) where item.item.type.hasStock {
            if sums[item.id] == nil { order.append(item) }
            sums[item.id, default: 0] += line.fiscal.reduce(0) { $0 + $1.quantity.hundredths }
        }
        return order.map { ($0, sums[$0.id] ?? 0) }
    }

    private func registration(_ job: Job, _ shop: Shop) -> Step? {
        guard let (line, item) = shop.lines.first(where: { $0.item.code == nil }) else { return nil }
        let serial = shop.standing.next(.item)
        let code = ItemCode.make(item.item, serial)
        let request = OSCURequest.saveItem(
            shop.device,
            registration: ItemRegistration(
                code: code, item: item.item, name: line.name, tax: item.tax, price: item.price),
            audit: shop.document.sale.cashier)
        return .write(
            InFlightWrite(job: job, effect: .item(id: item.id, code: code), number: serial, body: request.body))
    }

    private func openingStock(_ job: Job, _ shop: Shop) async throws -> Step? {
        guard !shop.document.sale.isCreditNote else { return nil }
        let short = shop.needs.filter { $0.item.balanceHundredths < $0.hundredths }
        guard !short.isEmpty else { return nil }
        guard settings.kra.openingStock == .declare else { return .refuse(.noStock(short.map(\.item))) }
        let wanted = try await backlogNeeds(of: Set(short.map(\.item.id)))
        let shortfalls = short.map { item, hundredths in
            StockMovement.Shortfall(
                itemCode: item.code ?? "", item: item.item, name: item.name,
                quantity: Quantity(
                    thousandths: (max(wanted[item.id] ?? 0, hundredths) - item.balanceHundredths) * 10),
                unitPrice: max(item.price, Money(minor: 1)), taxLetter: item.tax)
        }
        let number = shop.standing.next(.stockMovement)
        let movement = StockMovement.opening(
            shortfalls, number: number, occurredAt: await confirmedAt(shop.document),
            rates: shop.document.sale.rates, convention: shop.document.sale.convention)
        let moves = zip(short, shortfalls).map {
            WriteEffect.StockMove(itemID: $0.item.id, hundredths: $1.quantity.hundredths)
        }
        let request = OSCURequest.stockMovement(shop.device, movement, audit: shop.document.sale.cashier)
        return .write(
            InFlightWrite(job: job, effect: .stock(moves: moves, ofJob: false), number: number, body: request.body))
    }

    /// What the whole backlog will take of some items, so that one declaration serves it.
    private func backlogNeeds(of ids: Set<Int64>) async throws -> [Int64: Int64] {
        var sums: [Int64: Int64] = [:]
        for sequence in try await spool.backlog(of: KRADestination.lane, limit: Self.lookAhead) {
            for (id, hundredths) in try await shelf.needs(of: sequence, from: spool) where ids.contains(id) {
                sums[id, default: 0] += hundredths
            }
        }
        return sums
    }

    /// The next stock master that does not say what the movements made.
    private func master(_ job: Job, _ shop: Shop) -> Step? {
        guard let item = shop.goods.map(\.item).first(where: { $0.masterHundredths != $0.balanceHundredths }),
            let code = item.code
        else { return nil }
        let request = OSCURequest.stockMaster(
            shop.device, itemCode: code, balanceHundredths: item.balanceHundredths, audit: shop.document.sale.cashier)
        return .write(
            InFlightWrite(
                job: job, effect: .master(itemID: item.id, hundredths: item.balanceHundredths), number: nil,
                body: request.body))
    }

    private func sale(_ job: Job, _ shop: Shop) async throws -> Step {
        var original: Int64 = 0
        var time = await confirmedAt(shop.document)
        if let reference = shop.document.sale.credits {
            let sale = try await spool.sale(reference.documentID)
            guard let number = sale.receipt?.invoiceNumber else { return .refuse(.originalMissing(reference)) }
            original = number
            // A credit note's time is never before its original's (reference §10).
            time = max(time, await confirmedAt(sale.entry.document))
        }
        let number = shop.standing.next(.invoice)
        let request = OSCURequest.sale(
            shop.device, document: shop.document, invoiceNumber: number, originalInvoiceNumber: original,
            itemCodes: shop.code, confirmedAt: time,
            paymentCodes: await desk.paymentCodes(), topMessage: settings.receipt.welcome,
            bottomMessage: settings.receipt.thanks)
        return .write(InFlightWrite(job: job, effect: .sale, number: number, body: request.body))
    }

    private func movement(_ job: Job, _ shop: Shop) async throws -> Step? {
        let number = shop.standing.next(.stockMovement)
        let sign: Int64 = shop.document.sale.isCreditNote ? 1 : -1
        guard
            let movement = StockMovement.moving(
                shop.document, number: number, occurredAt: await confirmedAt(shop.document), itemCodes: shop.code)
        else { return nil }
        let moves = shop.needs.map { WriteEffect.StockMove(itemID: $0.item.id, hundredths: sign * $0.hundredths) }
        let request = OSCURequest.stockMovement(shop.device, movement, audit: shop.document.sale.cashier)
        return .write(
            InFlightWrite(job: job, effect: .stock(moves: moves, ofJob: true), number: number, body: request.body))
    }

    /// The time of a document, never ahead of KRA's clock.
    private func confirmedAt(_ document: Document) async -> Timestamp {
        min(document.soldAt, await desk.latestTime() ?? document.soldAt)
    }
}
