import Fiscal
import OSCU
import Spool

/// KRA's register of items, as a restored journal finds it (reference §2.11, §5.6).
struct ItemRegister {
    private let items: [OSCUValue]

    /// Asks for it; nil where this route has no such question.
    ///
    /// - Throws: `KRADesk.Refusal` where KRA does not answer.
    init?(asking desk: KRADesk, _ device: OSCUDevice) async throws {
        let reply = await desk.send(.itemList(device, since: OSCURequest.always))
        switch reply.verdict {
        case .accepted: items = reply.data?["itemList"]?.elements ?? []
        case .empty: items = []
        case .configuration, .refused: return nil
        default:
            throw KRADesk.Refusal(
                code: "kra.unreachable",
                description: "KRA does not answer (\(reply.text)); nothing was changed, try later")
        }
    }

    /// The highest serial in KRA's item codes, nil where it has no items: one sequence across all prefixes.
    var lastSerial: Int64? {
        items.compactMap { $0["itemCd"]?.string.flatMap(ItemCode.serial(from:)) }.max()
    }

    /// The codes of our items that have none yet, by our number: where exactly one of KRA's is the same in all that KRA
    /// knows, and no other item of ours bears it.
    func codes(for ours: [RegisteredItem]) -> [Int64: String] {
        let taken = Set(ours.compactMap(\.code))
        let free = Dictionary(
            grouping: items.compactMap { Description($0) }.filter { !taken.contains($0.code) }, by: \.what)
        let unnamed = Dictionary(grouping: ours.filter { $0.code == nil }, by: Description.what(of:))
        return unnamed.reduce(into: [:]) { codes, group in
            guard let found = free[group.key], found.count == 1, group.value.count == 1 else { return }
            codes[group.value[0].id] = found[0].code
        }
    }

    /// An item of KRA's: its code, and everything else that it is known by.
    private struct Description {
        let code: String
        let what: [String]

        init?(_ item: OSCUValue) {
            guard let code = item["itemCd"]?.string else { return nil }
            self.code = code
            what = ["itemClsCd", "itemTyCd", "orgnNatCd", "pkgUnitCd", "qtyUnitCd", "taxTyCd", "itemNm"].map {
                item[$0]?.string ?? ""
            }
        }

        static func what(of item: RegisteredItem) -> [String] {
            [
                item.item.itemClass, item.item.type.code, item.item.origin, item.item.package, item.item.unit,
                item.tax.rawValue, String(item.name.prefix(200)),
            ]
        }
    }
}
