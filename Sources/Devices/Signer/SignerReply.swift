import Foundation

/// Reads what a signer answers (reference §1.5).
///
/// Signed is only what names our document, a CU invoice number of nineteen digits and no error; refused only what names an
/// error and no number. Everything else is in doubt.
public enum SignerReply {
    /// The largest answer that is looked at.
    private static let limit = 1 << 16

    /// What an answer says of a document.
    ///
    /// - Parameters:
    ///   - status: The HTTP status, which decides nothing by itself: a signer that failed behind the signing may say 500.
    ///   - body: The answer's bytes.
    public static func outcome(
        status: Int, body: [UInt8], of document: SignerDocument, driver: SignerDriver
    ) -> SignerOutcome {
        let text = String(decoding: body.prefix(limit), as: UTF8.self)
        func doubt(_ reason: String) -> SignerOutcome { .unknown(.about(document, reason, evidence: text)) }
        guard body.count <= limit else { return doubt("it answered \(body.count) bytes") }
        let repaired = driver.repairsColons ? repair(body) : body
        guard let fields = fields(repaired) else { return doubt("its answer (HTTP \(status)) is no JSON object") }
        let number = fields["cu_invoice_number"]
        if let error = error(fields["error_status"]) {
            guard isNothing(number) else { return doubt("it names both an error and a number") }
            return .refused(SignerRefusal(.refused, "the signer refused document \(document.number): \(error)"))
        }
        guard (200..<300).contains(status) else { return doubt("it answered HTTP \(status)") }
        guard let number = (number as? String).flatMap({ ControlUnitNumber($0) }) else {
            return doubt("it names no CU invoice number of nineteen digits")
        }
        guard let ours = fields["invoice_number"] as? String, ours == document.number else {
            return doubt("it answered for another document")
        }
        if let signed = driver.signedText, let said = fields["description"] as? String, said != signed {
            return doubt("it says “\(said.prefix(120))”")
        }
        // The serial number is followed by the time (§1.5).
        let parts = ((fields["cu_serial_number"] as? String) ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        guard let serial = parts.first else { return doubt("it names no serial number") }
        guard !serial.hasPrefix("KRAMW") || number.isOf(serial: serial) else {
            return doubt("its number \(number) is none of unit \(serial)")
        }
        return .signed(SignerReceipt(number: number, serial: serial, time: parts.count > 1 ? parts[1] : ""))
    }

    /// Takes the backslash from in front of colons, which JSON does not know (§1.5); a backslash that is itself escaped
    /// stays one.
    static func repair(_ bytes: [UInt8]) -> [UInt8] {
        var repaired: [UInt8] = []
        repaired.reserveCapacity(bytes.count)
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                repaired += byte == UInt8(ascii: ":") ? [byte] : [UInt8(ascii: "\\"), byte]
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                repaired.append(byte)
            }
        }
        return isEscaped ? repaired + [UInt8(ascii: "\\")] : repaired
    }

    /// How deep an answer may be; those that are known are flat.
    private static let depthLimit = 8

    private static func fields(_ bytes: [UInt8]) -> [String: Any]? {
        var depth = 0
        for byte in bytes {
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
            guard depth <= depthLimit else { return nil }
        }
        return (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    }

    private static func isNothing(_ value: Any?) -> Bool { value == nil || value is NSNull || (value as? String) == "" }

    /// What an error field says; nil where it says that there is none.
    private static func error(_ value: Any?) -> String? {
        guard let value, !isNothing(value) else { return nil }
        if let text = value as? String { return text == "0" ? nil : String(text.prefix(500)) }
        if let number = value as? NSNumber { return number == 0 ? nil : "error \(number)" }
        return "an error that cannot be read"
    }
}
