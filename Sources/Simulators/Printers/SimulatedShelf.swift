/// The devices that can be played, by the id of the profile that they answer to.
enum SimulatedShelf {
    /// All ids, in the order in which they are shown.
    static let profiles =
        ["tremol.g03", "tremol.zfp"] + DatecsModel.all.map(\.profile) + EscPosModel.all.map(\.profile)

    /// A device fresh from its box; nil where there is none of this profile.
    static func device(_ profile: String, faults: DeviceFaultPlan, seed: UInt64) -> (any SimulatedDevice)? {
        if profile == "tremol.g03" { return TremolUnit(faults: faults, seed: seed) }
        if profile == "tremol.zfp" { return TremolPrinter(faults: faults, seed: seed) }
        if let model = DatecsModel.all.first(where: { $0.profile == profile }) {
            return DatecsUnit(model, faults: faults, seed: seed)
        }
        return EscPosModel.all.first { $0.profile == profile }.map { ReceiptPrinter($0, faults: faults, seed: seed) }
    }
}
