import Testing

@testable import Imagery

/// Pixels as functions of place.
struct RenderingTests {
    private let world = World(widthMeters: 2000, heightMeters: 2000, seed: 9)

    @Test(arguments: [Acquisition.before, Acquisition.after].indices)
    func aPixelDependsOnItsPlaceAlone(date: Int) {
        let renderer = BlockRenderer(world: world, acquisition: [Acquisition.before, .after][date])
        let whole = renderer.render(RenderWindow(column: 512, row: 512, width: 160, height: 160))
        let part = renderer.render(RenderWindow(column: 549, row: 573, width: 60, height: 50))
        for row in 0..<50 {
            let start = (row + 61) * 160 + 37
            let expected = whole.imagery[start * 4..<(start + 60) * 4]
            #expect(Array(expected) == Array(part.imagery[row * 240..<(row + 1) * 240]))
            #expect(Array(whole.truth[start..<start + 60]) == Array(part.truth[row * 60..<(row + 1) * 60]))
        }
    }

    @Test func theSeasonChangesThePictureAndNotTheTruth() {
        let window = RenderWindow(column: 300, row: 300, width: 400, height: 400)
        let before = BlockRenderer(world: world, acquisition: .before).render(window)
        let after = BlockRenderer(world: world, acquisition: .after).render(window)
        #expect(before.truth == after.truth)
        let changed = zip(before.imagery, after.imagery).filter { abs(Int($0) - Int($1)) > 8 }.count
        #expect(changed > before.imagery.count / 2)
    }

    @Test func vegetationIsBrightInTheInfraredAndWaterDark() {
        let woods = LandUnit(cover: .forest, code: 41, center: .zero, seed: 4)
        let river = LandUnit(cover: .water, code: 11, center: .zero, seed: 4)
        let p = Position(140, 90)
        let leaf = ForestMaterial(unit: woods, season: .summer).surface(at: p, offset: 0).color
        let water = WaterMaterial(unit: river, season: .summer).surface(at: p, offset: 40).color
        #expect(leaf.w > leaf.x)
        #expect(water.w < water.x)
    }

    @Test func aTallThingThrowsItsShadowAwayFromTheSun() {
        var canvas = Canvas(window: RenderWindow(column: 0, row: 0, width: 41, height: 41))
        canvas.colors = Array(repeating: Reflectance(repeating: 100), count: 41 * 41)
        canvas.heights[20 * 41 + 20] = 10
        let sun = Sun(azimuthDegrees: 180, elevationDegrees: 45)
        Lighting(sun: sun, skylight: Reflectance(repeating: 0.3)).light(&canvas)
        // Due south sun, 45 degrees: the shadow reaches ten metres north.
        #expect(abs(canvas.colors[12 * 41 + 20].x - 30) < 1)
        #expect(canvas.colors[8 * 41 + 20].x == 100)
        #expect(canvas.colors[26 * 41 + 20].x == 100)
    }
}
