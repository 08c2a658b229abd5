internal import AerialCore
internal import Foundation
package import Imagery

/// How a map agrees with a land-cover raster.
package struct MapComparison: Sendable {
    package let landCover: String
    package let result: LandCoverComparison

    init(of made: MadeMap, landCover: String, purity: Double, observer: any JourneyObserver) throws {
        guard made.map.legend.classes.contains(where: { !$0.codes.isEmpty }) else {
            throw CommandError(
                "the map's classes have no land-cover codes, so \(landCover) cannot be compared with them. "
                    + "Pass --legend FILE.yaml with the codes of each class, or --group nlcd3.")
        }
        let raster = try LabelRaster(path: landCover, gridReference: made.grid.reference)
        let classByCode = try LabelRasterReading.classes(
            of: raster, beside: made.map, on: made.grid, observer)
        let compared = try LandCoverComparison.compare(
            made.map, grid: made.grid, purity: purity, classByCode: classByCode
        ) { try raster.codeCounts(in: $0).codes }
        guard compared.all.total > 0 else {
            throw CommandError(
                "\(landCover) says nothing about the map's tiles: it does not overlap them, or holds no "
                    + "code of the legend '\(made.map.legend.name)'.")
        }
        self.landCover = landCover
        result = compared
    }

    /// What to say where some of a map's classes have no codes, so that no ground of the raster can be theirs; `nil` where all have,
    /// but for tiles of cover that the legend leaves out.
    static func remark(on legend: Legend, comparedWith landCover: String) -> String? {
        let bare = legend.classes.filter(\.codes.isEmpty).map(\.name).filter { $0 != UnlistedTiles.className }
        guard !bare.isEmpty else { return nil }
        return
            "the map's legend gives \(bare.joined(separator: ", ")) no land-cover codes: ground of \(FileName.of(landCover)) that is of "
            + "\(bare.count == 1 ? "this class" : "these classes") is left out of the comparison. Pass --legend FILE.yaml with the codes of each class."
    }

    /// The raster's file name.
    var name: String { (landCover as NSString).lastPathComponent }

    var rule: String {
        let share = result.purity < 1 ? "at least \(String(format: "%g", result.purity * 100)) %" : "all"
        return
            "A tile's land cover is the class that most of its pixels belong to; a tile is pure when \(share) of "
            + "them do."
    }
}
