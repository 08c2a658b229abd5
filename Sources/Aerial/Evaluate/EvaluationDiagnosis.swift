internal import AerialCore
internal import Foundation
internal import Imagery
internal import Scoring

/// Puts an evaluation's accuracy to the test: calibration, places, distance to training tiles, copies of them.
struct EvaluationDiagnosis {
    let sample: EvaluationSample
    /// A row an image of the sample, in its order.
    let table: PredictionTable
    let threads: Int
    let observer: any JourneyObserver

    func run() throws -> EvaluationDiagnostics {
        let groups = Dictionary(
            sample.images.map { ($0.exactID, $0.place?.group) }, uniquingKeysWith: { first, _ in first })
        let areas = Dictionary(
            sample.images.map { ($0.exactID, $0.place?.area) }, uniquingKeysWith: { first, _ in first })
        let predictions = table.referencedPredictions { groups[ExactName($0.id)] ?? nil }
        let byArea = table.referencedPredictions { areas[ExactName($0.id)] ?? nil }
        return EvaluationDiagnostics(
            calibration: CalibrationComparison(of: predictions), places: PlaceAccuracy(of: predictions),
            areas: PlaceAccuracy(of: byArea), distances: try distances(),
            foreignness: ForeignnessAccuracy(of: table),
            duplicates: sample.trainingImages.isEmpty ? nil : try duplicates())
    }

    /// `nil` where tiles have no place.
    private func distances() throws -> DistanceAccuracy? {
        guard let prepared = sample.dataset.prepared else { return nil }
        let judged = zip(sample.images, table.rows).compactMap {
            image, row -> (tile: PreparedDataset.Tile, isCorrect: Bool)? in
            guard let tile = image.place, row.status == .scored, let best = row.predictedClass else {
                return nil
            }
            return (tile, table.classNames[best] == row.label)
        }
        let byArea = prepared.areas.map { area in judged.filter { $0.tile.area == area.name } }
        let training = sample.trainingImages.compactMap(\.place)
        let distances = try GroundDistances.nearest(
            test: zip(prepared.areas, byArea).map { area, tiles in
                PlacedTiles(reference: area.grid.reference, bounds: tiles.map(\.tile.bounds))
            },
            training: prepared.areas.map { area in
                PlacedTiles(
                    reference: area.grid.reference,
                    bounds: training.filter { $0.area == area.name }.map(\.bounds))
            })
        guard let distances else { return nil }
        return DistanceAccuracy(
            of: zip(distances.joined(), byArea.joined()).map { (meters: $0, isCorrect: $1.isCorrect) })
    }

    private func duplicates() throws -> [EvaluationDiagnostics.Duplicate] {
        let training = sample.trainingImages
        let fingerprints = try fingerprints(of: sample.images + training)
        let pairs = NearDuplicates.pairs(
            heldOut: Array(fingerprints.prefix(sample.images.count)),
            training: Array(fingerprints.dropFirst(sample.images.count)))
        return pairs.map {
            EvaluationDiagnostics.Duplicate(
                heldOut: sample.images[$0.heldOut].id, training: training[$0.training].id,
                correlation: $0.correlation)
        }
    }

    /// One an image; `nil` for those that cannot be read.
    private func fingerprints(of images: [DatasetImage]) throws -> [ImageFingerprint?] {
        let tones = sample.dataset.tones
        let progress = Progress("looking for copies", unit: "images", total: images.count, observer: observer)
        var fingerprints: [ImageFingerprint?] = []
        let bands = sample.dataset.tile.bands
        try OrderedPipeline(workers: threads).run(
            over: images.map(\.path).batches(of: 32),
            work: { paths in
                paths.map { path in
                    try? ImageFingerprint(
                        of: ImageFile.read(
                            path: path, side: ImageFingerprint.thumbnailSide, bands: bands, tones: tones))
                }
            },
            deliver: { (batch: [ImageFingerprint?]) in
                fingerprints += batch
                try progress.advance(by: batch.count)
            })
        progress.finish()
        return fingerprints
    }
}
