/// An image to score, with the class that its folder names.
public struct ScoredImage: Sendable, Equatable {
    /// As this machine reaches it.
    public let path: String
    /// The folder it was found in, as given; the path itself for a single image.
    public let source: String
    /// Unique among the inputs.
    public let id: String
    /// The name of the folder right above it when it was found below a given folder.
    public let folder: String?

    /// - Parameters:
    ///   - source: the folder that it was found in; the path itself for a single image.
    ///   - id: unique among the inputs.
    public init(path: String, source: String, id: String, folder: String?) {
        self.path = path
        self.source = source
        self.id = id
        self.folder = folder
    }
}
