/// What puts an accuracy to the test: calibration, places, distance to the training tiles, copies across the split.
public struct EvaluationDiagnostics: Sendable, Equatable {
    /// A held-out image with the training image that it nearly equals.
    public struct Duplicate: Sendable, Equatable {
        public let heldOut: String
        public let training: String
        public let correlation: Double

        public init(heldOut: String, training: String, correlation: Double) {
            self.heldOut = heldOut
            self.training = training
            self.correlation = correlation
        }
    }

    public var calibration: CalibrationComparison?
    public var places: PlaceAccuracy?
    /// `nil` where tiles have no place.
    public var distances: DistanceAccuracy?
    /// `nil` where the model does not tell how foreign a tile is.
    public var foreignness: ForeignnessAccuracy?
    /// `nil` when they were not looked for.
    public var duplicates: [Duplicate]?

    public init(
        calibration: CalibrationComparison? = nil, places: PlaceAccuracy? = nil,
        distances: DistanceAccuracy? = nil, foreignness: ForeignnessAccuracy? = nil,
        duplicates: [Duplicate]? = nil
    ) {
        self.calibration = calibration
        self.places = places
        self.distances = distances
        self.foreignness = foreignness
        self.duplicates = duplicates
    }
}
