/// What puts an accuracy to the test: calibration, places, distance to the training tiles, copies across the split.
public struct EvaluationDiagnostics: Sendable, Equatable {
    /// A held-out image with the training image that it nearly equals.
    public struct Duplicate: Sendable, Equatable {
        /// The held-out image's name.
        public let heldOut: String
        /// The training image's name.
        public let training: String
        /// From ``NearDuplicates/leastCorrelation`` to 1.
        public let correlation: Double

        public init(heldOut: String, training: String, correlation: Double) {
            self.heldOut = heldOut
            self.training = training
            self.correlation = correlation
        }
    }

    /// `nil` where a half of the tiles has no wrong one.
    public var calibration: CalibrationComparison?
    /// `nil` where fewer than two places are known.
    public var places: PlaceAccuracy?
    /// By area, of datasets of several; `nil` where tiles of fewer than two were evaluated.
    public var areas: PlaceAccuracy?
    /// `nil` where tiles have no place.
    public var distances: DistanceAccuracy?
    /// `nil` where the model does not tell how foreign a tile is.
    public var foreignness: ForeignnessAccuracy?
    /// `nil` when they were not looked for.
    public var duplicates: [Duplicate]?

    /// What is left out was not looked at.
    public init(
        calibration: CalibrationComparison? = nil, places: PlaceAccuracy? = nil,
        areas: PlaceAccuracy? = nil,
        distances: DistanceAccuracy? = nil, foreignness: ForeignnessAccuracy? = nil,
        duplicates: [Duplicate]? = nil
    ) {
        self.calibration = calibration
        self.places = places
        self.areas = areas
        self.distances = distances
        self.foreignness = foreignness
        self.duplicates = duplicates
    }
}
