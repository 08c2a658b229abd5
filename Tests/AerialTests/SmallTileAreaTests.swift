import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// Areas of tiles of a metre or two, which are less than a ten-thousandth of a hectare.
struct SmallTileAreaTests {
    private let folder = Scratch()

    @Test(arguments: [1.0, 1.3, 1.5, 2, 3.7, 224]) func strataHoldTheGroundOfTheirTiles(side: Double) throws {
        try DrawnGround.write(
            ["aaab", "aabb", "aacc", "aaa."], legend: try DrawnGround.legend(["Forest", "Water", "Barren"]),
            tileMeters: side, to: folder["map.tif"])
        _ = try AreaDesignPlan(map: folder["map.tif"], out: folder["s"]).run(SilentObserver())
        let strata = try AreaSampleFile.readStrata(path: folder["s/strata.csv"])
        #expect(strata.map(\.className) == ["Forest", "Water", "Barren"])
        for (stratum, tiles) in zip(strata, [10.0, 3, 2]) {
            let hectares = tiles * side * side / 10_000
            #expect(abs(stratum.hectares - hectares) <= 1e-6 * hectares, "\(side) m: \(stratum.hectares)")
        }
    }
}
