internal import AerialCore
internal import Networks

extension LearnedImages {
    /// - Parameter title: what the reading of the files is called.
    init(_ images: [DatasetImage], title: String, observer: any JourneyObserver) throws {
        self.init(checksums: try Self.checksums(of: images, title: title, observer: observer))
    }

    /// Which of some images it holds, by their ids. Files that cannot be read are none.
    func ids(
        among images: [DatasetImage], title: String = "looking for pictures that the model knows",
        observer: any JourneyObserver
    ) throws -> Set<ExactName> {
        let sums = try Self.checksums(of: images, title: title, observer: observer)
        return Set(zip(images, sums).filter { contains(checksum: $1) }.map(\.0.exactID))
    }

    /// Says how many held-out images are copies of what was learned from: the accuracy counts them as unseen.
    func tellCopies(among heldOut: [DatasetImage], observer: any JourneyObserver) throws {
        let title = "looking for copies among held-out tiles"
        let copies = try ids(among: heldOut, title: title, observer: observer).sorted()
        guard let first = copies.first else { return }
        observer.warn(
            "\(copies.count) of the \(heldOut.count) held-out tiles are, byte for byte, tiles that were learned from "
                + "(\(first.text)\(copies.count > 1 ? ", ..." : "")): the accuracy is too good. Remove one of each pair and train again."
        )
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
