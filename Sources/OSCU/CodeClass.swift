/// One class of KRA's code list (reference §2.4).
public struct CodeClass: Sendable, Hashable, Codable {
    /// One code of a class.
    public struct Entry: Sendable, Hashable, Codable {
        /// The code.
        public let code: String
        /// Its name.
        public let name: String
        /// Its description.
        public let description: String?
        /// Its place in lists.
        public let order: Int64?
        /// Whether it is in use.
        public let isUsed: Bool
        /// KRA's own values; class 04 keeps the tax rate in the first.
        public let values: [String?]
    }

    /// The class, two digits: `04` is tax types, `07` payment methods.
    public let code: String
    /// Its name.
    public let name: String
    /// Whether it is in use.
    public let isUsed: Bool
    /// Its codes.
    public let codes: [Entry]

    /// Reads every class of an answer's `data`; entries without a code are left out.
    public static func all(in data: OSCUValue) -> [CodeClass] {
        (data["clsList"]?.elements ?? []).compactMap { CodeClass($0) }
    }

    private init?(_ value: OSCUValue) {
        guard let code = value["cdCls"]?.string else { return nil }
        self.code = code
        name = value["cdClsNm"]?.string ?? ""
        isUsed = value["useYn"]?.string?.uppercased() != "N"
        codes = (value["dtlList"]?.elements ?? []).compactMap { Entry($0) }
    }
}

extension CodeClass.Entry {
    fileprivate init?(_ value: OSCUValue) {
        guard let code = value["cd"]?.string else { return nil }
        self.code = code
        name = value["cdNm"]?.string ?? ""
        description = value["cdDesc"]?.string
        order = value["srtOrd"]?.whole
        isUsed = value["useYn"]?.string?.uppercased() != "N"
        values = ["userDfnCd1", "userDfnCd2", "userDfnCd3"].map { value[$0]?.string }
    }
}
