import Devices
import FirmwareProfiles
import ShippedProfiles

/// The profiles that come with the program, and the dialects that they make.
enum Shipped {
    static let profiles = ProfileLibrary(ShippedProfiles.files).profiles

    static func profile(_ id: String) -> Profile {
        guard let profile = profiles[id] else { preconditionFailure("no shipped profile \(id) without a fault") }
        return profile
    }

    fileprivate static func dialect(_ id: String) -> ISLDialect {
        do throws(DriverFault) {
            return try ISLDialect(profile(id))
        } catch {
            preconditionFailure(error.sentence)
        }
    }

    /// The ZFP printer's driver.
    static let slipPrinter: SlipPrinterDriver = {
        do throws(DriverFault) {
            return try SlipPrinterDriver(profile("tremol.zfp"))
        } catch {
            preconditionFailure(error.sentence)
        }
    }()

    /// A shipped profile with its ancestors, its text changed; nil where the linter does not let it pass.
    static func changed(_ id: String, _ change: (String) -> String) -> Profile? {
        guard let lineage = profiles[id]?.lineage else { return nil }
        let files = ShippedProfiles.files.filter { file in lineage.contains { "\($0).yaml" == file.name } }
        return ProfileLibrary(
            files.map { $0.name == "\(id).yaml" ? .init(name: $0.name, text: change($0.text)) : $0 }
        ).profiles[id]
    }
}

extension ISLDialect {
    static let datecsClassic = Shipped.dialect("datecs.isl")
    static let datecsX = Shipped.dialect("datecs.x")
    static let daisy = Shipped.dialect("daisy.isl")
    static let eltrade = Shipped.dialect("eltrade.isl")
    static let incotex = Shipped.dialect("incotex.isl")
}
