/// The body of `POST /v1/devices`.
public struct DeviceRequest: Codable, Sendable, Hashable {
    /// The name that it shall have: 1 to 32 small letters, digits and hyphens.
    public var name: String
    /// The profile's id.
    public var profile: String
    /// Where it is: `serial:/dev/…`, `usb:vvvv:pppp:SERIAL`, `tcp:host:port` or `file:/dev/…`.
    public var place: String
    /// The speed of its serial line; the profile's first where left out.
    public var speed: Int?
    /// The key that a signer wants to be shown, or the password of a device's port in the network; it is sealed and never
    /// told again.
    public var key: String?

    /// Makes a request.
    public init(name: String, profile: String, place: String, speed: Int? = nil, key: String? = nil) {
        self.name = name
        self.profile = profile
        self.place = place
        self.speed = speed
        self.key = key
    }
}

extension DeviceRequest: CustomStringConvertible, CustomReflectable {
    /// Never the key.
    public var description: String { "DeviceRequest(\(name), \(profile), \(place))" }
    /// Never the key.
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "profile": profile, "place": place]) }
}
