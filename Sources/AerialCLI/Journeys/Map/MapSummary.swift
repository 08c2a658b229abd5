internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// What `map` tells: areas by class, and the agreement with land cover.
struct MapSummary: Encodable {
    struct Area: Encodable {
        let className: String
        let tiles: Int
        let hectares: Double
        let percent: Double?

        private enum CodingKeys: String, CodingKey {
            case className = "class"
            case tiles, hectares, percent
        }
    }

    struct Agreement: Encodable {
        let tiles: Int
        let agreement: Double?
        let pureTiles: Int
        let pureAgreement: Double?
        let purity: Double
        let confusion: [[Int]]
        let classNames: [String]
    }

    let tiles: Int
    let scored: Int
    let nodata: Int
    let rejected: Int
    let areas: [Area]
    /// Areas are counts of tiles.
    let areasAre = ClassAreas.caution
    let comparison: Agreement?
    /// The share of tiles that are unlike anything that the model learned from; `null` where it does not tell.
    @NullWhenNil var foreign: Double?
    private let made: MadeMap
    private let compared: MapComparison?

    private enum CodingKeys: String, CodingKey {
        case tiles, scored, nodata, rejected, areas, areasAre, comparison, foreign
    }

    init(made: MadeMap, comparison compared: MapComparison?) {
        self.made = made
        self.compared = compared
        foreign = made.foreign.share
        tiles = made.counts.tiles
        scored = made.counts.scored
        nodata = made.counts.nodata
        rejected = made.counts.rejected
        areas = made.areas.rows.map {
            Area(
                className: $0.name, tiles: $0.tiles, hectares: $0.hectares, percent: $0.share.map { 100 * $0 }
            )
        }
        comparison = compared.map(\.result).map {
            Agreement(
                tiles: $0.all.total, agreement: $0.all.accuracy, pureTiles: $0.pure.total,
                pureAgreement: $0.pure.accuracy, purity: $0.purity, confusion: $0.all.counts,
                classNames: $0.all.classNames)
        }
    }

    var tables: String {
        let areaText = "\(made.areas.table.rendered())\n\n(\(ClassAreas.caution))"
        guard let compared else { return areaText }
        let result = compared.result
        let lines = [
            "Agreement with \(compared.landCover):",
            "  all tiles   \(Self.share(result.all)) of \(result.all.total)",
            "  pure tiles  \(Self.share(result.pure)) of \(result.pure.total)",
        ]
        return [areaText, lines.joined(separator: "\n"), TextTable.classes(of: result.all).rendered()]
            .joined(separator: "\n\n")
    }

    private static func share(_ matrix: ConfusionMatrix) -> String {
        matrix.accuracy.map { String(format: "%.1f %%", 100 * $0) } ?? "-"
    }
}
