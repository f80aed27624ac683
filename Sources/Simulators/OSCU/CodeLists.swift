/// The code lists of `selectCodeList`.
///
/// Source: kra-oscu.md, section 3. Countries and currencies are a sample; the other lists are whole.
enum CodeLists {
    /// The lists as rows of `clsList`; the rate of a tax letter stands in `userDfnCd1`.
    static func all(_ settings: OSCUSettings) -> [ExactJSON] {
        tables.map { table in
            let details = codes(table.codes).enumerated().map { index, entry -> ExactJSON in
                let rate = table.list == "04" ? settings.rate(of: entry.code) : nil
                return [
                    "cd": .string(entry.code), "cdNm": .string(entry.name), "cdDesc": .string(entry.name),
                    "srtOrd": .number(ExactDecimal(index + 1)), "useYn": "Y",
                    "userDfnCd1": rate.map { .string($0.text) } ?? .null, "userDfnCd2": nil, "userDfnCd3": nil,
                ]
            }
            return [
                "cdCls": .string(table.list), "cdClsNm": .string(table.name), "cdClsDesc": nil, "useYn": "Y",
                "userDfnNm1": table.list == "04" ? "Tax rate" : nil, "userDfnNm2": nil, "userDfnNm3": nil,
                "dtlList": .array(details),
            ]
        }
    }

    /// Refuses a field whose code is not in its list; an absent field passes.
    static func check(_ name: String, _ body: ExactJSON, _ list: String) throws(OSCURefusal) {
        guard let code = body.text(name), let table = tables.first(where: { $0.list == list }) else { return }
        guard codes(table.codes).contains(where: { $0.code == code }) else { throw .code(name, code) }
    }

    private static func codes(_ text: String) -> [(code: String, name: String)] {
        text.split(whereSeparator: { $0 == "|" || $0 == "\n" }).map { entry in
            let words = entry.split(separator: " ", maxSplits: 1)
            return (String(words[0]), words.count > 1 ? String(words[1]) : String(words[0]))
        }
    }

    private static let tables: [(list: String, name: String, codes: String)] = [
        ("04", "Taxation Type", "A A-Exempt|B B-16.00%|C C-Zero rated|D D-Non VAT|E E-8.00%"),
        ("05", "Country", "KE KENYA|UG UGANDA|TZ TANZANIA|RW RWANDA|ET ETHIOPIA|CN CHINA|IN INDIA|GB UNITED KINGDOM"),
        ("07", "Payment Type", payments),
        ("10", "Quantity Unit", quantityUnits),
        ("11", "Sale Status", saleStates),
        ("12", "Stock I/O Type", stockTypes),
        ("14", "Transaction Type", "C Copy|N Normal|P Proforma|T Training"),
        ("15", "Taxpayer Status", "A Active|D Inactive"),
        ("17", "Packaging Unit", packagingUnits),
        ("24", "Item Type", "1 Raw Material|2 Finished Product|3 Service"),
        ("26", "Import Item Status", "1 Unsent|2 Waiting|3 Approved|4 Cancelled"),
        ("31", "Registration Type", "A Automatic|M Manual"),
        ("32", "Credit Note Reason", creditReasons),
        ("33", "Currency", "KES Kenyan Shilling|USD US Dollar|EUR Euro"),
        ("37", "Sales Receipt Type", "S Sale|R Credit Note after Sale"),
        ("38", "Purchase Receipt Type", "P Purchase|R Credit Note after Purchase"),
    ]

    private static let payments = """
        01 CASH|02 CREDIT|03 CASH/CREDIT|04 BANK CHECK|05 DEBIT&CREDIT CARD|06 MOBILE MONEY|07 OTHER
        """

    private static let saleStates = """
        01 Wait for Approval|02 Approved|03 Cancel Requested|04 Canceled|05 Credit Note Generated|06 Transferred
        """

    private static let stockTypes = """
        01 Incoming Import|02 Incoming Purchase|03 Incoming Return|04 Incoming Stock Movement
        05 Incoming Processing|06 Incoming Adjustment|11 Outgoing Sale|12 Outgoing Return
        13 Outgoing Stock Movement|14 Outgoing Processing|15 Outgoing Discarding|16 Outgoing Adjustment
        """

    private static let creditReasons = """
        01 Missing Quantity|02 Missing Data|03 Damaged|04 Wasted|05 Raw Material Shortage|06 Refund
        """

    private static let packagingUnits = """
        AM Ampoule|BA Barrel|BC Bottle crate|BE Bundle|BF Balloon, non-protected|BG Bag|BJ Bucket|BK Basket|BL Bale
        BQ Bottle, protected cylindrical|BR Bar|BV Bottle, bulbous|BZ Bag|CA Can|CH Chest|CJ Coffin|CL Coil
        CR Wooden Box, Wooden Case|CS Cassette|CT Carton|CTN Container|CY Cylinder|DR Drum|GT Extra Countable Item
        HH Hand Baggage|IZ Ingots|JR Jar|JU Jug|JY Jerry Can|KZ Canister|LZ Logs|NT Net|OU Non-Exterior Packaging Unit
        PD Poddon|PG Plate|PI Pipe|PO Pilot|PU Traypack|RL Reel|RO Roll|RZ Rods|SK Skeleton case|TY Tank, cylindrical
        VG Bulk, gas 1031 mbar|VL Bulk, liquid|VO Bulk, solid large|VQ Bulk, gas liquefied|VR Bulk, grains|VT Extra bulk
        VY Bulk, powder|ML Mills cigarette|TN Tan 1TAN = 20 bags
        """

    private static let quantityUnits = """
        4B Pair|AV Cap|BA Barrel|BE Bundle|BG Bag|BL Block|BLL Barrel (petroleum)|BX Box|CA Can|CEL Cell
        CMT Centimetre|CR Carat|DR Drum|DZ Dozen|GLL Gallon|GRM Gram|GRO Gross|KG Kilogram|KTM Kilometre|KWT Kilowatt
        L Litre|LBR Pound|LK Link|LTR Litre|M Metre|M2 Square metre|M3 Cubic metre|MGM Milligram|MTR Metre
        MWT Megawatt hour|NO Number|NX Part per thousand|PA Packet|PG Plate|PR Pair|RL Reel|RO Roll|SET Set|ST Sheet
        TNE Tonne|TU Tube|U Pieces/item|YRD Yard
        """
}
