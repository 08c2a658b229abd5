import AerialCore
import Testing

@testable import Aerial

/// The tiles that choose the epoch of a fine-tuning.
struct ValidationPartTests {
    private func tiles(_ places: [(place: String?, labels: [Int])]) throws -> [DatasetImage] {
        let bounds = MapBounds(minX: 0, minY: 0, maxX: 1, maxY: 1)
        return places.enumerated().flatMap { number, place in
            place.labels.enumerated().map { column, label in
                let id = "train/\(label)/\(number)-\(column).png"
                return DatasetImage(
                    path: id, id: id, label: label, side: .train,
                    place: place.place.map {
                        PreparedDataset.Tile(
                            id: id, area: nil, row: number, column: column, bounds: bounds, group: $0,
                            label: nil)
                    })
            }
        }
    }

    private func rows(_ counts: [Int]) -> [Int] {
        counts.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
    }

    /// The small place fits best for the first two classes, and holds all of the third.
    @Test func aClassOfOnePlaceIsLearnedFrom() throws {
        let images = try tiles([("a", rows([20, 20, 5])), ("b", rows([80, 80]))])
        for seed in 0..<6 as Range<UInt64> {
            let recorder = Recorder()
            let held = FinetuneSample.validationPart(
                of: images, fraction: 0.2, seed: seed, observer: recorder)
            let learned = Set(zip(images, held).filter { !$1 }.map(\.0.label))
            #expect(learned == [0, 1, 2] && held.contains(true))
            // Tiles of a place stand together, or it is said that they do not.
            let sides = Dictionary(grouping: zip(images, held), by: { $0.0.place?.group })
                .values.map { Set($0.map(\.1)).count }
            #expect(sides.allSatisfy { $0 == 1 } || !recorder.warnings.isEmpty)
        }
    }

    /// Two scenes of which one is held out: nothing was kept, and nothing said so.
    @Test func ofOnePlaceSingleTilesAreKept() throws {
        let recorder = Recorder()
        let images = try tiles([("only", rows([40, 10]))])
        let held = FinetuneSample.validationPart(of: images, fraction: 0.2, seed: 7, observer: recorder)
        #expect(zip(images, held).count { $0.label == 0 && $1 } == 8)
        #expect(held.count { $0 } == 10)
        #expect(recorder.warnings.contains { $0.contains("no place can be kept for validation") })
    }

    @Test func whereThereAreNoPlacesOrNothingIsAskedForNothingIsSaid() throws {
        let recorder = Recorder()
        let images = try tiles([(nil, rows([10, 10]))])
        let held = FinetuneSample.validationPart(of: images, fraction: 0.2, seed: 7, observer: recorder)
        #expect(held.count { $0 } == 4 && recorder.warnings.isEmpty)
        let none = FinetuneSample.validationPart(
            of: try tiles([("a", rows([3, 3]))]), fraction: 0, seed: 7, observer: recorder)
        #expect(!none.contains(true) && recorder.warnings.isEmpty)
    }
}
