internal import AerialCore
internal import Foundation
internal import Imagery

extension ChangeMarks {
    /// Tiles of another place have the same names.
    /// - Throws: ``CommandError`` where the file says of a tile that it lies elsewhere than on this grid.
    func check(on grid: TileGrid) throws {
        let placer = try TilePlacer(grid: grid)
        let known = places.filter {
            (0..<grid.rows).contains($0.key.row) && (0..<grid.columns).contains($0.key.column)
        }
        for (tile, said) in known.sorted(by: { $0.key < $1.key }) {
            let center = try placer.place(of: tile).degrees.center
            let north = (said.y - center.y) * Self.metersPerDegree
            let east = (said.x - center.x) * Self.metersPerDegree * cos(center.y * .pi / 180)
            guard max(abs(north), abs(east)) > grid.tileSideMeters / 4 + 2 else { continue }
            func text(_ point: MapPoint) -> String { String(format: "%.5f, %.5f", point.y, point.x) }
            throw CommandError(
                "the marks are of another place or of tiles of another size: they have \(TileGrid.name(of: tile)) at \(text(said)), and "
                    + "here it lies at \(text(center)). Give the marks of a comparison of these tiles.")
        }
    }

    private static let metersPerDegree = 111_320.0

    /// What to say of marks whose tiles are not among those that are compared; `nil` where all are.
    func remark(comparing tiles: [TileIndex]) -> String? {
        let known = Set(tiles)
        let others = marks.keys.filter { !known.contains($0) }
        guard let first = others.min() else { return nil }
        return
            "\(others.count) of \(marks.count) marks are of tiles that are not compared here, for example \(TileGrid.name(of: first)), and are "
            + "left out. Give the marks of a comparison of this place."
    }
}
