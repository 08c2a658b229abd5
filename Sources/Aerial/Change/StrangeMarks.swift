internal import AerialCore
internal import Imagery

extension ChangeMarks {
    /// What to say of marks whose tiles are not among those that are compared; `nil` where all are.
    func remark(comparing tiles: [TileIndex]) -> String? {
        let known = Set(tiles)
        let others = marks.keys.filter { !known.contains($0) }
            .sorted { ($0.row, $0.column) < ($1.row, $1.column) }
        guard let first = others.first else { return nil }
        return
            "\(others.count) of \(marks.count) marks are of tiles that are not compared here, \(TileGrid.name(of: first)) say, and are "
            + "left out. Give the marks of a comparison of this place."
    }
}
