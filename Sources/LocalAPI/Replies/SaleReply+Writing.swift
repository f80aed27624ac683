import Fiscal

extension ReplyCoding {
    /// The reply to a sale: the same bytes as the encoder's, written straight, for every till waits for them.
    ///
    /// - Throws: `EncodingError` only for a reply that cannot be JSON, which is a mistake in our own types.
    public static func bytes(of reply: SaleReply) throws -> [UInt8] {
        var writer = CanonicalWriter()
        try writer.object { writer in
            try writer.put("accepted_at", reply.acceptedAt)
            writer.put("credits", json: try orNull(reply.credits))
            writer.put("fiscal", json: try orNull(reply.fiscal))
            try writer.put("id", reply.id)
            writer.name("links")
            try writer.object { writer in
                try writer.put("receipt", reply.links.receipt)
                try writer.put("self", reply.links.`self`)
            }
            if let printed = reply.printed { writer.put("printed", printed) }
            writer.name("seal")
            try writer.object { writer in
                try writer.put("hash", reply.seal.hash)
                try writer.put("key", reply.seal.key)
                try writer.put("signature", reply.seal.signature)
            }
            writer.put("sequence", reply.sequence)
            writer.put("sold_at", json: try orNull(reply.soldAt))
            try writer.put("state", reply.state.rawValue)
            writer.put("task", json: reply.task.map { Array(String($0).utf8) } ?? null)
            try writer.put("temporary_number", reply.temporaryNumber)
            writer.name("totals")
            try write(reply.totals, to: &writer)
        }
        return writer.bytes
    }

    private static let null = Array("null".utf8)

    private static func orNull(_ value: (some Encodable)?) throws -> [UInt8] {
        try value.map { try bytes(of: $0) } ?? null
    }

    private static func write(_ totals: TotalsReply, to writer: inout CanonicalWriter) throws {
        try writer.object { writer in
            writer.name("by_tax")
            try writer.object { writer in
                for (letter, part) in totals.byTax.sorted(by: { $0.key < $1.key }) {
                    try writer.name(text: letter)
                    try writer.object { writer in
                        try writer.put("tax", part.tax)
                        try writer.put("taxable", part.taxable)
                    }
                }
            }
            try writer.put("tax", totals.tax)
            try writer.put("taxable", totals.taxable)
            try writer.put("total", totals.total)
        }
    }
}
