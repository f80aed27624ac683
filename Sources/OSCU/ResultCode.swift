/// KRA's result codes and what each means for a write (reference §4.1).
enum ResultCode {
    /// The longest-known rest after `990`, KRA's limit on look-ups.
    static let restAfterTooManyViews = Duration.seconds(15 * 60)

    static func verdict(_ code: String) -> OSCUVerdict {
        switch code {
        case "000": .accepted
        case "001", "995": .empty
        case "891", "892", "893", "895", "910", "911", "912", "913", "E31": .refused
        case "894", "896", "899": .unclear(limit: nil)
        case "900", "901", "902", "903", "905", "E04": .deviceProblem
        // Look up, then refused: never sent again unasked.
        case "921": .unclear(limit: 0)
        case "922": .missingFirst
        case "990": .again(after: restAfterTooManyViews, limit: nil)
        case "991", "992", "999": .unclear(limit: 5)
        case "993": .again(after: nil, limit: 5)
        case "994": .alreadyAccepted
        case "E11": .again(after: nil, limit: nil)
        default: .again(after: nil, limit: 2)
        }
    }

    /// Whether the text of a refusal may tell more than its code (reference §10).
    static func mayBeRefined(_ code: String) -> Bool {
        guard code != "990", code != "E11" else { return false }
        return switch verdict(code) {
        case .refused, .unclear, .again, .missingFirst: true
        default: false
        }
    }
}
