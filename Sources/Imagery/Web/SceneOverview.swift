public import AerialCore

/// Scenes of one date as one small picture that lies exactly on a grid of tiles: what pages show under a map.
public struct SceneOverview: Sendable {
    /// The most pixels of a side; the picture of a page is then some hundred kilobytes.
    public static let mostPixels = 1600
    /// Of a JPEG file, 1 to 100.
    private static let quality = 75
    /// Where no scene shows anything: a quiet grey.
    private static let blank: UInt8 = 226
    /// A tile in more pixels than this shows nothing that a small map needs.
    private static let mostPixelsPerTile = 112

    private let scenes: [Scene]

    /// - Parameter paths: at least one file with a place on Earth; red, green and blue are found as `score` finds them.
    /// - Throws: ``ImageryError``.
    public init(paths: [String]) throws {
        scenes = try paths.map { try Scene(path: $0, bands: BandSelection(names: TileSpec.colorBands)) }
            .inCommonTones()
    }

    /// Scenes that were looked at before, in the bands of their tiles that make a picture.
    public init(_ mosaic: Mosaic) {
        scenes = mosaic.scenes.map { scene in
            var scene = scene
            scene.bands = mosaic.tile.pictureBands.map { scene.bands[$0] }
            return scene
        }
    }

    /// The pixels that have to be read for a picture: of scenes without overviews all.
    /// - Throws: ``ImageryError``.
    public func pixelsToRead() throws -> Int {
        try scenes.reduce(0) { sum, scene in
            let pixels = Double(scene.width) * Double(scene.height)
            return try scene.hasOverviews ? sum : sum + Int(min(pixels, 1e15))
        }
    }

    /// The bytes of a JPEG file that shows the ground of the whole grid; `nil` where no scene shows any of it.
    /// - Throws: ``ImageryError``.
    public func jpeg(on grid: TileGrid) throws -> [UInt8]? {
        let longest = max(grid.columns, grid.rows)
        guard longest > 0 else { return nil }
        let side = Double(min(Self.mostPixels, longest * Self.mostPixelsPerTile)) / Double(longest)
        let frame = GroundFrame(
            definition: grid.reference.wellKnownText, bounds: grid.extent,
            width: max(1, Int((Double(grid.columns) * side).rounded())),
            height: max(1, Int((Double(grid.rows) * side).rounded())))
        var pixels = WebPixels(width: frame.width, height: frame.height)
        let placed = try scenes.placed(in: grid.reference)
        for each in placed where each.bounds.overlaps(frame.bounds) {
            try each.scene.draw(into: &pixels, frame)
        }
        guard !pixels.isEmpty else { return nil }
        return try JPEGFile.data(pixels.flattened(on: Self.blank), quality: Self.quality)
    }
}

extension WebPixels {
    /// Without opacity: what is clear is a grey.
    fileprivate func flattened(on grey: UInt8) -> TileImage {
        var rgb = [UInt8](repeating: grey, count: width * height * 3)
        for pixel in 0..<width * height where rgba[pixel * 4 + 3] > 0 {
            for channel in 0..<3 { rgb[pixel * 3 + channel] = rgba[pixel * 4 + channel] }
        }
        return TileImage(width: width, height: height, rgb: rgb, emptyPixelCount: 0)
    }
}
