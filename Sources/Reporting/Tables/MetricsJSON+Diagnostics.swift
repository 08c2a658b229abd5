internal import AerialCore

extension MetricsJSON {
    /// Before and after temperature scaling, each half of the tiles judged with the temperature of the other.
    public struct Calibration: Codable, Equatable, Sendable {
        public var temperature: Double
        @NullWhenNil public var eceBefore: Double?
        @NullWhenNil public var eceAfter: Double?
        /// Mean negative log-likelihoods, natural logarithm.
        public var lossBefore: Double
        public var lossAfter: Double

        init(_ comparison: CalibrationComparison) {
            temperature = comparison.temperature
            eceBefore = comparison.before.expectedCalibrationError
            eceAfter = comparison.after.expectedCalibrationError
            lossBefore = comparison.lossBefore
            lossAfter = comparison.lossAfter
        }
    }

    /// Accuracy by block or scene.
    public struct Places: Codable, Equatable, Sendable {
        public struct Place: Codable, Equatable, Sendable {
            public var name: String
            public var count: Int
            public var accuracy: Double
        }

        public var meanAccuracy: Double
        public var standardDeviation: Double
        /// The accuracy's 95 % interval when whole places are independent: the lower end, the upper end.
        public var accuracyInterval: [Double]
        public var places: [Place]

        init(_ accuracy: PlaceAccuracy) {
            meanAccuracy = accuracy.mean
            standardDeviation = accuracy.standardDeviation
            accuracyInterval = [accuracy.interval.lowerBound, accuracy.interval.upperBound]
            places = accuracy.places.map { Place(name: $0.name, count: $0.count, accuracy: $0.accuracy) }
        }
    }

    /// Accuracy by the distance to the nearest training tile.
    public struct DistanceBin: Codable, Equatable, Sendable {
        public var nearestMeters: Double
        public var farthestMeters: Double
        public var count: Int
        public var accuracy: Double

        init(_ bin: DistanceAccuracy.Bin) {
            nearestMeters = bin.nearestMeters
            farthestMeters = bin.farthestMeters
            count = bin.count
            accuracy = bin.accuracy
        }
    }

    /// Accuracy by how unlike tiles are to what the model learned.
    public struct ForeignnessBin: Codable, Equatable, Sendable {
        public var from: Double
        public var to: Double
        public var count: Int
        @NullWhenNil public var accuracy: Double?

        init(_ bin: ForeignnessAccuracy.Bin) {
            from = bin.from
            to = bin.to
            count = bin.count
            accuracy = bin.accuracy
        }
    }

    public struct NearDuplicate: Codable, Equatable, Sendable {
        public var heldOut: String
        public var training: String
        public var correlation: Double

        init(_ duplicate: EvaluationDiagnostics.Duplicate) {
            heldOut = duplicate.heldOut
            training = duplicate.training
            correlation = duplicate.correlation
        }
    }
}
