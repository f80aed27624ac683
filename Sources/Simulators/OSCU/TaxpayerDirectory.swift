/// The taxpayers KRA knows, and what it says of a shop's branch.
///
/// Any well-formed PIN may own a shop; only those listed here are found as buyers.
enum TaxpayerDirectory {
    /// The known taxpayers: PIN, name, status (A active, D inactive; code list 15).
    static let known: [(pin: String, name: String, status: String)] = [
        ("P052345678K", "DUKA MOJA LIMITED", "A"),
        ("P051234567Q", "MAENDELEO HARDWARE LIMITED", "A"),
        ("A001234567B", "WANJIKU MWANGI", "A"),
        ("A009876543Z", "OTIENO OCHIENG", "D"),
    ]

    /// Whether a text is a PIN: A or P, nine digits, a letter (section 1.2).
    static func isPin(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count == 11, scalars[0] == "A" || scalars[0] == "P" else { return false }
        return scalars[1...9].allSatisfy { ("0"..."9").contains($0) } && ("A"..."Z").contains(scalars[10])
    }

    /// The name under a PIN; a name in KRA's style when it is not listed.
    static func name(_ pin: String) -> String {
        known.first { $0.pin == pin }?.name ?? "TAXPAYER \(pin)"
    }

    /// The `custList` row of a buyer; nil when KRA does not know the PIN.
    static func customer(_ pin: String) -> ExactJSON? {
        guard let taxpayer = known.first(where: { $0.pin == pin }) else { return nil }
        return [
            "tin": .string(pin), "taxprNm": .string(taxpayer.name), "taxprSttsCd": .string(taxpayer.status),
            "prvncNm": "NAIROBI CITY", "dstrtNm": "STAREHE", "sctrNm": "CENTRAL", "locDesc": nil,
        ]
    }

    /// What init and the branch list say of a branch, up to its manager.
    static func branch(_ key: BranchKey) -> ExactJSON {
        [
            "tin": .string(key.tin), "taxprNm": .string(name(key.tin)), "bsnsActv": "Retail",
            "bhfId": .string(key.bhfId), "bhfNm": .string(branchName(key.bhfId)), "bhfOpenDt": "20250115",
            "prvncNm": "NAIROBI CITY", "dstrtNm": "STAREHE", "sctrNm": "CENTRAL", "locDesc": "Biashara Street",
            "hqYn": key.bhfId == "00" ? "Y" : "N", "mgrNm": "BRANCH MANAGER", "mgrTelNo": "0700000001",
            "mgrEmail": "duka@example.com",
        ]
    }

    /// The name of a branch.
    static func branchName(_ bhfId: String) -> String {
        bhfId == "00" ? "Headquarter" : "Branch \(bhfId)"
    }
}
