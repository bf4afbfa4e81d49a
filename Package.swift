// swift-tools-version:6.2
import PackageDescription

// Its headers have a folder of their own; its pkg-config file would also link the library, which CLoader loads.
let headersOfLibXML2 = "-I/usr/include/libxml2"

let common: [SwiftSetting] = [
    .unsafeFlags(["-Xcc", headersOfLibXML2]),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Targets that touch no C pointer are held to strict memory safety as well.
let safe: [SwiftSetting] = common + [.strictMemorySafety()]

let package = Package(
    name: "virtpulse",
    products: [
        .executable(name: "virtpulse", targets: ["virtpulse"]),
        .executable(name: "virtpulse-plugin", targets: ["virtpulse-plugin"]),
        .executable(name: "virtpulse-snmp", targets: ["virtpulse-snmp"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
        // its default traits want all of Foundation, and so another 45 MB
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: [
        // only their headers: CLoader loads the libraries
        .systemLibrary(name: "CLibvirt", providers: [.apt(["libvirt-dev"])]),
        .systemLibrary(name: "CLibXML2", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CCrypt"),
        .systemLibrary(name: "CNetSNMP", providers: [.apt(["libsnmp-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .target(name: "CLoader", cSettings: [.unsafeFlags([headersOfLibXML2])]),
        .target(name: "CMemory"),
        .target(name: "DaemonMemory", dependencies: ["CMemory"], swiftSettings: safe),
        .target(name: "Catalogue", swiftSettings: safe),
        .target(name: "Snapshot", dependencies: ["Catalogue"], swiftSettings: safe),
        .target(name: "DomainXML", dependencies: ["CLibXML2", "CLoader", "Snapshot"], swiftSettings: common),
        .target(name: "Libvirt", dependencies: ["CLibvirt", "CLoader"], swiftSettings: common),
        .target(name: "Sampler", dependencies: ["Catalogue", "Snapshot"], swiftSettings: safe),
        .target(
            name: "LibvirtSource",
            dependencies: ["Catalogue", "DomainXML", "Libvirt", "Sampler", "Snapshot"],
            swiftSettings: safe
        ),
        .target(name: "History", dependencies: ["Catalogue", "Snapshot"], swiftSettings: safe),
        .target(
            name: "HTMLOutput", dependencies: ["Catalogue", "History", "Snapshot"],
            resources: [.embedInCode("Assets")], swiftSettings: safe),
        .target(name: "PrometheusOutput", dependencies: ["Catalogue", "Snapshot"], swiftSettings: safe),
        .target(
            name: "Feed",
            dependencies: ["Catalogue", "Snapshot", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["feed.proto"], swiftSettings: common),
        .target(
            name: "FeedServer",
            dependencies: [
                "Feed", "Snapshot",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: common),
        .target(name: "MuninOutput", dependencies: ["Catalogue", "Snapshot"], swiftSettings: safe),
        .target(name: "PosixPattern", swiftSettings: safe),
        .target(
            name: "CollectdOutput", dependencies: ["Catalogue", "PosixPattern", "Snapshot"], swiftSettings: safe),
        .target(name: "NagiosOutput", dependencies: ["Catalogue", "PosixPattern", "Snapshot"], swiftSettings: safe),
        .target(name: "SNMPOutput", dependencies: ["Catalogue", "Snapshot"], swiftSettings: safe),
        .target(
            name: "CommandLineInterface",
            dependencies: [
                "Feed", "Libvirt", "LibvirtSource", "Snapshot",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: safe
        ),
        .target(
            name: "HostFollowing",
            dependencies: [
                "Catalogue", "CommandLineInterface", "Feed", "Libvirt", "LibvirtSource", "Sampler", "Snapshot",
            ],
            swiftSettings: safe),
        .target(
            name: "DaemonLog",
            dependencies: [
                "CommandLineInterface",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: safe),
        .target(name: "AgentX", dependencies: ["CNetSNMP", "SNMPOutput"], swiftSettings: common),
        .target(name: "WebConfig", dependencies: ["CCrypt", "CYAML"], swiftSettings: common),
        .target(
            name: "HTTPServer",
            dependencies: [
                "CZlib", "WebConfig",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: common
        ),
        .executableTarget(
            name: "virtpulse",
            dependencies: [
                "Catalogue", "CommandLineInterface", "DaemonLog", "DaemonMemory", "Feed", "FeedServer", "HTMLOutput",
                "HTTPServer",
                "History", "Libvirt", "LibvirtSource", "PosixPattern", "PrometheusOutput", "Sampler", "Snapshot",
                "WebConfig",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: safe
        ),
        .executableTarget(
            name: "virtpulse-plugin",
            dependencies: [
                "Catalogue", "CollectdOutput", "CommandLineInterface", "DomainXML", "Feed", "HostFollowing", "Libvirt",
                "LibvirtSource", "MuninOutput", "NagiosOutput", "Sampler", "Snapshot",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: safe
        ),
        .executableTarget(
            name: "virtpulse-snmp",
            dependencies: [
                "AgentX", "Catalogue", "CommandLineInterface", "DaemonLog", "DaemonMemory", "Feed", "HostFollowing",
                "Libvirt",
                "SNMPOutput", "Snapshot",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: safe
        ),

        .testTarget(
            name: "CatalogueTests", dependencies: ["Catalogue"], exclude: ["names.txt"], swiftSettings: common),
        .testTarget(
            name: "SnapshotTests", dependencies: ["Catalogue", "SeededRandom", "Snapshot"], swiftSettings: common),
        .testTarget(
            name: "DomainXMLTests", dependencies: ["DomainXML", "SeededRandom", "Snapshot"], exclude: ["Fixtures"],
            swiftSettings: common),
        // the tests change domains, which no program does: the loader has no jumps for that
        .testTarget(
            name: "LibvirtTests", dependencies: ["Libvirt", "SeededRandom"], swiftSettings: common,
            linkerSettings: [.linkedLibrary("virt")]),
        .testTarget(
            name: "SamplerTests", dependencies: ["Catalogue", "Sampler", "SeededRandom", "Snapshot"],
            swiftSettings: common),
        .testTarget(name: "AgentXTests", dependencies: ["AgentX"], swiftSettings: common),
        .testTarget(
            name: "LibvirtSourceTests",
            dependencies: ["Catalogue", "Libvirt", "LibvirtSource", "Sampler", "Snapshot"], swiftSettings: common),
        .testTarget(
            name: "PrometheusOutputTests",
            dependencies: [
                "Catalogue", "Exposition", "PrometheusOutput", "RealGuests", "SeededRandom", "Snapshot",
                "TestSnapshots",
            ],
            swiftSettings: common),
        .testTarget(
            name: "FeedTests",
            dependencies: [
                "Catalogue", "Feed", "FeedServer", "PrometheusOutput", "SeededRandom", "Snapshot", "TestSnapshots",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Recorded"], swiftSettings: common),
        .testTarget(
            name: "MuninOutputTests", dependencies: ["Catalogue", "MuninOutput", "SeededRandom", "Snapshot"],
            swiftSettings: common),
        .testTarget(
            name: "CollectdOutputTests",
            dependencies: ["Catalogue", "CollectdOutput", "Libvirt", "SeededRandom", "Snapshot"],
            swiftSettings: common),
        .testTarget(name: "PosixPatternTests", dependencies: ["PosixPattern"], swiftSettings: common),
        .testTarget(
            name: "CommandLineInterfaceTests", dependencies: ["CommandLineInterface", "Feed"], swiftSettings: common),
        .testTarget(
            name: "NagiosOutputTests", dependencies: ["Catalogue", "NagiosOutput", "SeededRandom", "Snapshot"],
            swiftSettings: common),
        .testTarget(
            name: "SNMPOutputTests", dependencies: ["Catalogue", "SeededRandom", "SNMPOutput", "Snapshot"],
            exclude: ["Fixtures"], swiftSettings: common),
        .testTarget(
            name: "PluginTests",
            dependencies: [
                "CommandLineInterface", "DomainXML", "Libvirt", "NagiosOutput", "Snapshot", "virtpulse-plugin",
            ],
            swiftSettings: common),
        .testTarget(
            name: "WebConfigTests", dependencies: ["SeededRandom", "WebConfig"], exclude: ["Fixtures"],
            swiftSettings: common),
        .testTarget(
            name: "HTTPServerTests", dependencies: ["HTTPServer", "SeededRandom", "TestCertificates", "WebConfig"],
            swiftSettings: common),
        .testTarget(name: "HistoryTests", dependencies: ["History", "Snapshot"], swiftSettings: common),
        .testTarget(
            name: "HTMLOutputTests", dependencies: ["HTMLOutput", "History", "Snapshot"], swiftSettings: common),
        .target(name: "Exposition", path: "Tests/Exposition", swiftSettings: common),
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: common),
        .target(
            name: "TestSnapshots", dependencies: ["Catalogue", "PrometheusOutput", "Snapshot"],
            path: "Tests/TestSnapshots", swiftSettings: common),
        .target(name: "TestCertificates", path: "Tests/TestCertificates", swiftSettings: common),
        .target(
            name: "RealGuests", dependencies: ["Exposition"], path: "Tests/RealGuests", swiftSettings: common),
        .testTarget(
            name: "EndToEnd",
            dependencies: [
                "Catalogue", "CollectdOutput", "Exposition", "Feed", "HTTPServer", "Libvirt", "LibvirtSource",
                "NagiosOutput", "PrometheusOutput", "RealGuests",
                "Sampler", "Snapshot", "TestCertificates", "virtpulse", "virtpulse-plugin", "virtpulse-snmp",
            ],
            path: "Tests/EndToEnd",
            swiftSettings: common
        ),
    ],
    swiftLanguageModes: [.v6]
)

// Only for `make bench`: nobody else shall pay for building it.
if Context.environment["VIRTPULSE_BENCH"] == "1" {
    package.products.append(.executable(name: "virtpulse-bench", targets: ["virtpulse-bench"]))
    package.targets.append(
        .executableTarget(
            name: "virtpulse-bench", dependencies: ["Catalogue", "Feed", "Libvirt", "PrometheusOutput", "Snapshot"],
            path: "Benchmarks/virtpulse-bench", swiftSettings: common
        )
    )
}

// Only for `make soak`, likewise.
if Context.environment["VIRTPULSE_SOAK"] == "1" {
    package.products.append(.executable(name: "virtpulse-soak", targets: ["virtpulse-soak"]))
    package.targets.append(
        .executableTarget(
            name: "virtpulse-soak", dependencies: ["Exposition", "Feed", "RealGuests", "SeededRandom", "Snapshot"],
            path: "Tests/Soak",
            swiftSettings: common
        )
    )
}

// Only for `make fuzz`, likewise.
if Context.environment["VIRTPULSE_FUZZ"] == "1" {
    package.products.append(.executable(name: "virtpulse-fuzz", targets: ["virtpulse-fuzz"]))
    package.targets.append(
        .executableTarget(
            name: "virtpulse-fuzz",
            dependencies: [
                "CollectdOutput", "Feed", "HTTPServer", "MuninOutput", "PrometheusOutput", "Snapshot", "WebConfig",
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            path: "Tests/Fuzz", exclude: ["collectd-configurations", "requests"], swiftSettings: common
        )
    )
}
