// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Every parser that is ours, built with libFuzzer and the address sanitizer, in a package of its own: the product's graph
// stays light. The sources are the product's, by links. `make fuzz SECONDS=60` builds and runs all targets.
let openVINO =
    Context.environment["AERIAL_OPENVINO"] ?? "\(Context.packageDirectory)/../.deps/openvino"

/// The wheel ships `libopenvino.so.NNNN` and no unversioned link.
func openVINOLibrary() -> String {
    let libraries = (try? FileManager.default.contentsOfDirectory(atPath: "\(openVINO)/libs")) ?? []
    return "\(openVINO)/libs/\(libraries.first { $0.hasPrefix("libopenvino.so.") } ?? "libopenvino.so")"
}

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("ExistentialAny"),
    .unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library", "-enable-testing"]),
]
let sanitized = ["-fsanitize=fuzzer-no-link,address", "-fno-omit-frame-pointer"]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "CFolders"),
        .target(name: "AerialCore", dependencies: ["CFolders"], swiftSettings: strict),
        .systemLibrary(name: "CGDAL", pkgConfig: "gdal"),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate"),
        .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg"),
        .target(
            name: "CPictures", dependencies: ["CDeflate", "CJPEG"], cSettings: [.unsafeFlags(sanitized)]),
        .target(name: "Imagery", dependencies: ["AerialCore", "CGDAL", "CPictures"], swiftSettings: strict),
        .target(
            name: "ONNXSchema", dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .target(
            name: "Networks",
            dependencies: [
                "AerialCore", "ONNXSchema", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ], swiftSettings: strict),
        .target(
            name: "COpenVINO", cxxSettings: [.unsafeFlags(["-isystem", "\(openVINO)/include"])],
            linkerSettings: [
                .unsafeFlags([openVINOLibrary(), "-Xlinker", "-rpath", "-Xlinker", "\(openVINO)/libs"])
            ]),
        .target(
            name: "Inference", dependencies: ["AerialCore", "Networks", "COpenVINO"], swiftSettings: strict),
        .target(
            name: "Scoring", dependencies: ["AerialCore", "Imagery", "Networks", "Inference"],
            swiftSettings: strict),
        // Single files of targets that would bring a cluster's client or a command line along.
        .target(name: "Arrow", swiftSettings: strict),
        .target(name: "Ledger", dependencies: ["Scoring"], swiftSettings: strict),
        .target(name: "Training", dependencies: ["Networks"], swiftSettings: strict),
        .target(
            name: "Aerial", dependencies: ["AerialCore", "Imagery", "Training", "Yams"], swiftSettings: strict
        ),
        .target(name: "AerialCLI", dependencies: ["Aerial", "AerialCore", "Yams"], swiftSettings: strict),
        .executableTarget(
            name: "Fuzzers",
            dependencies: [
                "Aerial", "AerialCLI", "AerialCore", "Arrow", "CPictures", "Imagery", "Inference", "Ledger",
                "Networks", "Scoring", "Training",
            ],
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]),
    ],
    cxxLanguageStandard: .cxx17
)
