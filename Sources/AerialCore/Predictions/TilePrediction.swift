/// What became of a tile: counts reconcile, tiles = scored + nodata + rejected.
public enum TileStatus: String, Sendable, Codable, CaseIterable {
    /// The tile was given a class.
    case scored
    /// The tile holds no imagery, or too little of it.
    case nodata
    /// The tile could not be read; the reason says why.
    case rejected
}

/// Where a tile lies.
public struct TilePlace: Sendable, Equatable {
    /// The tile's row and column in the grid.
    public let index: TileIndex
    /// In the grid's coordinate reference system.
    public let bounds: MapBounds
    /// Longitude and latitude, WGS 84: the box around the tile.
    public let degrees: MapBounds
    /// ``CoordinateReference/identifier`` of the grid.
    public let referenceIdentifier: String

    /// - Parameters:
    ///   - bounds: in the grid's coordinate reference system.
    ///   - degrees: longitude and latitude, WGS 84.
    public init(index: TileIndex, bounds: MapBounds, degrees: MapBounds, referenceIdentifier: String) {
        self.index = index
        self.bounds = bounds
        self.degrees = degrees
        self.referenceIdentifier = referenceIdentifier
    }
}

/// One row of a table of predictions: a tile of a scene or an image file, and what the model says of it.
public struct TilePrediction: Sendable, Equatable {
    /// Unique in its table.
    public let id: String
    /// The scene or folder it comes from.
    public let source: String
    /// `nil` for image files.
    public let place: TilePlace?
    /// `nil` for tiles of a scene.
    public let filePath: String?
    /// The class that the image's folder names, if it does.
    public let label: String?
    /// Whether it was scored, and if not, what kept it from that.
    public let status: TileStatus
    /// Why the tile was not scored; empty for scored ones.
    public let reason: String
    /// One per class, in the legend's order, summing to 1; empty unless scored.
    public let probabilities: [Float]
    /// How unlike the tile is to what the model learned, 0 to 1, above 0.95 where it is foreign; `nil` unless scored by a
    /// model that tells.
    public let foreignness: Float?

    /// - Parameters:
    ///   - reason: why it was not scored; empty for scored ones.
    ///   - probabilities: one per class, in the legend's order; empty unless scored.
    ///   - foreignness: 0 to 1; `nil` where the model does not tell.
    public init(
        id: String, source: String, place: TilePlace? = nil, filePath: String? = nil, label: String? = nil,
        status: TileStatus, reason: String = "", probabilities: [Float] = [], foreignness: Float? = nil
    ) {
        self.foreignness = foreignness
        self.id = id
        self.source = source
        self.place = place
        self.filePath = filePath
        self.label = label
        self.status = status
        self.reason = reason
        self.probabilities = probabilities
    }

    /// How unlike a tile may be to what the model learned before it is foreign to it.
    public static let foreignLimit: Float = 0.95

    /// Its label is a guess: the model learned from nothing like it. `nil` where that is not known.
    public var isForeign: Bool? { foreignness.map(Self.isForeign) }

    /// Whether a tile of this foreignness, 0 to 1, is unlike anything that the model learned from.
    public static func isForeign(_ foreignness: Float) -> Bool { foreignness > foreignLimit }

    /// The most probable class (the first of equals); `nil` unless scored.
    public var predictedClass: Int? {
        guard let first = probabilities.first else { return nil }
        var best = (index: 0, probability: first)
        for (index, probability) in probabilities.enumerated() where probability > best.probability {
            best = (index, probability)
        }
        return best.index
    }

    /// The predicted class's probability; `nil` unless scored.
    public var confidence: Float? { probabilities.max() }
}

/// Predictions with the classes that their probabilities stand for.
public struct PredictionTable: Sendable {
    /// In the order of each row's probabilities.
    public let classNames: [String]
    /// One per tile or image, in the order of the inputs.
    public var rows: [TilePrediction]

    /// - Parameter classNames: as many as each scored row has probabilities.
    public init(classNames: [String], rows: [TilePrediction]) {
        self.classNames = classNames
        self.rows = rows
    }
}

/// How many tiles met which end.
public struct TileCounts: Sendable, Equatable, Codable {
    /// Tiles that were given a class.
    public private(set) var scored = 0
    /// Tiles with too little imagery to be scored.
    public private(set) var nodata = 0
    /// Tiles that could not be read.
    public private(set) var rejected = 0

    /// Without a tile.
    public init() {}

    /// Counts one tile.
    public mutating func record(_ status: TileStatus) {
        switch status {
        case .scored: scored += 1
        case .nodata: nodata += 1
        case .rejected: rejected += 1
        }
    }

    /// All of them, whatever became of them.
    public var tiles: Int { scored + nodata + rejected }
}
