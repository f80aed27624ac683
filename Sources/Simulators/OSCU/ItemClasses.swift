/// The item classification: UNSPSC levels 1 to 4, and ten-digit leaves at level 5.
///
/// Source: kra-oscu.md, section 2.5. The list returns a sample, as the certification sandbox does.
enum ItemClasses {
    private static let sample: [(code: String, name: String, level: Int)] = [
        ("44000000", "Office equipment and supplies", 1),
        ("44120000", "Office supplies", 2),
        ("44121600", "Desk supplies", 3),
        ("44121604", "Paper goods", 4),
        ("4412160400", "Exercise books and paper goods", 5),
        ("50000000", "Food, beverage and tobacco", 1),
        ("50400000", "Fresh vegetables", 2),
        ("50402400", "Tomatoes", 3),
        ("5040240000", "Fresh tomatoes", 5),
        ("5013000000", "Dairy products and eggs", 5),
        ("5016150900", "Sugar", 5),
        ("5022110000", "Cereals and flour", 5),
        ("5320310000", "Clothing", 5),
        ("9010150000", "Meals and drinks served", 5),
        ("8011160000", "Services", 5),
        ("9901000000", "General goods", 5),
    ]

    /// Whether a class exists: by the given list, or by its shape where none was given.
    static func contains(_ code: String, _ settings: OSCUSettings) -> Bool {
        if let known = settings.itemClasses { return known.contains(code) }
        return code.utf8.count == 10 && code.utf8.allSatisfy { (48...57).contains($0) }
    }

    /// The rows of `itemClsList`: the given list, or the sample.
    static func rows(_ settings: OSCUSettings) -> [ExactJSON] {
        let classes =
            settings.itemClasses.map { $0.sorted().map { (code: $0, name: "Class \($0)", level: 5) } } ?? sample
        return classes.map { row in
            [
                "itemClsCd": .string(row.code), "itemClsNm": .string(row.name),
                "itemClsLvl": .number(ExactDecimal(row.level)), "taxTyCd": nil, "mjrTgYn": nil, "useYn": "Y",
            ]
        }
    }
}
