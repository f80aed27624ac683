import Custody
package import Fiscal
import Rendering
package import Spool

extension KeyDesk {
    /// How the device's key stands.
    package struct Standing: Sendable {
        /// The public key, 32 bytes.
        package let key: [UInt8]
        /// The journal's entry that introduced it, nil for the first key of a journal.
        package let since: Spool.KeyNotice?
        /// The letters that the temporary numbers have since the last restore; nil where there was none.
        package let series: String?
        /// What seals its file: `systemd-credentials` or `file`.
        package let sealedBy: String
        /// Who asked for the rotation that brought it; nil where nobody did.
        package let askedBy: String?
    }

    /// How the device's key stands.
    package func standing() async throws -> Standing {
        let key = spool.sealer.key
        let since = try await spool.notice(of: key)
        var askedBy: String?
        if let since { askedBy = try await spool.fact(Self.rotationFact(since.sequence))?.value }
        return Standing(
            key: key, since: since, series: try await spool.currentSeries(), sealedBy: custody.sealedBy.rawValue,
            askedBy: askedBy)
    }

    /// Writes down who asked for the rotation of an entry, beside the journal's own word that it was.
    func keepAsker(_ asker: String, of rotation: Rotation) async throws {
        try await spool.keep(fact: Self.rotationFact(rotation.sequence), asker, at: rotation.at)
    }

    private static func rotationFact(_ sequence: Int64) -> String { "keys.rotation.\(sequence)" }

    /// The recovery sheet, sealed with a passphrase: text for paper, with a QR code of the same.
    ///
    /// - Throws: `KRADesk.Refusal` where KRA gave no communication key; `CustodyError`.
    package func sheet(with passphrase: [UInt8], branch: Branch) async throws -> String {
        guard let sealed = try await spool.secret(KRADesk.communicationKey) else {
            throw KRADesk.Refusal(
                code: "kra.not_initialised",
                description: "KRA gave this device no communication key, so that there is nothing to recover")
        }
        let key = try custody.secrets.open(sealed, for: KRADesk.communicationKey)
        let scuID = try await spool.registration()?.scuID ?? ""
        let sheet = RecoverySheet([
            .init(name: "pin", text: branch.pin), .init(name: "bhf_id", text: branch.branchID),
            .init(name: "device_serial", text: branch.deviceSerial), .init(name: "scu_id", text: scuID),
            .init(name: "cmc_key", text: String(decoding: key, as: UTF8.self)),
        ])
        let lines = try sheet.sealed(with: passphrase)
        let head = [
            "RECOVERY SHEET", "\(branch.pin) branch \(branch.branchID) device \(branch.deviceSerial) \(scuID)",
            "Sealed: opens with its passphrase alone. Keep it apart from the machine and from the passphrase.",
            "To open it: risiti keys sheet --open FILE", "",
        ]
        let picture = QRText.lines(RecoverySheet.code(of: lines)) ?? []
        return (head + lines + [""] + picture).joined(separator: "\n")
    }
}
