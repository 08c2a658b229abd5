import AerialCore
import Foundation
import Testing

@testable import Aerial

/// Which tiles of a training look like another.
@Suite(.serialized) struct TrainingTilesTests {
    @Test func aTileOfTheTrainingIsItsOwnNearestAndHeldOutOnesAreNone() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let dataset = try ImageDataset(path: county.dataset)
        #expect(try TrainingTiles.isOf(dataset, model: county.model))
        let tiles = try TrainingTiles(
            of: dataset, model: county.model, cache: folder["cache"], threads: 1, observer: SilentObserver())
        #expect(tiles.tiles.count == dataset.images.count { $0.side == .train })
        let network = try PretrainedNetwork(ofModel: county.model)
        var turns = [Int](repeating: 0, count: dataset.images.count)
        let chosen = try #require(dataset.images.firstIndex { $0.side == .train })
        turns[chosen] = 1
        let features = try ImageFeatures(
            of: dataset, network: network, turns: turns, threads: 1, observer: SilentObserver())
        let nearest = tiles.nearest(to: features.rows[chosen][0], count: 3)
        #expect(tiles.tiles[try #require(nearest.first).position].id == dataset.images[chosen].id)
        #expect(nearest.map(\.similarity) == nearest.map(\.similarity).sorted(by: >))
        #expect(abs(nearest[0].similarity - 1) < 1e-4)
        #expect(try tiles.picture(nearest[0].position).starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(tiles.nearest(to: [1, 2], count: 3).isEmpty)
        // Once computed, they lie in the cache.
        #expect(try folder.names(in: "cache").count == 1)
    }
}
