public import FirmwareProfiles

/// How a device of a profile is worked: everything that its engine needs to know, read from the profile alone.
public enum DeviceDriver: Sendable {
    /// A receipt printer that speaks ESC/POS.
    case receiptPrinter(ReceiptPrinterDriver)
    /// A fiscal printer of the ISL family, in classic frames or in X frames.
    case fiscalPrinter(ISLDialect)
    /// A printer that speaks ZFP, for slips.
    case slipPrinter(SlipPrinterDriver)
    /// A control unit that speaks ZFP.
    case controlUnit(ControlUnitDriver)
    /// A signer that speaks HTTP and JSON.
    case signer(SignerDriver)
}

extension DeviceDriver {
    /// Reads a profile as it is for the device's firmware (``Profile/applying(firmware:)``).
    ///
    /// - Throws: ``DriverFault`` naming the key, where the profile lacks what its engine needs.
    public init(_ profile: Profile) throws(DriverFault) {
        switch profile.engine {
        case "escpos": self = .receiptPrinter(try ReceiptPrinterDriver(profile))
        case "isl-classic", "isl-x": self = .fiscalPrinter(try ISLDialect(profile))
        case "zfp" where profile.capabilities.contains("control_unit"):
            self = .controlUnit(try ControlUnitDriver(profile))
        case "zfp": self = .slipPrinter(try SlipPrinterDriver(profile))
        case "http-signer": self = .signer(try SignerDriver(profile))
        case let engine:
            throw DriverFault(
                .unfit, profile: profile.id, key: "framing.engine", "is \(engine), for which there is no engine")
        }
    }
}
