/// Who buys; both parts are optional, but one is there.
public struct Buyer: Hashable, Sendable, Codable {
    /// KRA PIN: a letter A or P, nine digits, a letter (reference §1.2).
    public let pin: String?
    /// The name, at most 60 characters.
    public let name: String?
    /// The mobile number, at most 20 characters.
    public let phone: String?

    /// Makes a buyer.
    public init(pin: String?, name: String?, phone: String? = nil) {
        self.pin = pin
        self.name = name
        self.phone = phone
    }
}

/// KRA's taxpayer number.
public enum TaxpayerPIN {
    /// Whether a text is a letter A or P, nine digits and a letter, all upper case (reference §1.2).
    public static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 11 else { return false }
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        return (bytes[0] == UInt8(ascii: "A") || bytes[0] == UInt8(ascii: "P"))
            && bytes[1..<10].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && letters.contains(bytes[10])
    }
}

/// How a sale is paid (code class 07, reference §3).
public enum PaymentMethod: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
    /// Notes and coins.
    case cash
    /// On account.
    case credit
    /// Bank cheque.
    case cheque
    /// Debit or credit card.
    case card
    /// M-Pesa and its like.
    case mobileMoney = "mobile_money"
    /// Anything else.
    case other
}

/// One payment of a sale.
public struct Payment: Hashable, Sendable, Codable {
    /// How it was paid.
    public let method: PaymentMethod
    /// How much, above zero.
    public let amount: Money
    /// The payment's own reference, such as an M-Pesa code.
    public let reference: String?

    /// Makes a payment.
    public init(method: PaymentMethod, amount: Money, reference: String? = nil) {
        self.method = method
        self.amount = amount
        self.reference = reference
    }
}

/// The shop as a receipt names it, frozen in each entry so that later settings never reach it (design §3).
public struct Branch: Hashable, Sendable, Codable {
    /// The seller's KRA PIN.
    public let pin: String
    /// The branch: two digits, `00` the head office.
    public let branchID: String
    /// The serial under which the device is registered with KRA.
    public let deviceSerial: String
    /// The name over the door.
    public let tradeName: String
    /// The address on the receipt.
    public let address: String

    /// Makes a branch.
    public init(pin: String, branchID: String, deviceSerial: String, tradeName: String, address: String) {
        self.pin = pin
        self.branchID = branchID
        self.deviceSerial = deviceSerial
        self.tradeName = tradeName
        self.address = address
    }
}
