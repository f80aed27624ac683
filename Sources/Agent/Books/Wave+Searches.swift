import Accounting
import Fiscal
import Forwarder
import Foundation
import Spool

/// What came of searches.
extension Wave {
    mutating func found(_ end: LookUpStep, _ step: Step, at now: Timestamp, _ timing: BooksTiming) {
        switch end {
        case .found(let kept), .foundUnmarked(let kept):
            reached = true
            keep(step, kept)
        case .several(let kept, let ids):
            reached = true
            keep(step, kept)
            troubles.append(.several(step.subject, ids))
        case .putAway(let sentence):
            reached = true
            // A passer-by owes nothing; what a known buyer owes would be in two places.
            if case .customer(let customer) = step.need.record, customer.isKnown {
                park(step, sentence)
            } else {
                taken(by: sentence, step)
            }
        case .taken(let sentence):
            reached = true
            taken(by: sentence, step)
        case .notThere:
            reached = true
            missing(step, at: now, timing)
        case .fault(let fault):
            switch fault.kind {
            case .throttled: pauses.append((fault.after ?? .seconds(60), fault.sentence))
            case .reconnect, .company: stand(still: fault)
            case .expired, .later, .unclear:
                if fault.kind != .expired { unreached = unreached ?? fault.sentence }
                let attempts = documents[step.document]?.row.attempts ?? 0
                settle(
                    step.document,
                    .again(
                        notBefore: now.advanced(by: fault.after ?? timing.again(after: attempts)), why: .fault(fault)))
            default: settle(step.document, .parked(.refused(fault, step.subject)))
            }
        case .ask: break
        }
    }

    /// Not there: what was never sent is sent now; what was, once two searches in a row did not find it.
    ///
    /// What the provider says it has, and two searches did not find, takes another name or is a person's to judge.
    private mutating func missing(_ step: Step, at now: Timestamp, _ timing: BooksTiming) {
        var row = step.row ?? row(of: step)
        guard step.row != nil, !step.need.isShared || row.misses >= Self.saidToBeThere else {
            (row.state, row.kept) = (.refused, nil)
            if step.row != nil { row.generation += 1 }
            return put(row, step)
        }
        row.misses += 1
        switch row.misses {
        case 1, Self.saidToBeThere + 1:
            row.state = .unclear
            settle(step.document, .more(notBefore: now.advanced(by: timing.settle), why: .unclear(step.subject)))
        case 2:
            (row.state, row.misses) = (.refused, 0)
            row.generation += 1
            settle(step.document, .more(notBefore: now))
        default:
            // A supplier of that name is no customer, and keeps it from being one.
            if rename(step, row) { return }
            giveUpNumber(&row, step)
            settle(step.document, .parked(.contradiction(step.subject)))
        }
        put(row, step)
    }

    /// Something else has its name or number: customers and items take another name, the rest is a person's to judge.
    private mutating func taken(by sentence: String, _ step: Step) {
        guard !rename(step, step.row ?? row(of: step)) else { return }
        park(step, sentence)
    }

    /// Leaves it to a person to make room for ours.
    private mutating func park(_ step: Step, _ sentence: String) {
        var row = step.row ?? row(of: step)
        giveUpNumber(&row, step)
        put(row, step)
        settle(step.document, .parked(.taken(step.subject, sentence)))
    }

    /// Ours was looked for and is not there: once a person has made room for it, it is sent anew.
    ///
    /// A customer or an item goes under its first name again then: the one that bears it may be active by now.
    private func giveUpNumber(_ row: inout BooksRecordRow, _ step: Step) {
        (row.state, row.kept, row.misses) = (.refused, nil, 0)
        row.generation += 1
        guard step.need.isShared, let needs = try? documents[step.document]?.plan.needs({ _, _ in nil }),
            let first = needs.first(where: {
                $0.record.kind == step.need.record.kind && $0.localKey == step.need.localKey
            })
        else { return }
        row.body = first.record.text
    }

    /// Gives a customer or an item the name that nothing else bears; false where it has it, or is neither.
    private mutating func rename(_ step: Step, _ known: BooksRecordRow) -> Bool {
        let renamed: BooksRecord
        switch step.need.record {
        case .customer(var customer) where customer.name != customer.fullName && !customer.isSecond:
            customer.name = customer.fullName
            renamed = .customer(customer)
        case .customer(var customer) where !customer.isSecond:
            // Somebody put the one of our number away: this buyer has another one from now on.
            customer.number += BooksCustomer.second
            renamed = .customer(customer)
        case .item(var item) where item.name != item.fullName:
            item.name = item.fullName
            renamed = .item(item)
        default: return false
        }
        var row = known
        (row.state, row.kept, row.body, row.misses) = (.refused, nil, renamed.text, 0)
        row.generation += 1
        put(row, step)
        return true
    }
}
