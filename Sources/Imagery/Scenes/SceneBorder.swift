/// The part of a scene that holds no imagery although no header says so: a frame of one value, or nearly, that begins at
/// the scene's edge. Black or white pixels elsewhere are shadows, water and roofs.
public struct SceneBorder: Sendable, Hashable, Codable {
    /// The values that its pixels take in all bands.
    public let low: UInt8
    /// The highest of the values; near 0 for a black border, near 255 for a white one.
    public let high: UInt8
    /// Its share of the scene's pixels, 0 to 1.
    public let share: Double
    /// The size of the raster of cells that the depths below count in.
    let columns: Int
    let rows: Int
    /// How many cells from each edge belong to it: one number for each row of cells, for each column.
    let fromLeft: [Int]
    let fromRight: [Int]
    let fromTop: [Int]
    let fromBottom: [Int]

    /// What `gdal_translate`'s friends call it.
    public var kind: String { high < 128 ? "black" : "white" }

    /// Whether it has this one value alone, before the values were widened.
    func isOnly(_ value: UInt8) -> Bool {
        low == UInt8(clamping: Int(value) - BorderSearch.blur)
            && high == UInt8(clamping: Int(value) + BorderSearch.blur)
    }

    /// Whether a cell is the border's or the next one to it: imagery may end within a cell.
    func reaches(column: Int, row: Int) -> Bool {
        func isWithin(_ position: Int, _ depth: Int) -> Bool { depth > 0 && position <= depth }
        return isWithin(column, fromLeft[row]) || isWithin(columns - 1 - column, fromRight[row])
            || isWithin(row, fromTop[column]) || isWithin(rows - 1 - row, fromBottom[column])
    }

    /// False where the depths, which may come from a file, do not fit the cells.
    public var isSound: Bool {
        columns > 0 && rows > 0 && fromLeft.count == rows && fromRight.count == rows
            && fromTop.count == columns && fromBottom.count == columns
    }
}

extension StoredPixels {
    /// The same pixels, those of a border masked.
    /// - Parameters:
    ///   - width: of the raster that the window is of.
    func masked(by border: SceneBorder, width: Int, height: Int) -> StoredPixels {
        var mask = mask ?? [UInt8](repeating: 255, count: window.pixelCount)
        var isTouched = self.mask != nil
        let values = border.low...border.high
        let cells = window.columns.map { $0 * border.columns / width }
        var pixel = 0
        for row in window.rows {
            let cellRow = row * border.rows / height
            for column in cells {
                let first = pixel * bandCount
                if (0..<bandCount).allSatisfy({ values.contains(samples[first + $0]) }),
                    border.reaches(column: column, row: cellRow)
                {
                    mask[pixel] = 0
                    isTouched = true
                }
                pixel += 1
            }
        }
        var result = self
        if isTouched { result.mask = mask }
        return result
    }
}
