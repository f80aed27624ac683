import Fiscal
import JSON
import Testing

@testable import Accounting

/// Documents of the books made by rules.
enum Ruled {
    /// A document of the small fixed day: 0 the basket, 1 the named buyer, 3 on account, 4 the credit note.
    static func source(_ index: Int, isFiscal: Bool = true) throws -> BooksSource {
        let sale = try Books.day()[index]
        let document = sale.document
        return BooksSource(
            number: BooksNumber.document(
                branch: document.branch.branchID, temporaryNumber: document.temporaryNumber),
            day: CalendarDay(document.soldAt), isSummary: false,
            members: [BooksSource.Member(document: document, receipt: isFiscal ? sale.receipt : nil)])
    }

    /// The basket and the late entry as a day's sum.
    static func summary() throws -> BooksSource {
        let day = try Books.day()
        let members = [day[0], day[2]].map { BooksSource.Member(document: $0.document, receipt: $0.receipt) }
        return BooksSource(
            number: "Z-00-20260312", day: CalendarDay(day[0].document.soldAt), isSummary: true, members: members)
    }

    static func map(_ rules: [FieldRule]) -> BooksMap {
        var map = BooksMap(mode: .document, income: "200", rules: rules)
        for letter in TaxLetter.allCases {
            map.taxes[letter] = BooksMap.TaxTarget(
                code: "T\(letter.rawValue)", rateID: "R\(letter.rawValue)", name: "VAT \(letter.rawValue)",
                rateHundredths: TaxTable.published[letter].hundredths)
        }
        for method in PaymentMethod.allCases where method != .credit {
            map.money[method] = BooksMap.MoneyTarget(account: "35")
        }
        return map
    }

    static func plan(_ source: BooksSource, _ map: BooksMap, at company: Company) -> PostingPlan {
        PostingPlan(of: source, by: map, at: company, marker: { "risiti:\($0.rawValue)-\($1)" }, receiptName: nil)
    }

    /// Every record of a document, in the order in which they are made.
    static func records(
        _ source: BooksSource, _ rules: [FieldRule], at company: Company = Sample.realm
    ) throws -> [BooksRecord] {
        let plan = plan(source, map(rules), at: company)
        var kept: Set<String> = []
        var records: [BooksRecord] = []
        while true {
            let needs = try plan.needs { kind, key in
                kept.contains("\(kind) \(key)") ? KeptRecord(id: "1") : nil
            }
            if needs.isEmpty { return records }
            for need in needs {
                kept.insert("\(need.record.kind) \(need.localKey)")
                records.append(need.record)
            }
        }
    }

    static func document(
        _ source: BooksSource, _ rules: [FieldRule], at company: Company = Sample.realm
    ) throws -> BooksDocument {
        for case .document(let document) in try records(source, rules, at: company) { return document }
        throw Missing()
    }

    struct Missing: Error {}

    static func rules(_ json: String) throws -> [FieldRule] {
        let check = FieldRuleCheck(json: Array(json.utf8))
        #expect(check.faults.isEmpty, "\(check.faults)")
        return check.rules
    }
}
