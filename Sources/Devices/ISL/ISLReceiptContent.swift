public import Fiscal

/// What a fiscal receipt is to say, in amounts that the device will find again.
public struct ISLReceiptContent: Sendable, Equatable {
    /// One line that is sold.
    public struct Item: Sendable, Equatable {
        /// What the receipt calls it.
        public var name: String
        /// The device's own tax group: a letter, or a digit on X models.
        public var group: String
        /// The price of one.
        public var price: Money
        /// How many.
        public var quantity: Quantity
        /// An amount off the line.
        public var discount: Money
        /// The device's department; "0" is none.
        public var department: String

        /// Makes a line.
        public init(
            name: String, group: String, price: Money, quantity: Quantity = .one, discount: Money = .zero,
            department: String = "0"
        ) {
            self.name = name
            self.group = group
            self.price = price
            self.quantity = quantity
            self.discount = discount
            self.department = department
        }

        /// What the customer pays for it.
        public var total: Money { quantity.cost(at: price) - discount }
    }

    /// One payment.
    public struct Payment: Sendable, Equatable {
        /// By what.
        public var means: ISLMeans
        /// How much; the last may be more than what is due.
        public var amount: Money

        /// Makes a payment.
        public init(_ means: ISLMeans, _ amount: Money) {
            self.means = means
            self.amount = amount
        }
    }

    /// The operator's number, or name where the device wants one.
    public var operatorName: String
    /// The operator's password; three wrong ones lock the device (reference §2.5).
    public var password: String
    /// The till's number.
    public var till: String
    /// The unique sale number where the device wants one.
    public var sale: String
    /// The lines.
    public var items: [Item]
    /// The payments.
    public var payments: [Payment]
    /// Lines of text under the payments.
    public var texts: [String]

    /// Makes a receipt's content.
    public init(
        operatorName: String = "1", password: String = "0000", till: String = "1", sale: String = "", items: [Item],
        payments: [Payment], texts: [String] = []
    ) {
        self.operatorName = operatorName
        self.password = password
        self.till = till
        self.sale = sale
        self.items = items
        self.payments = payments
        self.texts = texts
    }

    /// What the first lines come to.
    func amount(ofItems count: Int) -> Money {
        items.prefix(count).reduce(.zero) { $0 + $1.total }
    }

    /// What the first payments come to.
    func paid(by count: Int) -> Money {
        payments.prefix(count).reduce(.zero) { $0 + $1.amount }
    }

    /// What the customer pays.
    public var total: Money { amount(ofItems: items.count) }
}

/// Why a receipt cannot be put to a device at all: nothing was sent.
public struct ISLPlanFault: Error, Sendable, Equatable {
    /// What is wrong; stable.
    public enum Code: String, Sendable {
        /// No lines, or payments that do not fit the total.
        case content = "isl.content"
        /// The dialect has no such command, means of payment or sign.
        case unsupported = "isl.unsupported"
        /// The command does not fit the frame.
        case tooLong = "isl.too_long"
    }

    /// What is wrong.
    public let code: Code
    /// A sentence with the values.
    public let sentence: String

    init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}

/// The commands of one receipt, made before the first is sent, so that none can fail to be made in mid-receipt.
struct ISLPlan: Sendable, Equatable {
    let items: [ISLCommand]
    let payments: [ISLCommand]
    let texts: [ISLCommand]
    let calls: [ISLVerb: ISLCommand]

    init(_ content: ISLReceiptContent, _ dialect: ISLDialect) throws(ISLPlanFault) {
        try Self.check(content)
        let maker = Maker(dialect: dialect)
        var items: [ISLCommand] = []
        for item in content.items { items.append(try maker.item(item)) }
        var payments: [ISLCommand] = []
        for payment in content.payments {
            guard let means = dialect.payments[payment.means] else {
                throw ISLPlanFault(.unsupported, "\(dialect.name): no way to pay by \(payment.means.rawValue)")
            }
            let values: [String: CommandTemplate.Value] = [
                "method": .text(means), "amount": .decimal(payment.amount.minor, scale: 2),
            ]
            payments.append(try maker.command(.pay, values, afterSilence: .ask))
        }
        var texts: [ISLCommand] = []
        for text in content.texts {
            texts.append(try maker.command(.text, ["text": .text(text)], afterSilence: .ask))
        }
        var calls: [ISLVerb: ISLCommand] = [:]
        calls[.open] = try maker.command(
            .open,
            [
                "operator": .text(content.operatorName), "password": .text(content.password),
                "till": .text(content.till), "number": .text(content.sale),
            ])
        for verb in [ISLVerb.status, .transaction, .close, .cancel, .closeNonfiscal] {
            calls[verb] = try maker.command(verb)
        }
        if dialect.calls[.lastDocument] != nil {
            calls[.lastDocument] = try maker.command(.lastDocument)
        } else if dialect.transaction.number == nil {
            throw ISLPlanFault(.unsupported, "\(dialect.name): no number that tells one receipt from the next")
        }
        self.items = items
        self.payments = payments
        self.texts = texts
        self.calls = calls
    }

    private static func check(_ content: ISLReceiptContent) throws(ISLPlanFault) {
        guard !content.items.isEmpty, !content.payments.isEmpty else {
            throw ISLPlanFault(.content, "a receipt needs a line and a payment")
        }
        for item in content.items where item.total < .zero || item.price < .zero || item.quantity.thousandths <= 0 {
            throw ISLPlanFault(.content, "\(item.name): \(item.quantity) × \(item.price) − \(item.discount)")
        }
        let total = content.total
        for count in content.payments.indices where content.paid(by: count) >= total && count > 0 {
            throw ISLPlanFault(.content, "payment \(count + 1) comes after \(total) has been paid")
        }
        guard content.payments.allSatisfy({ $0.amount > .zero }), content.paid(by: content.payments.count) >= total
        else {
            throw ISLPlanFault(
                .content, "\(content.paid(by: content.payments.count)) is paid for a receipt of \(total)")
        }
    }

    /// Makes commands of one dialect.
    private struct Maker {
        let dialect: ISLDialect

        func item(_ item: ISLReceiptContent.Item) throws(ISLPlanFault) -> ISLCommand {
            var discount = dialect.discount?.none.data([:]) ?? []
            if item.discount != .zero {
                guard dialect.calls[.item]?.template.names.contains("discount") == true,
                    let off = dialect.discount?.amount.data(["amount": .decimal(item.discount.minor, scale: 2)])
                else {
                    throw ISLPlanFault(.unsupported, "\(dialect.name): no way to take \(item.discount) off a line")
                }
                discount = off
            }
            return try command(
                .item,
                [
                    "name": .text(item.name), "tax": .text(item.group),
                    "price": .decimal(item.price.minor, scale: 2),
                    "quantity": .decimal(item.quantity.thousandths, scale: 3),
                    "department": .text(item.department), "discount": .made(discount),
                ], afterSilence: .ask)
        }

        func command(
            _ verb: ISLVerb, _ values: [String: CommandTemplate.Value] = [:],
            afterSilence: ISLCommand.AfterSilence = .resend
        ) throws(ISLPlanFault) -> ISLCommand {
            guard let call = dialect.calls[verb] else {
                throw ISLPlanFault(.unsupported, "\(dialect.name): no command for \(verb.rawValue)")
            }
            guard let data = call.template.data(values) else {
                throw ISLPlanFault(.unsupported, "\(dialect.name): the template of \(verb.rawValue) cannot be filled")
            }
            guard ISLPacket(sequence: 0x20, code: call.code, data: data).frame(dialect.framing) != nil else {
                throw ISLPlanFault(.tooLong, "\(verb.rawValue): \(data.count) bytes do not fit the frame")
            }
            return ISLCommand(call.code, data, afterSilence: afterSilence)
        }
    }
}
