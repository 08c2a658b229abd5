public import AerialCore

/// Which bands of a file are wanted, in the order in which a tile has them.
public struct BandSelection: Hashable, Sendable {
    /// The tile's bands.
    public let names: [String]
    /// The file's band of each, counted from 1; `nil` to find them by their names.
    public let numbers: [Int]?

    /// - Parameters:
    ///   - names: as in ``TileSpec/bands``.
    ///   - numbers: one per name; of a colour picture also a single one, for a grey file.
    public init(names: [String], numbers: [Int]? = nil) {
        self.names = names
        self.numbers = numbers
    }

    /// The tile's bands.
    public init(of tile: TileSpec, numbers: [Int]? = nil) {
        self.init(names: tile.bands, numbers: numbers)
    }

    var isColor: Bool { names == TileSpec.colorBands }
}
