public import AerialCore
internal import CGDAL

/// One byte per tile of a grid as a layer of a web map. Sendable: a picture makes a raster of its own out of the bytes.
public struct CellView: Sendable {
    /// The grid that the bytes lie on.
    public let grid: TileGrid
    /// Row by row from the north-west.
    private let cells: [UInt8]
    /// In EPSG:3857; beyond the world's edge where it crosses the date line.
    private let extent: MapBounds
    /// In degrees (WGS 84): the box around the grid, which goes on beyond 180 where it crosses the date line.
    public let degrees: MapBounds

    /// - Parameter cells: one byte for each tile of the grid, row by row from the north-west.
    /// - Throws: ``ImageryError`` for a grid without a place on a web map.
    public init(grid: TileGrid, cells: [UInt8]) throws {
        precondition(cells.count == grid.tileCount, "one byte a tile")
        self.grid = grid
        self.cells = cells
        let transform = try CoordinateTransform(
            from: SpatialReference(grid.reference), to: SpatialReference(definition: "EPSG:3857"))
        guard let extent = transform.webMercator(of: grid.extent) else {
            throw ImageryError.cannotTransform(
                from: grid.reference.identifier, to: "EPSG:3857", reason: "the grid lies beyond the map")
        }
        self.extent = extent
        degrees = WebMercator.degrees(of: extent)
    }

    /// What a frame shows; `nil` for ground that the grid does not cover.
    /// - Parameter colors: red, green, blue and opacity of each of the 256 bytes.
    /// - Throws: ``ImageryError``.
    public func picture(_ frame: WebFrame, colors: CellColors) throws -> WebPixels? {
        guard extent.meetsRound(frame.bounds) else { return nil }
        let failure = { ImageryError.cannotRead(path: "a map", reason: $0) }
        let raster = try RasterFile.inMemory(
            width: grid.columns, height: grid.rows,
            bands: [[UInt8](repeating: 255, count: cells.count), cells],
            failure)
        try raster.place(on: grid, failure)
        var pixels = WebPixels(frame)
        for (ground, firstColumn) in frame.parts {
            let warped = try raster.warped(to: ground, ["-r", "near"])
            let (isGround, values) = (try warped.bytes(ofBand: 1), try warped.bytes(ofBand: 2))
            for pixel in values.indices where isGround[pixel] > 0 {
                let color = colors[values[pixel]]
                let target = 4 * (pixel / ground.width * frame.width + firstColumn + pixel % ground.width)
                pixels.rgba[target] = color.red
                pixels.rgba[target + 1] = color.green
                pixels.rgba[target + 2] = color.blue
                pixels.rgba[target + 3] = color.opacity
            }
        }
        return pixels
    }
}

/// The colour of each of the 256 bytes that a cell can hold.
public struct CellColors: Sendable {
    /// A colour that lets through what lies below.
    public struct Color: Hashable, Sendable {
        /// 0 to 255; so too the others.
        public var red, green, blue: UInt8
        /// 0 is clear, 255 hides all.
        public var opacity: UInt8

        /// - Parameter opacity: 0 is clear, 255 hides all.
        public init(red: UInt8, green: UInt8, blue: UInt8, opacity: UInt8 = 255) {
            (self.red, self.green, self.blue, self.opacity) = (red, green, blue, opacity)
        }

        static let clear = Color(red: 0, green: 0, blue: 0, opacity: 0)
    }

    private let colors: [Color]

    /// - Parameter color: of each byte; `nil` for a clear one.
    public init(_ color: (UInt8) -> Color?) {
        colors = (0...255).map { color(UInt8($0)) ?? .clear }
    }

    subscript(value: UInt8) -> Color { colors[Int(value)] }

    /// The same colours of these bytes; all others are clear.
    public func only(_ values: Set<UInt8>) -> CellColors {
        CellColors { values.contains($0) ? self[$0] : nil }
    }
}

extension CellColors {
    /// Of a probability of change in per cent, as `change.qml` has them; what is above 100 is clear.
    public static let changeProbability = ramp(
        ClassStyle.probabilityStops.map {
            (
                $0.percent,
                Color(red: $0.color.red, green: $0.color.green, blue: $0.color.blue, opacity: UInt8($0.alpha))
            )
        })

    /// Of a share in per cent, light where it is small and dark where it is large; 0 and what is above 100 is clear.
    public static let share = CellColors { value in value == 0 ? nil : shareRamp[value] }

    private static let shareRamp = ramp([
        (0, Color(red: 253, green: 231, blue: 37)), (50, Color(red: 33, green: 145, blue: 140)),
        (100, Color(red: 68, green: 1, blue: 84)),
    ])

    /// The classes of a legend, by position plus one; 0 is clear.
    public static func classes(of legend: Legend) -> CellColors {
        CellColors { value in
            guard value > 0, Int(value) <= legend.classes.count else { return nil }
            let color = legend.classes[Int(value) - 1].color
            return Color(red: color.red, green: color.green, blue: color.blue)
        }
    }

    /// Between the stops colours are mixed; above 100 all is clear.
    private static func ramp(_ stops: [(percent: Int, color: Color)]) -> CellColors {
        CellColors { value in
            guard value <= 100, let next = stops.firstIndex(where: { $0.percent >= Int(value) }) else {
                return nil
            }
            let (low, high) = (stops[max(0, next - 1)], stops[next])
            let share =
                high.percent == low.percent
                ? 0 : Double(Int(value) - low.percent) / Double(high.percent - low.percent)
            func mixed(_ channel: KeyPath<Color, UInt8>) -> UInt8 {
                let (from, to) = (Double(low.color[keyPath: channel]), Double(high.color[keyPath: channel]))
                return UInt8((from + (to - from) * share).rounded())
            }
            return Color(
                red: mixed(\.red), green: mixed(\.green), blue: mixed(\.blue), opacity: mixed(\.opacity))
        }
    }
}
