/// A slip that shows whether a printer prints as it should, and whose agent it hangs on; it is no receipt.
public struct TestSlip: Sendable {
    /// The shop.
    public let shop: String
    /// The printer's name, profile and place.
    public let printer: String
    /// The device's public key in hexadecimal digits, by which a spool is checked (`spool/CONTRACT.md`).
    public let key: String
    /// When it is printed, as people read it.
    public let time: String

    /// Makes a slip.
    public init(shop: String, printer: String, key: String, time: String) {
        self.shop = shop
        self.printer = printer
        self.key = key
        self.time = time
    }

    /// The paper: every column, the letters beyond ASCII, both sizes, and a code.
    func lines(columns: Int) -> [PaperLine] {
        [
            .text(shop, align: .center, bold: true), .text("TEST", align: .center, bold: true, tall: true),
            .text("THIS IS NOT A RECEIPT", align: .center, bold: true), .rule, .text(printer), .text(time),
            .text(String((1...columns).map { Character("\($0 % 10)") })),
            .text("AZ az 09 .,:;-+/%()#@&*"), .text("é è ü ñ ç £"), .columns("Kushoto", "Kulia"), .rule,
            .text("Key:"), .text(key), .qr(key), .rule,
        ]
    }
}
