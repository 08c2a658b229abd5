import AerialCore
import Foundation
import Testing

struct CalibrationTests {
    /// Predictions whose confidence is right, then made bolder by a temperature below 1.
    private func predictions(boldness: Double, count: Int = 4000) -> [ReferencedPrediction] {
        var generator = SeededGenerator(seed: 5)
        return (0..<count).map { number in
            let truth = Double.random(in: 0.02...0.98, using: &generator)
            let reference = Double.random(in: 0...1, using: &generator) < truth ? 0 : 1
            let powers = [pow(truth, boldness), pow(1 - truth, boldness)]
            let sum = powers.reduce(0, +)
            return ReferencedPrediction(
                probabilities: powers.map { Float($0 / sum) }, reference: reference,
                group: "block \(number % 10)")
        }
    }

    @Test(arguments: [0.5, 1, 2.5]) func theTemperatureUndoesBoldness(boldness: Double) throws {
        let scaling = try #require(TemperatureScaling(fitting: predictions(boldness: boldness)))
        #expect(abs(scaling.temperature - boldness) < 0.1 * boldness)
    }

    @Test func noOtherTemperatureFitsBetter() throws {
        let samples = predictions(boldness: 1.7, count: 300)
        let scaling = try #require(TemperatureScaling(fitting: samples))
        let loss = try #require(scaling.loss(on: samples))
        for factor in [0.9, 0.99, 1.01, 1.1] {
            let other = TemperatureScaling(temperature: scaling.temperature * factor)
            #expect(try #require(other.loss(on: samples)) > loss)
        }
    }

    @Test func scalingKeepsTheOrderOfClasses() {
        let probabilities: [Float] = [0.1, 0.6, 0.3]
        for temperature in [0.2, 1, 5] {
            let scaled = TemperatureScaling(temperature: temperature).applied(to: probabilities)
            #expect(abs(scaled.reduce(0, +) - 1) < 1e-12)
            #expect(scaled[1] > scaled[2] && scaled[2] > scaled[0])
        }
    }

    @Test func boldPredictionsAreBetterCalibratedAfterwards() throws {
        let comparison = try #require(CalibrationComparison(of: predictions(boldness: 3)))
        let before = try #require(comparison.before.expectedCalibrationError)
        let after = try #require(comparison.after.expectedCalibrationError)
        #expect(after < before / 2)
        #expect(comparison.lossAfter < comparison.lossBefore)
        #expect(comparison.after.bins.reduce(0) { $0 + $1.count } == 4000)
    }

    @Test func onePlaceCannotJudgeItself() {
        let sample = ReferencedPrediction(probabilities: [0.9, 0.1], reference: 1, group: "only")
        #expect(CalibrationComparison(of: [sample, sample]) == nil)
    }

    @Test func withoutAMistakeNoTemperatureIsTheBest() {
        let samples = (0..<8).map {
            ReferencedPrediction(probabilities: [0.8, 0.2], reference: 0, group: "\($0)")
        }
        #expect(TemperatureScaling(fitting: samples) == nil)
        #expect(CalibrationComparison(of: samples) == nil)
    }
}

struct PlaceAccuracyTests {
    private func sample(_ place: String?, right: Bool) -> ReferencedPrediction {
        ReferencedPrediction(probabilities: [0.75, 0.25], reference: right ? 0 : 1, group: place)
    }

    @Test func placesWeighTheSame() throws {
        let samples = [sample("a", right: true)] + (0..<9).map { _ in sample("b", right: false) }
        let accuracy = try #require(PlaceAccuracy(of: samples))
        #expect(accuracy.mean == 0.5)
        #expect(accuracy.places.map(\.name) == ["b", "a"])
        #expect(abs(accuracy.standardDeviation - 0.5.squareRoot()) < 1e-12)
    }

    @Test func placesOfOneTileGiveTheBinomialInterval() throws {
        let samples = (0..<100).map { sample("\($0)", right: $0 < 80) }
        let interval = try #require(PlaceAccuracy(of: samples)).interval
        let error = (0.8 * 0.2 / 99).squareRoot()
        #expect(abs(interval.upperBound - interval.lowerBound - 2 * 1.959_963_984_540_054 * error) < 1e-12)
    }

    @Test func placesThatAgreeWithinThemselvesWidenTheInterval() throws {
        let alike = (0..<100).map { sample("\($0 / 10)", right: $0 < 50) }
        let mixed = (0..<100).map { sample("\($0 / 10)", right: $0 % 2 == 0) }
        let wide = try #require(PlaceAccuracy(of: alike)).interval
        let narrow = try #require(PlaceAccuracy(of: mixed)).interval
        #expect(wide.upperBound - wide.lowerBound > 0.5)
        #expect(narrow == WilsonInterval.of(share: 0.5, count: 100))
    }

    /// Two places that by chance are equally good, or nearly so, do not make the accuracy certain.
    @Test(arguments: [10, 11]) func placesThatAreAlikeMakeNothingCertain(ofSecond count: Int) throws {
        let first = (0..<10).map { sample("a", right: $0 > 0) }
        let second = (0..<count).map { sample("b", right: $0 > 0) }
        let interval = try #require(PlaceAccuracy(of: first + second)).interval
        #expect(interval.lowerBound < 0.75 && interval.upperBound > 0.95)
    }

    /// Places that are all right say nothing of the next one but that it is one more.
    @Test(arguments: [true, false]) func placesThatAreAllRightAreSoManySamples(right: Bool) throws {
        let samples = (0..<100).map { sample("\($0 / 10)", right: right) }
        let interval = try #require(PlaceAccuracy(of: samples)).interval
        #expect(interval == WilsonInterval.of(share: right ? 1 : 0, count: 10))
    }

    @Test func onePlaceHasNoSpread() {
        #expect(PlaceAccuracy(of: [sample("a", right: true), sample(nil, right: true)]) == nil)
    }
}

struct DistanceTests {
    @Test func binsHoldEveryTileOnceByRisingDistance() {
        var generator = SeededGenerator(seed: 2)
        let tiles = (0..<103).map { _ in
            (
                meters: Double(Int.random(in: 0..<12, using: &generator)),
                isCorrect: Bool.random(using: &generator)
            )
        }
        let bins = DistanceAccuracy(of: tiles).bins
        #expect(bins.reduce(0) { $0 + $1.count } == 103)
        #expect(bins.reduce(0) { $0 + $1.correct } == tiles.count(where: \.isCorrect))
        #expect(zip(bins, bins.dropFirst()).allSatisfy { $0.farthestMeters < $1.nearestMeters })
    }

    @Test func theNearestTrainingTileIsFoundWhereverItLies() throws {
        var generator = SeededGenerator(seed: 9)
        func tiles(_ count: Int) -> [MapBounds] {
            (0..<count).map { _ in
                let (x, y) = (
                    Double.random(in: 0..<9000, using: &generator),
                    Double.random(in: 0..<9000, using: &generator)
                )
                return MapBounds(minX: x, minY: y, maxX: x + 224, maxY: y + 224)
            }
        }
        let (test, training) = (tiles(40), tiles(60))
        let nearest = try #require(Leakage.nearestDistances(test: test, training: training))
        for (bounds, distance) in zip(test, nearest) {
            #expect(distance == training.map { $0.distance(to: bounds) }.min())
        }
        #expect(nearest.min() == Leakage.smallestDistance(training: training, test: test))
        #expect(Leakage.nearestDistances(test: test, training: []) == nil)
    }
}

struct NearDuplicateTests {
    private let side = ImageFingerprint.thumbnailSide

    /// Smooth hills of a seed, brightened and with noise.
    private func fingerprint(seed: UInt64, brightness: Double = 0, noise: Double = 0) -> ImageFingerprint {
        var generator = SeededGenerator(seed: seed)
        let waves = (0..<6).map { _ in (0..<3).map { _ in Double.random(in: 0.05...0.5, using: &generator) } }
        var grain = SeededGenerator(seed: seed &+ 1000)
        let rgb = (0..<side * side).flatMap { position -> [UInt8] in
            let (row, column) = (Double(position / side), Double(position % side))
            let hills = waves.reduce(0.0) { $0 + 15 * sin($1[0] * row + $1[1] * column + 20 * $1[2]) }
            let value = 120 + hills + brightness + noise * Double.random(in: -1...1, using: &grain)
            return [UInt8](repeating: UInt8(max(0, min(255, value))), count: 3)
        }
        return ImageFingerprint(of: TileImage(width: side, height: side, rgb: rgb, emptyPixelCount: 0))
    }

    @Test func copiesWithOtherLightAndNoiseAreFound() {
        let training = (0..<20).map { fingerprint(seed: $0) }
        let heldOut = [fingerprint(seed: 100), fingerprint(seed: 7, brightness: 12, noise: 6)]
        let pairs = NearDuplicates.pairs(heldOut: heldOut, training: training)
        #expect(pairs.map(\.heldOut) == [1])
        #expect(pairs.map(\.training) == [7])
    }

    @Test func imagesOfOneToneAreNoCopiesOfEachOther() {
        let plain = TileImage(
            width: side, height: side, rgb: [UInt8](repeating: 90, count: side * side * 3), emptyPixelCount: 0
        )
        let fingerprint = ImageFingerprint(of: plain)
        #expect(NearDuplicates.pairs(heldOut: [fingerprint], training: [fingerprint]).isEmpty)
    }

    @Test func unreadableImagesArePassedOver() {
        let one = fingerprint(seed: 1)
        #expect(NearDuplicates.pairs(heldOut: [nil, one], training: [nil, one]).map(\.training) == [1])
    }
}
