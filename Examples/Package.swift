// swift-tools-version: 6.1
import PackageDescription

// Programs of one's own that use Aerial as a library. Copy one, and name where Aerial lies in `path`.
let aerial: [Target.Dependency] = [.product(name: "Aerial", package: "aerial")]

let package = Package(
    name: "aerial-examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "aerial", path: "..")],
    targets: [
        .executableTarget(name: "FolderToClasses", dependencies: aerial),
        .executableTarget(name: "SceneToMap", dependencies: aerial),
        .executableTarget(name: "TwoDatesToCandidates", dependencies: aerial),
    ]
)
