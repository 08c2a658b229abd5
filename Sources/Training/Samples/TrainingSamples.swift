public import AerialCore

/// Labelled images to train on.
public struct TrainingSamples: Sendable {
    /// The class of each image.
    public let labels: [Int]
    /// Classes of the legend, those without images too.
    public let classCount: Int
    /// An image's pixels, of any size; called from several threads.
    let image: @Sendable (Int) throws -> TileImage

    /// - Parameters:
    ///   - labels: the class of each image, from 0 to below `classCount`.
    ///   - image: an image's pixels by its position, of any size; called from several threads.
    public init(labels: [Int], classCount: Int, image: @escaping @Sendable (Int) throws -> TileImage) {
        self.labels = labels
        self.classCount = classCount
        self.image = image
    }

    /// Inverse to the classes' sizes, 1 on average over the images.
    public var balancingWeights: [Float] {
        var counts = [Int](repeating: 0, count: classCount)
        for label in labels { counts[label] += 1 }
        let present = counts.count { $0 > 0 }
        return counts.map { $0 == 0 ? 0 : Float(labels.count) / Float(present * $0) }
    }
}

/// A batch as the network takes it.
public struct TrainingBatch: Sendable {
    /// Images x rows x columns x bands.
    public let pixels: [UInt8]
    /// The class of each image.
    public let labels: [Int64]
    /// Rows and columns of an image.
    public let side: Int

    /// - Parameter pixels: images x rows x columns x (red, green, blue).
    public init(pixels: [UInt8], labels: [Int64], side: Int) {
        self.pixels = pixels
        self.labels = labels
        self.side = side
    }

    /// The number of images.
    public var count: Int { labels.count }
}
