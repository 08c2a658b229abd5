package import AerialCore

/// An area of a prepared dataset: its own files, its own grid, what became of its tiles.
package struct PreparedArea: Codable, Sendable {
    /// `nil` for the only area of a dataset that was made without a list of areas.
    package var name: String?
    package let imagery: [PreparedDataset.Source]
    package let labels: PreparedDataset.Source
    package let areaOfInterest: PreparedDataset.Source?
    package let rule: String
    /// Of labels that are polygons or points: the layer and the field with the class.
    package var labelsLayer: String?
    package var classField: String?
    /// When the imagery was taken, a day or two days with a slash between; `nil` where nothing says it.
    package var date: String?
    /// The side that all its tiles stand on; `nil` where they were divided.
    package var side: DatasetSide?
    package let grid: TileGrid
    package let metersPerPixel: Double
    /// Tiles of the grid that were looked at.
    package let tilesConsidered: Int
    /// Tiles that were dropped, by reason.
    package let dropped: [String: Int]
    /// Tiles that are mostly of codes or classes that the legend leaves out, by code or class; `nil` in older datasets.
    package var unlisted: [String: Int]?
    /// Tiles by side and class.
    package let classCounts: [String: [String: Int]]
}

extension PreparedArea {
    /// False for figures that no preparation comes to, in a damaged file. Sums of those that it lets pass are numbers too.
    var hasPossibleFigures: Bool {
        let counts =
            [tilesConsidered] + dropped.values + (unlisted ?? [:]).values
            + classCounts.values.flatMap(\.values)
        let files = imagery + [labels] + [areaOfInterest].compactMap(\.self)
        return counts.allSatisfy { (0...TileGrid.mostTiles).contains($0) }
            && files.allSatisfy { (0...Self.mostBytes).contains($0.bytes) }
            && metersPerPixel > 0 && metersPerPixel.isFinite
    }

    /// Of a file: more than any disk holds.
    private static let mostBytes = 1 << 53
}

extension MapBounds {
    /// False for what is no rectangle.
    var isPossible: Bool {
        [minX, minY, maxX, maxY].allSatisfy(\.isFinite) && minX <= maxX && minY <= maxY
    }
}
