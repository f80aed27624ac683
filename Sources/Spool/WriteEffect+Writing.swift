import Fiscal

extension WriteEffect {
    /// The effect as ``Spool/json(_:)`` writes it, straight: every write to KRA waits for it.
    func text() throws -> String {
        var writer = CanonicalWriter()
        try writer.object { writer in
            switch self {
            case .sale:
                writer.name("sale")
                writer.object { _ in }
            case .item(let id, let code):
                writer.name("item")
                try writer.object { writer in
                    try writer.put("code", code)
                    writer.put("id", id)
                }
            case .stock(let moves, let ofJob):
                writer.name("stock")
                writer.object { writer in
                    writer.name("moves")
                    writer.list(moves) { move, writer in
                        writer.object { writer in
                            writer.put("hundredths", move.hundredths)
                            writer.put("itemID", move.itemID)
                        }
                    }
                    writer.put("ofJob", ofJob)
                }
            case .master(let itemID, let hundredths):
                writer.name("master")
                writer.object { writer in
                    writer.put("hundredths", hundredths)
                    writer.put("itemID", itemID)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
