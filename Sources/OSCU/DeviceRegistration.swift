/// KRA's answer to initialisation (reference §2.3); the key in it is given once.
public struct DeviceRegistration: Sendable, Hashable {
    /// The control unit's id, KRA's `sdcId`.
    public let scuID: String
    /// The communication key; never in a text or dump of this.
    public let communicationKey: String
    /// The MRC number.
    public let mrcNumber: String?
    /// The device id.
    public let deviceID: String?
    /// The taxpayer's PIN.
    public let pin: String?
    /// The taxpayer's name.
    public let taxpayerName: String?
    /// What the business does.
    public let businessActivity: String?
    /// The branch, two digits.
    public let branchID: String?
    /// The branch's name.
    public let branchName: String?
    /// County, sub-county, locality and location, where given, with commas.
    public let location: String?
    /// Whether the branch is the head office.
    public let isHeadOffice: Bool

    /// Reads the answer's `data`; nil where control unit id or key are missing.
    ///
    /// Names are read in any case; KRA's own table misspells `sdcId` as `sdicId`.
    public init?(from data: OSCUValue) {
        let info = data["info"] ?? data
        guard let scuID = info["sdcId"]?.string ?? info["sdicId"]?.string, let key = info["cmcKey"]?.string else {
            return nil
        }
        self.scuID = scuID
        communicationKey = key
        mrcNumber = info["mrcNo"]?.string
        deviceID = info["dvcId"]?.string
        pin = info["tin"]?.string
        taxpayerName = info["taxprNm"]?.string
        businessActivity = info["bsnsActv"]?.string
        branchID = info["bhfId"]?.string
        branchName = info["bhfNm"]?.string
        let places = ["prvncNm", "dstrtNm", "sctrNm", "locDesc"].compactMap { info[$0]?.string }
        location = places.isEmpty ? nil : places.joined(separator: ", ")
        isHeadOffice = info["hqYn"]?.string?.uppercased() == "Y"
    }
}

extension DeviceRegistration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Control unit, PIN and branch, without the key.
    public var description: String {
        "DeviceRegistration(\(scuID), \(pin ?? "no PIN"), branch \(branchID ?? "unknown"))"
    }
    /// Control unit, PIN and branch, without the key.
    public var debugDescription: String { description }
    /// Nothing, so that a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
