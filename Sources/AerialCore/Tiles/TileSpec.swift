/// What a tile is: its side on the ground, its side in pixels, and its bands in their order. It goes from the options of
/// `prepare` into the dataset, from there into the model, and from the model into every job and map.
public struct TileSpec: Hashable, Sendable {
    /// The side on the ground, in metres.
    public let sideMeters: Double
    /// The side in pixels, whatever the imagery's ground sample distance.
    public let sidePixels: Int
    /// The names of the bands, in the order in which a pixel's bytes lie.
    public let bands: [String]
    /// Which bands make a picture, as positions in ``bands``: red, green and blue where they are among them, else the first
    /// three, else the first one three times.
    public let pictureBands: [Int]

    /// The bands of a colour picture.
    public static let colorBands = ["red", "green", "blue"]

    /// 224 m through 224 pixels in red, green and blue: the tile of the 2017 scenario, and of all files that name no other.
    public static let standard = TileSpec(checkedSideMeters: 224, sidePixels: 224, bands: colorBands)

    /// In metres.
    public static let sides = 1.0...100_000.0
    public static let pixelCounts = 16...2048
    public static let mostBands = 32
    private static let longestName = 64

    /// - Parameters:
    ///   - sideMeters: within ``sides``.
    ///   - sidePixels: within ``pixelCounts``.
    ///   - bands: 1 to ``mostBands`` different names without commas, equals signs and blanks.
    /// - Throws: ``TileSpecError``.
    public init(
        sideMeters: Double, sidePixels: Int, bands: [String] = TileSpec.colorBands
    ) throws(TileSpecError) {
        guard sideMeters.isFinite, Self.sides.contains(sideMeters) else {
            throw .side(meters: sideMeters)
        }
        guard Self.pixelCounts.contains(sidePixels) else { throw .pixels(sidePixels) }
        guard !bands.isEmpty, bands.count <= Self.mostBands else { throw .bandCount(bands.count) }
        for (position, name) in bands.enumerated() {
            let isPlain = name.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value != 0x7F && $0 != "," && $0 != "=" && !$0.properties.isWhitespace
            }
            guard isPlain, !name.isEmpty, name.utf8.count <= Self.longestName else { throw .bandName(name) }
            guard !bands[..<position].contains(name) else { throw .repeatedBand(name) }
        }
        self.init(checkedSideMeters: sideMeters, sidePixels: sidePixels, bands: bands)
    }

    private init(checkedSideMeters sideMeters: Double, sidePixels: Int, bands: [String]) {
        self.sideMeters = sideMeters
        self.sidePixels = sidePixels
        self.bands = bands
        pictureBands = Self.pictureBands(among: bands)
    }

    /// As ``pictureBands``, of any bands.
    public static func pictureBands(among bands: [String]) -> [Int] {
        let colors = colorBands.compactMap { bands.firstIndex(of: $0) }
        return colors.count == 3 ? colors : bands.count >= 3 ? [0, 1, 2] : [0, 0, 0]
    }

    /// For each band the position among ``colorBands`` of the colour that a network for red, green and blue takes it for: a colour is
    /// itself, other bands are red, green and blue in turn.
    public var standIns: [Int] {
        var others = 0
        return bands.map { name in
            if let color = Self.colorBands.firstIndex(of: name) { return color }
            defer { others += 1 }
            return others % Self.colorBands.count
        }
    }

    /// A pixel is red, green, blue and nothing else.
    public var isColor: Bool { bands == Self.colorBands }

    /// How far apart the centres of a tile's neighbouring pixels are on the ground.
    public var groundSampleDistance: GroundSampleDistance {
        GroundSampleDistance(metersPerPixel: sideMeters / Double(sidePixels))
    }

    /// For people: `112 m, 112 pixels, red, green, blue, nir`.
    public var description: String {
        "\(Self.text(sideMeters)) m, \(sidePixels) pixels, \(bands.joined(separator: ", "))"
    }

    /// A number of metres without needless decimals.
    public static func text(_ meters: Double) -> String {
        meters == meters.rounded() && abs(meters) < 1e15 ? String(Int(meters)) : String(meters)
    }
}

extension TileSpec: CustomStringConvertible {}

extension TileSpec: Codable {
    private enum CodingKeys: String, CodingKey {
        case sideMeters, sidePixels, bands
    }

    /// - Throws: `DecodingError` for values that no tile can have.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            try self.init(
                sideMeters: try container.decode(Double.self, forKey: .sideMeters),
                sidePixels: try container.decode(Int.self, forKey: .sidePixels),
                bands: try container.decode([String].self, forKey: .bands))
        } catch let error as TileSpecError {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: error.description))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(sideMeters, forKey: .sideMeters)
        try container.encode(sidePixels, forKey: .sidePixels)
        try container.encode(bands, forKey: .bands)
    }
}

/// Why numbers and names make no tile.
public enum TileSpecError: Error, Equatable, CustomStringConvertible {
    case side(meters: Double)
    case pixels(Int)
    case bandCount(Int)
    case bandName(String)
    case repeatedBand(String)

    public var description: String {
        switch self {
        case .side(let meters):
            "a tile's side cannot be \(TileSpec.text(meters)) m. Give \(TileSpec.text(TileSpec.sides.lowerBound)) to "
                + "\(TileSpec.text(TileSpec.sides.upperBound)) m."
        case .pixels(let count):
            "a tile cannot be \(count) pixels wide. Give \(TileSpec.pixelCounts.lowerBound) to "
                + "\(TileSpec.pixelCounts.upperBound) pixels."
        case .bandCount(let count):
            "a tile cannot have \(count) bands. Name 1 to \(TileSpec.mostBands) of them."
        case .bandName(let name):
            "'\(name)' cannot be a band's name. Give each band a name of at most 64 letters or digits, without blanks, "
                + "commas and equals signs."
        case .repeatedBand(let name):
            "the band '\(name)' is named twice. Name each band once."
        }
    }
}
