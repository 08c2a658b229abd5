import AerialCore
import Testing

@testable import Imagery

/// The land before it is rendered.
struct WorldTests {
    private func codes(side: Int, step: Int, seed: UInt64) -> [UInt8] {
        let world = World(widthMeters: side, heightMeters: side, seed: seed)
        return stride(from: 0, to: side, by: step).flatMap { row in
            stride(from: 0, to: side, by: step).map { column in
                world.units[Int(world.natural(at: Position(Float(column), Float(row))).unit)].code
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func everyClassHasItsShareOfASmallCounty(seed: UInt64) {
        let codes = codes(side: 3000, step: 20, seed: seed)
        for landUse in Legend.nlcd6.classes {
            let share = Double(codes.filter { landUse.codes.contains(Int($0)) }.count) / Double(codes.count)
            #expect(share > 0.06, "\(landUse.name) has \(share)")
        }
        #expect(codes.contains(11))
    }

    @Test func lookingUpASquareAtOnceChangesNothing() {
        let world = World(widthMeters: 3000, heightMeters: 3000, seed: 5)
        let window = RenderWindow(column: 901, row: 633, width: 420, height: 420)
        let sites = world.sites(in: window)
        let differing = sites.indices.filter { index in
            let p = window.position(column: index % window.width, row: index / window.width)
            return world.natural(at: p).unit != sites[index].unit
        }
        #expect(differing.count == 0)
    }

    @Test func developmentsFillTheAskedShareOfTiles() {
        let world = World(widthMeters: 6720, heightMeters: 6720, seed: 2)
        let developments = DevelopmentPlan(world: world).developments(share: 0.03, seed: 2)
        let tiles = developments.map { development in
            (development.columns.count / 224) * (development.rows.count / 224)
        }
        #expect(tiles.reduce(0, +) == 27)
        for development in developments {
            #expect((200...600).contains(development.columns.count))
            #expect((200...600).contains(development.rows.count))
        }
    }
}
