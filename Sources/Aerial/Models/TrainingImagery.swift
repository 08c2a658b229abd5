internal import AerialCore
internal import Imagery
internal import Networks

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

    /// Under this name a model keeps what a user said of the size of its pictures' pixels.
    static let pixelSizeKey = "gsd"

    /// What a model's provenance has of it.
    static func options(imageMeters: Double?) -> [String: String] {
        imageMeters.map { [pixelSizeKey: TileSpec.text($0)] } ?? [:]
    }

    /// The imagery's own where the dataset records it, but no finer than a tile's pixels, to which it was brought.
    /// - Parameter imageMeters: what a user says of the pixels of a folder of images; the network sees them scaled.
    static func groundSampleDistance(
        of dataset: ImageDataset, imageMeters: Double?
    ) -> GroundSampleDistance? {
        if let imageMeters {
            let sides = dataset.sampledSides()
            if !sides.isEmpty {
                let usual = Double(sides[sides.count / 2])
                return GroundSampleDistance(
                    metersPerPixel: imageMeters * usual / Double(dataset.tile.sidePixels))
            }
        }
        return dataset.prepared.map {
            GroundSampleDistance(
                metersPerPixel: max(dataset.tile.groundSampleDistance.metersPerPixel, $0.metersPerPixel))
        }
    }
}

extension ModelDescription {
    /// The side on the ground of a pixel that the network sees, in metres: a tile's, or what a user said of pictures. `nil` where nothing
    /// tells.
    var inputPixelMeters: Double? {
        groundSampleDistance.map {
            provenance.options[TrainingImagery.pixelSizeKey] == nil
                ? tile.groundSampleDistance.metersPerPixel : $0.metersPerPixel
        }
    }
}
