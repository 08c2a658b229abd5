internal import AerialCore
internal import Networks

extension LearnedImages {
    /// - Parameter title: what the reading of the files is called.
    init(_ images: [DatasetImage], title: String, observer: any JourneyObserver) throws {
        self.init(checksums: try Self.checksums(of: images, title: title, observer: observer))
    }

    /// Which of some images it holds, by their ids. Files that cannot be read are none.
    func ids(among images: [DatasetImage], observer: any JourneyObserver) throws -> Set<String> {
        let title = "looking for pictures that the model knows"
        let sums = try Self.checksums(of: images, title: title, observer: observer)
        return Set(zip(images, sums).filter { contains(checksum: $1) }.map(\.0.id))
    }

    private static func checksums(
        of images: [DatasetImage], title: String, observer: any JourneyObserver
    ) throws -> [String] {
        let progress = Progress(title, unit: "tiles", total: images.count, observer: observer)
        let sums = try images.map { image in
            try progress.advance()
            return (try? FileChecksum.sha256(ofFile: image.path)) ?? ""
        }
        progress.finish()
        return sums
    }
}
