internal import AerialCore

extension MetricsJSON {
    /// Before and after temperature scaling, each half of the tiles judged with the temperature of the other.
    public struct Calibration: Codable, Equatable, Sendable {
        /// What logits are divided by before the softmax, fitted on all tiles; above 1 the model was too sure.
        public var temperature: Double
        /// Expected calibration error of the model's own probabilities.
        @NullWhenNil public var eceBefore: Double?
        /// Expected calibration error with the temperature of the other half.
        @NullWhenNil public var eceAfter: Double?
        /// Mean negative log-likelihoods, natural logarithm.
        public var lossBefore: Double
        /// With the temperature of the other half; the same kind of mean as ``lossBefore``.
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
        /// The evaluated tiles of one block or scene.
        public struct Place: Codable, Equatable, Sendable {
            /// The block's or scene's name.
            public var name: String
            /// Evaluated tiles.
            public var count: Int
            /// The share of them that is right.
            public var accuracy: Double
        }

        /// Each place of equal weight.
        public var meanAccuracy: Double
        /// Of the places' accuracies around ``meanAccuracy``.
        public var standardDeviation: Double
        /// The accuracy's 95 % interval when whole places are independent: the lower end, the upper end.
        public var accuracyInterval: [Double]
        /// From the least to the most accurate.
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
        /// The smallest distance of the bin's tiles, in metres.
        public var nearestMeters: Double
        /// The largest distance of the bin's tiles, in metres.
        public var farthestMeters: Double
        /// Tiles in the bin; bins hold about equally many.
        public var count: Int
        /// The share of them that is right.
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
        /// The lower limit of foreignness, 0 to 1; no part of the bin, save 0.
        public var from: Double
        /// The upper limit of foreignness, 0 to 1; part of the bin.
        public var to: Double
        /// Evaluated tiles in the bin.
        public var count: Int
        /// The share of them that is right; `null` in an empty bin.
        @NullWhenNil public var accuracy: Double?

        init(_ bin: ForeignnessAccuracy.Bin) {
            from = bin.from
            to = bin.to
            count = bin.count
            accuracy = bin.accuracy
        }
    }

    /// A held-out image with the training image that it nearly equals.
    public struct NearDuplicate: Codable, Equatable, Sendable {
        /// The held-out image's name.
        public var heldOut: String
        /// The training image's name.
        public var training: String
        /// Of the grey tones of their thumbnails, from 0.98 to 1, which exact copies have.
        public var correlation: Double

        init(_ duplicate: EvaluationDiagnostics.Duplicate) {
            heldOut = duplicate.heldOut
            training = duplicate.training
            correlation = duplicate.correlation
        }
    }
}
