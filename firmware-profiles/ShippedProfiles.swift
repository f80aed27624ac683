public import FirmwareProfiles

/// The profiles that come with the program.
public enum ShippedProfiles {
    /// Their files, by name.
    public static let files: [ProfileLibrary.File] = [
        file("daisy.isl", PackageResources.daisy_isl_yaml),
        file("datecs.dp-25", PackageResources.datecs_dp_25_yaml),
        file("datecs.fp-700", PackageResources.datecs_fp_700_yaml),
        file("datecs.isl", PackageResources.datecs_isl_yaml),
        file("datecs.x", PackageResources.datecs_x_yaml),
        file("eltrade.isl", PackageResources.eltrade_isl_yaml),
        file("epson.tm-t20", PackageResources.epson_tm_t20_yaml),
        file("epson.tm-t88", PackageResources.epson_tm_t88_yaml),
        file("generic.escpos-58", PackageResources.generic_escpos_58_yaml),
        file("generic.escpos-80", PackageResources.generic_escpos_80_yaml),
        file("incotex.isl", PackageResources.incotex_isl_yaml),
        file("signer.type-c", PackageResources.signer_type_c_yaml),
        file("star.escpos", PackageResources.star_escpos_yaml),
        file("tremol.g03", PackageResources.tremol_g03_yaml),
        file("tremol.zfp", PackageResources.tremol_zfp_yaml),
        file("xprinter.pos-80", PackageResources.xprinter_pos_80_yaml),
    ]

    private static func file(_ id: String, _ bytes: [UInt8]) -> ProfileLibrary.File {
        ProfileLibrary.File(name: "\(id).yaml", text: String(decoding: bytes, as: UTF8.self))
    }
}
