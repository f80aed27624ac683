import Foundation
import Testing

@testable import Simulators

/// Uploads, byte for byte (example 7.10).
@Suite(.timeLimit(.minutes(1))) struct QuickBooksUploadTests {
    /// A way to get the body wrong, and what comes of it: a refusal of the whole, or of the part.
    enum Slip: String, Sendable, CaseIterable {
        case none, bareLineFeeds, noEnd, otherSuffix, noMetadata, badExtension, otherType, emptyFile,
            unknownEntity
        case strangerPart, brokenMetadata

        /// The code of the whole, `200` where the whole is taken, then the part's; nil where the part is taken.
        var codes: (whole: String, part: String?) {
            switch self {
            case .none, .noMetadata: ("200", nil)
            case .bareLineFeeds, .noEnd, .strangerPart: ("6040", nil)
            case .otherSuffix: ("6050", nil)
            case .badExtension: ("200", "6041")
            case .otherType, .brokenMetadata: ("200", "6040")
            case .emptyFile: ("200", "6050")
            case .unknownEntity: ("200", "2500")
            }
        }
    }

    private static let pdf = "%PDF-1.7 \u{0}\r\n--not the boundary\r\n%%EOF"

    private static func body(_ receipt: String, _ slip: Slip) -> String {
        let name = slip == .badExtension ? "KRACU0000000417-9.exe" : "KRACU0000000417-9.pdf"
        let id = slip == .unknownEntity ? "99999" : receipt
        let metadata = """
            {"AttachableRef":[{"EntityRef":{"type":"SalesReceipt","value":"\(id)"},"IncludeOnSend":true}],\
            "FileName":"\(name)","ContentType":"application/pdf","Category":"Receipt","Note":"eTIMS receipt"}
            """
        let boundary = "----etaB0undary7"
        var lines: [String] = []
        if slip != .noMetadata {
            lines += [
                "--\(boundary)",
                #"Content-Disposition: form-data; name="file_metadata_\#(slip == .otherSuffix ? 1 : 0)"; filename="metadata.json""#,
                "Content-Type: application/json; charset=UTF-8", "",
                slip == .brokenMetadata ? String(metadata.dropLast()) : metadata,
            ]
        }
        lines += [
            "--\(boundary)",
            #"Content-Disposition: form-data; name="\#(slip == .strangerPart ? "file" : "file_content_0")"; filename="\#(name)""#,
            "Content-Type: \(slip == .otherType ? "text/plain" : "application/pdf")", "",
            slip == .emptyFile ? "" : pdf, slip == .noEnd ? "--\(boundary)" : "--\(boundary)--", "",
        ]
        return lines.joined(separator: slip == .bareLineFeeds ? "\n" : "\r\n")
    }

    @Test(arguments: Slip.allCases)
    func `an upload is taken when each byte is in its place`(_ slip: Slip) async throws {
        let simulator = try QuickBooksSimulator(BooksClock.options())
        try await simulator.withRunning { address in
            let shop = try await QuickBooksShop.open(address)
            let receipt = try await shop.post("salesreceipt", shop.receipt().encoded).text(
                "SalesReceipt.Id")
            let answer = try await shop.caller.send(
                "POST", "/v3/company/\(shop.realm)/upload?minorversion=75&requestid=up-1",
                bytes: Data(Self.body(receipt, slip).utf8),
                with: ["Content-Type": "multipart/form-data; boundary=----etaB0undary7"])
            #expect(answer.code == slip.codes.whole, "\(answer.text)")
            guard answer.status == 200 else { return }
            let part = answer.at("AttachableResponse.0")
            #expect(part?.at("Fault.Error.0.code")?.string == slip.codes.part, "\(answer.text)")
            guard slip == .none else { return }
            #expect(part?.at("Attachable.Size") == .number(ExactDecimal(Self.pdf.utf8.count)))
            #expect(
                part?.at("Attachable.FileAccessUri")?.string?.hasPrefix(
                    "/v3/company/\(shop.realm)/download/") == true)
            let found = try await shop.query(
                """
                select * from Attachable where AttachableRef.EntityRef.Type = 'SalesReceipt' \
                and AttachableRef.EntityRef.value = '\(receipt)'
                """)
            #expect(found.text("QueryResponse.Attachable.0.FileName") == "KRACU0000000417-9.pdf")
        }
        let report = await simulator.report()
        if slip == .none {
            #expect(report.attachments.map(\.bytes) == [Self.pdf.utf8.count])
            #expect(report.attachments.first?.digest == SHA256Digest(Array(Self.pdf.utf8)).base64URL)
        } else if slip != .noMetadata {
            #expect(report.attachments.isEmpty)
        }
    }
}
