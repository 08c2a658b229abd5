internal import AerialCore
internal import Imagery

/// The scale and the colours of the images that a model learns from: what its folder keeps of them, so that imagery
/// unlike them is told apart. For every kind of training.
enum TrainingImagery {
    /// So many images tell the colours well enough.
    private static let colorSampleSize = 400

    /// - Parameter images: paths of the training images.
    /// - Returns: `nil` when there are too few, or too few can be read.
    static func colors(of images: [String], tile: TileSpec, tones: ToneRange?) -> ColorProfile? {
        let positions = EvenSample.positions(count: colorSampleSize, of: images.count)
        return ColorProfile(
            of: positions.compactMap { position in
                let image = try? ImageFile.read(
                    path: images[position], side: tile.sidePixels, bands: tile.bands, tones: tones)
                return image.flatMap(TileColor.init(of:))
            })
    }

    /// The imagery's own where the dataset records it, but no finer than a tile's pixels, to which it was brought.
    /// - Parameter imageMeters: what a user says of the pixels of a folder of images; the network sees them scaled.
    static func groundSampleDistance(
        of dataset: ImageDataset, imageMeters: Double?
    ) throws -> GroundSampleDistance? {
        if let imageMeters, let first = dataset.images.first {
            let size = try ImageFile.size(path: first.path)
            let scale = Double(min(size.width, size.height)) / Double(dataset.tile.sidePixels)
            return GroundSampleDistance(metersPerPixel: imageMeters * scale)
        }
        return dataset.prepared.map {
            GroundSampleDistance(
                metersPerPixel: max(dataset.tile.groundSampleDistance.metersPerPixel, $0.metersPerPixel))
        }
    }
}
