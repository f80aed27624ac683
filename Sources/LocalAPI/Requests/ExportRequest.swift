/// The body of `POST /v1/exports`.
public struct ExportRequest: Codable, Sendable, Hashable {
    /// A profile that comes with the program; left out where `profileText` is given.
    public var profile: String?
    /// A profile of the person's own, as YAML.
    public var profileText: String?
    /// What the person's own profile is called in faults.
    public var profileFile: String?
    /// The first day of sale, `yyyy-mm-dd` in Kenya.
    public var from: String
    /// The last day of sale.
    public var to: String
    /// `csv` or `xlsx`.
    public var format: String?
    /// The company's books, by a name of the person's; `default` where left out.
    public var target: String?
    /// Whether sales are taken that left before.
    public var again: Bool?
    /// Whether sales are taken that KRA has not answered.
    public var includesUnfiscalised: Bool?
    /// Whether sales are taken that a connected company of the profile's provider gets by itself.
    public var includesPosted: Bool?

    private enum CodingKeys: String, CodingKey {
        case profile, from, to, format, target, again
        case profileText = "profile_text"
        case profileFile = "profile_file"
        case includesUnfiscalised = "include_unfiscalised"
        case includesPosted = "include_posted"
    }

    /// Makes a request for the days from one to another, both included.
    public init(
        profile: String?, profileText: String? = nil, profileFile: String? = nil, from: String, to: String,
        format: String? = nil, target: String? = nil, again: Bool = false, includesUnfiscalised: Bool = false,
        includesPosted: Bool = false
    ) {
        self.profile = profile
        self.profileText = profileText
        self.profileFile = profileFile
        self.from = from
        self.to = to
        self.format = format
        self.target = target
        self.again = again
        self.includesUnfiscalised = includesUnfiscalised
        self.includesPosted = includesPosted
    }
}
