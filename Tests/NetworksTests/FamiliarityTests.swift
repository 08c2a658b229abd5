import AerialCore
import Foundation
import Testing

@testable import Networks

struct FamiliarityTests {
    /// Tiles around a few directions.
    private static func tiles(_ count: Int, around first: Int, using generator: inout SeededGenerator)
        -> [[Float]]
    {
        (0..<count).map { tile in
            (0..<24).map { feature in
                (feature % 6 == first + tile % 3 ? 4 : 0) + Float.random(in: 0...1, using: &generator)
            }
        }
    }

    private func foreignness(_ familiarity: Familiarity, _ tile: [Float]) -> Float {
        let similarities = (0..<familiarity.referenceCount).map { reference in
            tile.indices.reduce(Float(0)) {
                $0 + tile[$1] * familiarity.references[reference * familiarity.featureCount + $1]
            }
        }
        return foreignness(familiarity, similarities, tile)
    }

    private func foreignness(_ familiarity: Familiarity, _ similarities: [Float], _ tile: [Float]) -> Float {
        (similarities + tile).withUnsafeBufferPointer(familiarity.foreignness)
    }

    /// One reference and one feature.
    private func single(_ familiarity: Familiarity) -> Familiarity {
        Familiarity(references: [1], featureCount: 1, reach: familiarity.reach)
    }

    private func learned() throws -> (Familiarity, SeededGenerator) {
        var generator = SeededGenerator(seed: 3)
        let training = Self.tiles(300, around: 0, using: &generator)
        let heldOut = Self.tiles(100, around: 0, using: &generator)
        return (try #require(Familiarity(training: training, heldOut: heldOut, seed: 1)), generator)
    }

    @Test func tilesLikeThoseThatWereLearnedAreNotForeignAndOthersAre() throws {
        var (familiarity, generator) = try learned()
        let own = Self.tiles(200, around: 0, using: &generator)
        let others = Self.tiles(200, around: 3, using: &generator)
        #expect(own.count { foreignness(familiarity, $0) > Familiarity.limit } <= 10)
        #expect(others.count { foreignness(familiarity, $0) > Familiarity.limit } >= 190)
    }

    @Test func atTheReachATileIsAtTheLimitAndATrainingTileIsAtZero() throws {
        let (familiarity, _) = try learned()
        let one = single(familiarity)
        #expect(abs(foreignness(one, [1 - familiarity.reach], [1]) - Familiarity.limit) < 1e-4)
        #expect(foreignness(one, [1], [1]) == 0)
        #expect(foreignness(one, [-1], [1]) <= 1)
    }

    /// Brightness changes the length of features more than their direction.
    @Test func theLengthOfFeaturesDoesNotCount() throws {
        var (familiarity, generator) = try learned()
        let tile = Self.tiles(1, around: 0, using: &generator)[0]
        #expect(abs(foreignness(familiarity, tile) - foreignness(familiarity, tile.map { $0 * 3 })) < 1e-4)
    }

    @Test func manyTilesAreRepresentedByAFew() throws {
        var generator = SeededGenerator(seed: 5)
        let familiarity = try #require(
            Familiarity(training: Self.tiles(2000, around: 0, using: &generator), heldOut: [], seed: 1))
        #expect(familiarity.referenceCount == Familiarity.mostReferences)
    }

    @Test func aHandfulOfTilesTellsNothing() {
        #expect(Familiarity(training: [[1, 2], [2, 1]], heldOut: [], seed: 1) == nil)
    }

    @Test func itsFileIsReadBackAndADamagedOneIsRefused() throws {
        let (familiarity, _) = try learned()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try Familiarity.read(from: folder.path, featureCount: 24) == nil)
        let file = folder.appendingPathComponent(Familiarity.fileName)
        try familiarity.encoded().write(to: file)
        #expect(try Familiarity.read(from: folder.path, featureCount: 24) == familiarity)
        #expect(throws: (any Error).self) { try Familiarity.read(from: folder.path, featureCount: 25) }
        try Data("no tensors".utf8).write(to: file)
        #expect(throws: (any Error).self) { try Familiarity.read(from: folder.path, featureCount: 24) }
    }
}
