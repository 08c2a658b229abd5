/// A rectangle of the county's pixels, one per square metre, that may reach beyond the county.
struct RenderWindow: Sendable, Hashable {
    var column: Int
    var row: Int
    var width: Int
    var height: Int

    /// The centre of a pixel of the window.
    @inline(__always)
    func position(column x: Int, row y: Int) -> Position {
        Position(Float(column + x) + 0.5, Float(row + y) + 0.5)
    }
}

extension World {
    /// Squares of this side are looked up once where one unit fills them. They lie on the county's own lattice, so
    /// that overlapping windows agree.
    private static let squareSide = 8

    /// What lies at every pixel of the window, row by row.
    func sites(in window: RenderWindow) -> [Site] {
        var sites = [Site](repeating: Site(unit: 0, offset: 0), count: window.width * window.height)
        let nearby = developments.indices.filter { developments[$0].overlaps(window) }
        for top in squares(from: window.row, count: window.height) {
            for left in squares(from: window.column, count: window.width) {
                fill(&sites, window: window, left: left, top: top)
            }
        }
        for index in nearby { build(developments[index], unit: firstDevelopmentUnit + index, &sites, window) }
        return sites
    }

    /// Where the squares that cover a range of pixels begin.
    private func squares(from start: Int, count: Int) -> StrideTo<Int> {
        let side = Self.squareSide
        return stride(
            from: Int((Double(start) / Double(side)).rounded(.down)) * side, to: start + count, by: side)
    }

    private func fill(_ sites: inout [Site], window: RenderWindow, left: Int, top: Int) {
        let side = Self.squareSide
        let center = Position(Float(left), Float(top)) + Float(side) / 2
        let whole = unitFilling(squareAround: center, side: Float(side))
        for row in max(top, window.row)..<min(window.row + window.height, top + side) {
            for column in max(left, window.column)..<min(window.column + window.width, left + side) {
                let (x, y) = (column - window.column, row - window.row)
                sites[y * window.width + x] =
                    whole.map { Site(unit: Int32($0), offset: 0) }
                    ?? natural(at: window.position(column: x, row: y))
            }
        }
    }

    /// Puts a development where the land is neither water nor developed already.
    private func build(_ development: Development, unit: Int, _ sites: inout [Site], _ window: RenderWindow) {
        let rows = development.rows.clamped(to: window.row..<window.row + window.height)
        let columns = development.columns.clamped(to: window.column..<window.column + window.width)
        for row in rows {
            for column in columns {
                let place = (row - window.row) * window.width + column - window.column
                let cover = units[Int(sites[place].unit)].cover
                if cover != .water, !cover.isDeveloped { sites[place] = Site(unit: Int32(unit), offset: 0) }
            }
        }
    }
}
