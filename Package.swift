// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Where third-party files lie: `make deps` fills `.deps/` beside this manifest.
let root = Context.packageDirectory
let openVINO = Context.environment["AERIAL_OPENVINO"] ?? "\(root)/.deps/openvino"
// A libtorch other than Debian's: the root of a CUDA libtorch or of an installed wheel's `torch` folder.
let torch = Context.environment["AERIAL_TORCH"]

/// The wheel ships `libopenvino.so.NNNN` and no unversioned link; the number changes with each release.
func openVINOLibrary() -> String {
    let libraries = (try? FileManager.default.contentsOfDirectory(atPath: "\(openVINO)/libs")) ?? []
    let name = libraries.first { $0.hasPrefix("libopenvino.so.") } ?? "libopenvino.so"
    return "\(openVINO)/libs/\(name)"
}

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
]

/// Tests are compiled without optimising, in a quarter of the time: what they call is the product's own, optimised.
let testing = strict + [.unsafeFlags(["-Onone"])]

/// Options, tables and messages of the command line are compiled without optimising too, in a third of the time: they do nothing a
/// million times. What works is in the libraries under it.
let words = strict + [.unsafeFlags(["-Onone"])]

/// Where an installed program finds the libraries that are installed with it.
let installed: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib/aerial"])]

let torchHeaders =
    torch.map { ["\($0)/include", "\($0)/include/torch/csrc/api/include"] }
    ?? ["/usr/include/torch/csrc/api/include"]
let torchLibraries = torch.map { ["-L\($0)/lib", "-Xlinker", "-rpath", "-Xlinker", "\($0)/lib"] } ?? []

/// nvidia's wheels lie beside the torch wheel: one folder a library, each with `include` and `lib`.
func nvidiaFolders(_ kind: String) -> [String] {
    guard let torch else { return [] }
    let nvidia = "\(torch)/../nvidia"
    let wheels = (try? FileManager.default.contentsOfDirectory(atPath: nvidia)) ?? []
    return wheels.sorted().map { "\(nvidia)/\($0)/\(kind)" }
        .filter { FileManager.default.fileExists(atPath: $0) }
}
let nvidiaHeaders = nvidiaFolders("include")
let hasNCCL = nvidiaHeaders.contains { FileManager.default.fileExists(atPath: "\($0)/nccl.h") }
// Debian's libtorch has Gloo's headers beside it (libgloo-dev); PyPI's wheel does not bring them.
let torchBackends: [CXXSetting] =
    (torch == nil ? [.define("USE_C10D_GLOO")] : [])
    + (hasNCCL ? [.define("USE_C10D_NCCL"), .define("USE_CUDA")] : [])
// Nothing in the program names a symbol of libtorch_cuda: it is there to be found by libtorch.
let cudaLibraries =
    torch.map { FileManager.default.fileExists(atPath: "\($0)/lib/libtorch_cuda.so") } ?? false
    ? ["-Xlinker", "--no-as-needed", "-ltorch_cuda", "-lc10_cuda"]
        + nvidiaFolders("lib").flatMap {
            ["-Xlinker", "-rpath", "-Xlinker", $0, "-Xlinker", "-rpath-link", "-Xlinker", $0]
        }
    : []

let package = Package(
    name: "aerial",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "aerial", targets: ["aerial"]),
        .executable(name: "aerial-spark", targets: ["aerial-spark"]),
        .executable(name: "aerial-server", targets: ["aerial-server"]),
        .executable(name: "aerial-worker", targets: ["aerial-worker"]),
        // For programs of one's own: see Examples/.
        .library(name: "Aerial", targets: ["Aerial"]),
        .library(name: "AerialSpark", targets: ["AerialSpark"]),
        // Loaded at run time by the commands that train, so that the others start without libtorch.
        .library(name: "AerialTorch", type: .dynamic, targets: ["CTorch"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Hummingbird's own ground, which the server touches too.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.5.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    ],
    targets: [
        .target(name: "CFolders"),
        .target(name: "AerialCore", dependencies: ["CFolders"], swiftSettings: strict),

        .systemLibrary(
            name: "CGDAL", pkgConfig: "gdal", providers: [.apt(["libgdal-dev"])]),
        .systemLibrary(
            name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
        .target(name: "CPictures", dependencies: ["CDeflate", "CJPEG"]),
        .target(
            name: "Imagery", dependencies: ["AerialCore", "CGDAL", "CPictures"], swiftSettings: strict),
        // Apart from the imagery, so that a cluster's workers do without fonts.
        .systemLibrary(
            name: "CCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .target(
            name: "MapPictures", dependencies: ["AerialCore", "CCairo", "Imagery"], swiftSettings: strict),

        // Generated from ONNX's own schema by scripts/generate-onnx.sh.
        .target(
            name: "ONNXSchema", dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .target(
            name: "Networks",
            dependencies: [
                "AerialCore", "ONNXSchema", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ], swiftSettings: strict),

        .target(
            name: "COpenVINO",
            cxxSettings: [.unsafeFlags(["-isystem", "\(openVINO)/include"])],
            linkerSettings: [
                .unsafeFlags([
                    openVINOLibrary(), "-Xlinker", "-rpath", "-Xlinker", "\(openVINO)/libs",
                    "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib/aerial/openvino/libs",
                ])
            ]),
        .target(
            name: "Inference", dependencies: ["AerialCore", "Networks", "COpenVINO"],
            swiftSettings: strict),

        .target(
            name: "Scoring", dependencies: ["AerialCore", "Imagery", "Networks", "Inference"],
            swiftSettings: strict),

        .target(
            name: "CTorch", dependencies: ["CTorchInterface"], sources: ["all.cpp"],
            cxxSettings: torchBackends + [
                .unsafeFlags((torchHeaders + nvidiaHeaders).flatMap { ["-isystem", $0] }),
                .unsafeFlags(["-idirafter", "\(root)/Sources/CTorch/absent"]),
                // C++20, which libtorch 2 asks for, would look for C++ modules behind C headers.
                .unsafeFlags(torch == nil ? [] : ["-Xclang", "-fno-cxx-modules"]),
            ],
            linkerSettings: [
                .unsafeFlags(torchLibraries + cudaLibraries), .linkedLibrary("torch_cpu"),
                .linkedLibrary("c10"),
            ]),
        .target(name: "CTorchInterface"),
        // XGBoost is loaded at run time too; its header alone is compiled in.
        .target(name: "CXGBoost"),
        .target(name: "TorchRuntime", dependencies: ["CTorchInterface"], swiftSettings: strict),
        .target(
            name: "Classical", dependencies: ["AerialCore", "CTorchInterface", "CXGBoost", "TorchRuntime"],
            swiftSettings: strict),
        .target(
            name: "Training", dependencies: ["AerialCore", "Networks", "CTorchInterface", "TorchRuntime"],
            swiftSettings: strict),

        .target(name: "Reporting", dependencies: ["AerialCore"], swiftSettings: strict),

        .target(
            name: "RunHistory", dependencies: [.product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),

        // Generated from proto/ by scripts/generate-proto.sh.
        .target(
            name: "SparkProtocol",
            dependencies: [
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .target(
            name: "SparkConnect",
            dependencies: [
                "SparkProtocol",
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            swiftSettings: strict),

        // The journeys: what the command line does, for programs to call.
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "Aerial",
            dependencies: [
                "AerialCore", "CCrypto", "Imagery", "MapPictures", "Networks", "Inference", "Classical",
                "TorchRuntime", "Training", "Reporting", "Scoring", "Yams",
            ],
            swiftSettings: strict),

        .target(
            name: "AerialCLI",
            dependencies: [
                "Aerial", "AerialCore", "Imagery", "Networks", "Inference", "Classical", "TorchRuntime",
                "Training", "Reporting", "RunHistory", "Yams",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: words),
        .executableTarget(
            name: "aerial", dependencies: ["AerialCLI"], swiftSettings: strict,
            // An installed tree brings Swift's own libraries along.
            linkerSettings: installed),

        // The client of Spark brings most of what there is to compile, so a first map does without it.
        .target(
            name: "AerialSpark",
            dependencies: [
                "Aerial", "AerialCore", "Classical", "Inference", "Networks", "Reporting", "Scoring",
                "SparkConnect",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "aerial-spark", dependencies: ["Aerial", "AerialCLI", "AerialSpark"], swiftSettings: strict,
            linkerSettings: installed),

        // So does a server; the command line does without it too.
        .target(
            name: "AerialServer",
            dependencies: [
                "Aerial", "AerialCLI", "AerialCore", "Imagery", "Inference", "Networks", "Reporting",
                "RunHistory",
                "Scoring",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Page")], swiftSettings: strict),
        .executableTarget(
            name: "aerial-server", dependencies: ["AerialCLI", "AerialServer"], swiftSettings: strict,
            linkerSettings: installed),

        // What runs on the nodes of a cluster: imagery and inference, nothing else.
        .target(name: "CLifeline"),
        .executableTarget(
            name: "aerial-worker",
            dependencies: ["AerialCore", "CLifeline", "Imagery", "Inference", "Networks", "Scoring"],
            swiftSettings: strict,
            linkerSettings: installed),

        .testTarget(
            name: "AerialCoreTests", dependencies: ["AerialCore"], swiftSettings: testing),
        .testTarget(
            name: "ImageryTests", dependencies: ["AerialCore", "CGDAL", "Imagery"], swiftSettings: testing),
        .testTarget(
            name: "MapPicturesTests", dependencies: ["AerialCore", "Imagery", "MapPictures"],
            swiftSettings: testing),
        .testTarget(
            name: "NetworksTests",
            dependencies: [
                "AerialCore", "Networks", "ONNXSchema",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ], swiftSettings: testing),
        .testTarget(
            name: "InferenceTests",
            dependencies: [
                "AerialCore", "Networks", "Inference", "ONNXSchema",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            swiftSettings: testing),
        .testTarget(
            name: "ClassicalTests",
            dependencies: ["AerialCore", "Classical", "CTorchInterface", "CXGBoost", "TorchRuntime"],
            swiftSettings: testing),
        .testTarget(
            name: "TrainingTests", dependencies: ["AerialCore", "Inference", "Networks", "Training"],
            swiftSettings: testing),
        .testTarget(
            name: "ReportingTests", dependencies: ["AerialCore", "Reporting"],
            swiftSettings: testing),
        .testTarget(
            name: "ScoringTests", dependencies: ["AerialCore", "Imagery", "Inference", "Scoring"],
            swiftSettings: testing),
        .testTarget(
            name: "RunHistoryTests",
            dependencies: ["RunHistory", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: testing
        ),
        .testTarget(name: "SparkConnectTests", dependencies: ["SparkConnect"], swiftSettings: testing),
        // How the house is kept: folders and documentation.
        .testTarget(name: "HouseTests", swiftSettings: testing),
        .testTarget(
            name: "AerialTests",
            dependencies: [
                "Aerial", "AerialCore", "Classical", "Imagery", "Inference", "Networks", "Scoring",
                "Training",
            ],
            swiftSettings: testing),
        .testTarget(
            name: "AerialServerTests",
            dependencies: [
                "AerialCore", "AerialServer", "Imagery",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: testing),
        .testTarget(
            name: "AerialCLITests",
            dependencies: [
                "Aerial", "AerialCore", "AerialCLI", "AerialSpark", "Classical", "Imagery", "Inference",
                "Networks", "RunHistory", "Scoring", "SparkConnect", "Training",
            ],
            swiftSettings: testing),
    ],
    cxxLanguageStandard: torch == nil ? .cxx17 : .cxx20
)
