/// What would be sent to a company for a sale; the answer to `GET /v1/connections/{lane}/dry-run/{sale}`.
public struct DryRunReply: Codable, Sendable, Hashable {
    /// A call that would be made.
    public struct Step: Codable, Sendable, Hashable {
        /// What it makes: `document 00-T1-000041`.
        public var what: String
        /// The method.
        public var method: String
        /// Path and query behind the provider's base address.
        public var path: String
        /// The exact body, as text; what nobody has made yet stands in angle brackets.
        @OrNull public var body: String?
        /// What a person should know of it, such as that it goes with others; nil where it goes just so.
        @OrNull public var remark: String?

        /// Makes a call.
        public init(what: String, method: String, path: String, body: String?, remark: String? = nil) {
            self.remark = remark
            (self.what, self.method, self.path) = (what, method, path)
            self.body = body
        }
    }

    /// Why nothing would be sent.
    public struct Unfit: Codable, Sendable, Hashable {
        /// What, a stable dotted code.
        public var code: String
        /// Why, in plain words.
        public var sentence: String
        /// What clears it.
        public var remedy: String

        /// Makes a reason.
        public init(code: String, sentence: String, remedy: String) {
            (self.code, self.sentence, self.remedy) = (code, sentence, remedy)
        }
    }

    /// The company's lane.
    public var lane: String
    /// The sale, as it was asked for.
    public var sale: String
    /// Where the sale goes, and what of it is there already, in sentences.
    public var remarks: [String]
    /// The calls in their order; none where there is nothing to do, or the sale does not fit the map.
    public var calls: [Step]
    /// Why nothing would be sent; nil where the sale fits.
    @OrNull public var unfit: Unfit?

    /// Makes a reply.
    public init(lane: String, sale: String, remarks: [String] = [], calls: [Step], unfit: Unfit?) {
        (self.lane, self.sale, self.remarks, self.calls) = (lane, sale, remarks, calls)
        self.unfit = unfit
    }
}
