internal import AerialCore
internal import Foundation

/// A county that never was, with known truth: two dates of imagery, its land cover, and where it changed.
///
/// The land is made of units of 500 m to 1.5 km (woods, farms, suburbs, quarries, ...), each painted by a material that
/// is a pure function of place, season and seed; sun, shadow, haze and sensor come after. The same options give the
/// same bytes, whatever the number of threads.
public struct SyntheticCounty: Sendable {
    /// How large the county is, and which of all counties.
    public struct Options: Sendable, Hashable {
        /// East-west extent in metres, which is also the width in pixels.
        public var widthMeters: Int
        /// North-south extent in metres, which is also the height in pixels.
        public var heightMeters: Int
        /// Another seed makes another county.
        public var seed: UInt64
        /// Share of the 224 m tiles that are built on between the dates; 0 for none, else at least one tile.
        public var changeShare: Double
        /// The UTM zone (north, NAD 83) that the county lies in, one of ``zones``.
        public var zone: Int
        /// Threads that paint; they change no byte of the result.
        public var threads: Int

        /// The zones of the conterminous United States, whose equal-area system the land-cover raster has.
        public static let zones = 10...19

        /// - Parameter threads: all cores when `nil`.
        public init(
            widthMeters: Int = 6720, heightMeters: Int = 6720, seed: UInt64 = 1, changeShare: Double = 0.03,
            zone: Int = 19, threads: Int? = nil
        ) {
            self.widthMeters = widthMeters
            self.heightMeters = heightMeters
            self.seed = seed
            self.changeShare = changeShare
            self.zone = zone
            self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        }
    }

    /// The files that ``write(to:progress:)`` makes.
    public static let fileNames = [
        "imagery_before.tif", "imagery_after.tif", "landcover_before.tif", "truth_before.tif",
        "truth_after.tif",
        "changes.geojson",
    ]

    /// What the county was asked to be.
    public let options: Options

    /// Nothing is made until ``write(to:progress:)``.
    public init(options: Options) {
        self.options = options
    }

    /// Writes the county's files into a folder, which is made where it does not exist. They appear when all are whole.
    ///
    /// - `imagery_before.tif`, `imagery_after.tif`: 1 m, red, green, blue, near infrared, 8 bit, EPSG:26919 or that of another zone.
    /// - `truth_before.tif`, `truth_after.tif`: National Land Cover Database codes on the same pixels.
    /// - `landcover_before.tif`: the codes at 30 m in EPSG:5070, 0 outside.
    /// - `changes.geojson`: the developments, in degrees.
    /// - Parameter progress: called with the share that is done, 0...1, on the calling thread.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``, ``SyntheticCountyError``.
    public func write(to directory: String, progress: (@Sendable (Double) -> Void)? = nil) throws {
        try check()
        let staging = try StagingFolder(for: directory)
        let before = World(
            widthMeters: options.widthMeters, heightMeters: options.heightMeters, seed: options.seed)
        let developments = DevelopmentPlan(world: before)
            .developments(share: options.changeShare, seed: options.seed)
        try writeDate("before", of: before, .before, into: staging) { progress?(0.47 * $0) }
        try writeDate("after", of: before.developed(developments), .after, into: staging) {
            progress?(0.47 + 0.47 * $0)
        }
        try ChangesFile(world: before, frame: frame).write(developments, to: staging.path("changes.geojson"))
        try LandCoverRaster.write(
            to: staging.path("landcover_before.tif"), fromTruth: staging.path("truth_before.tif"),
            threads: max(1, options.threads))
        try staging.publish(Self.fileNames)
        progress?(1)
    }

    private var frame: CountyFrame {
        CountyFrame(
            widthMeters: options.widthMeters, heightMeters: options.heightMeters, zone: options.zone)
    }

    private func writeDate(
        _ name: String, of world: World, _ acquisition: Acquisition, into staging: StagingFolder,
        progress: (Double) -> Void
    ) throws {
        let writer = CountyWriter(
            renderer: BlockRenderer(world: world, acquisition: acquisition), frame: frame,
            threads: max(1, options.threads))
        try writer.write(
            imagery: staging.path("imagery_\(name).tif"), truth: staging.path("truth_\(name).tif"),
            progress: progress)
    }

    private func check() throws {
        let sides = SyntheticCountyError.sides
        guard sides.contains(options.widthMeters), sides.contains(options.heightMeters) else {
            throw SyntheticCountyError.size(width: options.widthMeters, height: options.heightMeters)
        }
        guard (0...0.5).contains(options.changeShare) else {
            throw SyntheticCountyError.changeShare(options.changeShare)
        }
        guard Options.zones.contains(options.zone) else {
            throw SyntheticCountyError.zone(options.zone)
        }
    }
}

/// What cannot be asked of a synthetic county.
public enum SyntheticCountyError: Error, Equatable, CustomStringConvertible {
    case size(width: Int, height: Int)
    case changeShare(Double)
    case zone(Int)

    /// Sides in metres from one tile to what 32-bit arithmetic places exactly.
    static let sides = TileSpec.standard.sidePixels...200_000

    public var description: String {
        switch self {
        case .size(let width, let height):
            "a county of \(width) m x \(height) m cannot be made. "
                + "Ask for sides of \(Self.sides.lowerBound) to \(Self.sides.upperBound) m."
        case .changeShare(let share):
            "a change share of \(share) cannot be made. Ask for a share of the tiles between 0 and 0.5."
        case .zone(let zone):
            "a county in UTM zone \(zone) cannot be made. Ask for one of the zones 10 to 19, which cross the conterminous "
                + "United States."
        }
    }
}
