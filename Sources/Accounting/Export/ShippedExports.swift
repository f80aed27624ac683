/// The profiles that come with the program.
public enum ShippedExports {
    /// Their files, by name.
    public static let files: [(name: String, text: String)] = [
        ("canonical", text(PackageResources.canonical_yaml)),
        ("quickbooks", text(PackageResources.quickbooks_yaml)),
        ("sage50", text(PackageResources.sage50_yaml)),
        ("xero", text(PackageResources.xero_yaml)),
        ("zoho", text(PackageResources.zoho_yaml)),
    ]

    /// Their names.
    public static var names: [String] { files.map(\.name) }

    /// A profile by its name; nil for another one.
    static func profile(_ name: String) -> ExportProfile? {
        guard let file = files.first(where: { $0.name == name }) else { return nil }
        return try? ExportProfile.read(file.text, file: "\(name).yaml")
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
