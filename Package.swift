// swift-tools-version: 6.2
import PackageDescription

/// What every room is compiled with: Swift 6, and a warning is an error.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A room of the house: its name, the rooms below that it uses, and the outside packages it opens its door to.
func room(
    _ name: String, uses: [Target.Dependency] = [], path: String? = nil, exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .target(name: name, dependencies: uses, path: path, exclude: exclude, resources: resources, swiftSettings: house)
}

/// The tests of one room.
func tests(_ name: String, uses: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: uses, resources: resources, swiftSettings: house)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")

let package = Package(
    name: "risiti",
    products: [
        .executable(name: "risiti", targets: ["risiti"]),
        .executable(name: "risiti-sim", targets: ["risiti-sim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        // Doors.
        .executableTarget(name: "risiti", dependencies: ["Commands"], swiftSettings: house),
        .executableTarget(name: "risiti-sim", dependencies: ["Simulators", arguments], swiftSettings: house),
        // Front.
        room(
            "Commands",
            uses: [
                "Server", "Agent", "Accounting", "LocalAPI", "Spool", "Custody", "Fiscal", "FirmwareProfiles",
                "ShippedProfiles", "JSON", "Rendering", arguments, crypto, lifecycle, signals,
                logging,
            ]),
        room("Simulators", uses: [hummingbird, httpTypes, nio, arguments, lifecycle, logging]),
        // Counter.
        room(
            "Server",
            uses: [
                "Agent", "Accounting", "Forwarder", "Fiscal", "JSON", "LocalAPI", "Rendering", "Spool", hummingbird,
                httpTypes, nio,
                lifecycle, logging,
                crypto,
            ], resources: [.embedInCode("OpenAPI")]),
        // Back office.
        room(
            "Agent",
            uses: [
                "Forwarder", "Spool", "Custody", "Devices", "Rendering", "OSCU", "Accounting", "Wire", "Outbound",
                "FirmwareProfiles", "ShippedProfiles", "Fiscal", "JSON", lifecycle, logging, configuration,
                systemPackage, yams,
            ]),
        // Dispatch.
        room("Forwarder", uses: ["Fiscal", "Spool", lifecycle, logging]),
        // Workshops.
        room("Spool", uses: ["Fiscal", "SpoolSchema", "CSQLite", grdb, crypto, logging]),
        room("Custody", uses: ["Fiscal", crypto, cryptoExtras]),
        room("Rendering", uses: ["Fiscal", "CHaru", "CQREncode"]),
        room(
            "Accounting", uses: ["Fiscal", "Outbound", "JSON", "CXlsxWriter", crypto, yams, mustache],
            resources: [.embedInCode("Export/Profiles")]),
        room("OSCU", uses: ["Fiscal", "Outbound"]),
        room("LocalAPI", uses: ["Fiscal", "Outbound", "JSON"]),
        room("Devices", uses: ["Fiscal", "Wire", "FirmwareProfiles"]),
        // Foundations.
        room("Fiscal"),
        room("JSON"),
        room("Wire", uses: ["CLibUSB"]),
        room("FirmwareProfiles", uses: [yams]),
        room(
            "ShippedProfiles", uses: ["FirmwareProfiles"], path: "firmware-profiles",
            exclude: ["README.md", "profile.schema.json"], resources: [.embedInCode("devices")]),
        room("Outbound", uses: ["CCurl", "CNetlink"]),
        room("SpoolSchema", path: "spool", exclude: ["CONTRACT.md"], resources: [.embedInCode("migrations")]),
        // Tests.
        .target(
            name: "HTTPTestSupport", dependencies: ["Outbound"], path: "Tests/HTTPTestSupport", swiftSettings: house),
        .target(name: "ChanceSupport", path: "Tests/ChanceSupport", swiftSettings: house),
        .target(
            name: "ProgramSupport",
            dependencies: [systemPackage, .product(name: "Subprocess", package: "swift-subprocess")],
            path: "Tests/ProgramSupport", swiftSettings: house),
        .target(
            name: "BooksTestSupport", dependencies: ["Accounting", "Simulators"], path: "Tests/BooksTestSupport",
            swiftSettings: house),
        tests("FiscalTests", uses: ["Fiscal", "ChanceSupport"]),
        tests(
            "RenderingTests", uses: ["Rendering", "Fiscal", "ChanceSupport", "ProgramSupport", "Simulators"],
            resources: [.copy("Golden")]),
        tests("OutboundTests", uses: ["Outbound", "HTTPTestSupport", "ProgramSupport"]),
        tests("FirmwareProfilesTests", uses: ["FirmwareProfiles", "ShippedProfiles", "ChanceSupport"]),
        tests(
            "WireTests",
            uses: [
                "Wire", "CMockBus", "Devices", "FirmwareProfiles", "ShippedProfiles", "Simulators", "ChanceSupport",
                "ProgramSupport",
            ]),
        .target(name: "CMockBus", dependencies: ["CUMockdev"], path: "Tests/CMockBus"),
        .systemLibrary(
            name: "CUMockdev", path: "Tests/CUMockdev", pkgConfig: "umockdev-1.0",
            providers: [.apt(["libumockdev-dev", "umockdev"])]),
        tests(
            "DevicesTests",
            uses: [
                "Devices", "Wire", "Outbound", "Fiscal", "FirmwareProfiles", "ShippedProfiles", "Simulators",
                "ChanceSupport", "HTTPTestSupport", "ProgramSupport",
            ]),
        tests(
            "AccountingTests",
            uses: [
                "Accounting", "Outbound", "Fiscal", "JSON", "HTTPTestSupport", "ChanceSupport", "ProgramSupport",
                "Simulators",
                crypto,
            ], resources: [.copy("Golden")]),
        tests("OSCUTests", uses: ["OSCU", "Outbound", "Fiscal", "HTTPTestSupport"]),
        tests("LocalAPITests", uses: ["LocalAPI", "Fiscal", "JSON"]),
        tests("CommandsTests", uses: ["Commands", "JSON", "LocalAPI", arguments]),
        tests(
            "AgentTests",
            uses: [
                "Agent", "Accounting", "Commands", "Server", "Simulators", "Spool", "Custody", "Forwarder", "LocalAPI",
                "Outbound", "Fiscal", "JSON", "SpoolTestSupport", "HTTPTestSupport", "BooksTestSupport",
                "ProgramSupport", lifecycle, logging, arguments,
            ]),
        .target(
            name: "SpoolTestSupport", dependencies: ["Fiscal", "Spool", "CFaultyDisk", crypto],
            path: "Tests/SpoolTestSupport", swiftSettings: house),
        .target(
            name: "CFaultyDisk", path: "Tests/CFaultyDisk", cSettings: [.define("_GNU_SOURCE")],
            linkerSettings: [.linkedLibrary("sqlite3")]),
        tests(
            "SpoolTests",
            uses: ["Spool", "SpoolSchema", "Fiscal", "SpoolTestSupport", "ProgramSupport", grdb, crypto]),
        tests(
            "CrashTests", uses: ["Agent", "Custody", "Spool", "SpoolSchema", "Fiscal", "SpoolTestSupport", grdb]),
        tests("CustodyTests", uses: ["Custody", "Fiscal", crypto]),
        tests("ForwarderTests", uses: ["Forwarder", "Spool", "Fiscal", "SpoolTestSupport"]),
        .target(
            name: "Simulation",
            dependencies: [
                "Accounting", "Agent", "Forwarder", "Spool", "Custody", "Devices", "JSON", "LocalAPI", "OSCU",
                "Outbound",
                "Rendering", "Fiscal", "Simulators", "SpoolTestSupport", "BooksTestSupport", crypto,
            ], path: "Tests/Simulation", swiftSettings: house),
        .executableTarget(
            name: "risiti-simulate", dependencies: ["Simulation", "Accounting", arguments, logging],
            path: "Tests/SimulateTool", swiftSettings: house),
        tests("SimulationTests", uses: ["Simulation"]),
        tests("TidyTests", uses: ["SpoolSchema"]),
        tests("SimulatorsTests", uses: ["Simulators"]),
        // C libraries.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
        .systemLibrary(name: "CHaru", providers: [.apt(["libhpdf-dev"])]),
        .systemLibrary(name: "CNetlink"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    ]
)
