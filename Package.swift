// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A pure room: values only, no door to the operating system.
func pure(_ name: String, _ rooms: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: rooms, swiftSettings: strict)
}

/// The tests of a room.
func tests(
    _ room: String,
    _ more: [Target.Dependency] = [],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: "\(room)Tests",
        dependencies: [.byName(name: room), "TestSupport"] + more,
        exclude: exclude,
        swiftSettings: strict
    )
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOTLS", package: "swift-nio"),
]
let certificates: [Target.Dependency] = [
    crypto, .product(name: "SwiftASN1", package: "swift-asn1"),
    .product(name: "X509", package: "swift-certificates"),
]
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")

let package = Package(
    name: "gapwatch",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "gapwatch", targets: ["gapwatch"]),
        // For scripts/fuzz alone: linked with libFuzzer there.
        .library(name: "Fuzzing", type: .static, targets: ["Fuzzing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Pure rooms: what is decided.
        pure("Bench", [crypto]),
        pure("Gaps", ["Bench"]),
        pure("Scoring", ["Bench"]),
        pure("Vendors", ["Bench"]),
        pure("Asking", ["Bench", "Scoring", "Vendors"]),
        pure("Batches", ["Bench", "Vendors"]),
        pure("Cluster", ["Bench"]),
        pure("Audit", ["Bench"]),
        pure("Signing", [crypto]),
        pure("Drill", ["Bench", "Cluster", "Audit"]),
        pure("Linting", ["Bench"]),

        // Doors: where it is done.
        .target(
            name: "Packs",
            dependencies: ["Bench", "Linting", "Scoring", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict
        ),
        .target(
            name: "Store",
            dependencies: [
                "Bench", "Gaps", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "MetricsPage",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(name: "Membership", dependencies: certificates, swiftSettings: strict),
        .target(
            name: "Link",
            dependencies: nio + ["Cluster", .product(name: "NIOSSL", package: "swift-nio-ssl")],
            swiftSettings: strict
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .target(name: "Transfers", dependencies: ["CCurl"], swiftSettings: strict),
        .target(name: "Cache", dependencies: ["Bench", "Vendors"], swiftSettings: strict),
        .target(
            name: "Rehearsal",
            dependencies: [
                "Bench", "Signing", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Publish",
            dependencies: ["Bench", "Gaps", mustache],
            resources: [.embedInCode("Templates/report.html")],
            swiftSettings: strict
        ),

        // The hallway.
        .target(
            name: "Commands",
            dependencies: [
                "Bench", "Gaps", "Scoring", "Vendors", "Asking", "Batches", "Cluster", "Audit",
                "Drill", "Cache", "Linting", "Packs", "Signing",
                "Store", "Link", "Membership", "MetricsPage",
                "Transfers", "Rehearsal", "Publish",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "gapwatch", dependencies: ["Commands"], swiftSettings: strict),

        // Tests, a target a room.
        tests("Bench"),
        tests("Gaps", ["Bench"]),
        tests("Scoring", ["Bench"]),
        tests("Vendors", ["Bench"], exclude: ["Batches", "Matrix"]),
        tests("Asking", ["Bench", "Scoring", "Vendors"]),
        tests("Batches", ["Bench", "Vendors"]),
        tests("Cluster", ["Bench"]),
        tests("Audit", ["Bench"]),
        tests("Signing"),
        tests("Drill"),
        tests("Linting", ["Bench"]),
        tests("Packs", ["Bench", "Linting"]),
        tests("Store", ["Bench", "Gaps"]),
        tests("Link", ["Bench", "Cluster"] + nio),
        tests("Membership", certificates),
        tests("Transfers"),
        tests("Cache", ["Bench", "Vendors"]),
        tests("Rehearsal", ["Bench", "Packs", "Scoring", "Vendors"]),
        tests("Publish", ["Bench", "Gaps"]),
        .target(
            name: "TestSupport",
            dependencies: ["Bench"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .target(
            name: "Fuzzing",
            dependencies: ["Bench", "Cluster"],
            path: "Tests/Fuzzing",
            swiftSettings: strict
        ),
        tests("Fuzzing", ["Bench", "Cluster"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["gapwatch", "TestSupport", "Transfers"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
