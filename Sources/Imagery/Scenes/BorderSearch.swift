internal import CGDAL

/// Looks for a border that no header declares.
///
/// A few pixels at each edge tell nearly all scenes that have none. Where they are flat black or white, the scene is read
/// once at some 500 cells a side, and the flat cells are followed inwards from the edges.
struct BorderSearch {
    let file: RasterFile
    let bands: [Int]
    /// A band that is 0 where nothing is shown at all, which counts as border.
    var alphaBand: Int?

    /// Compression (JPEG) blurs 0 to as much as this.
    private static let flatRange: UInt8 = 8
    /// Values that were seen are widened by this.
    static let blur = 3
    private static let probesPerEdge = 16
    private static let fewestFlatProbes = 3
    private static let probeSide = 4
    static let cellsPerSide = 512
    /// Less of the scene is no frame but a dark spot at its edge.
    private static let leastShare = 0.002
    /// A frame lies along this much of the scene's outline at least.
    private static let leastOutline = 0.02
    /// The spread of the values of a frame, in grey levels: dark water varies more.
    private static let largestSpread = 2.0

    /// `nil` when there is none. A scene of 0 alone, as one that never came, or of 255 alone, is all border.
    /// - Throws: ``ImageryError`` when the scene cannot be read.
    func border() throws -> SceneBorder? {
        guard alphaBand != nil || flatProbes() >= Self.fewestFlatProbes else { return nil }
        let columns = min(Self.cellsPerSide, file.width)
        let rows = min(Self.cellsPerSide, file.height)
        let all = try file.decimated(
            bands: bands + (alphaBand.map { [$0] } ?? []), columns: columns, rows: rows)
        let cells = Array(all[..<bands.count])
        let alpha = alphaBand.map { _ in all[bands.count] }
        let isBlank = alpha?.map { $0 == 0 } ?? [Bool](repeating: false, count: columns * rows)
        let found = [true, false].compactMap {
            Self.border(of: cells, isBlank: isBlank, columns: columns, rows: rows, isDark: $0)
        }
        return found.max { $0.share < $1.share }
    }

    private func flatProbes() -> Int {
        let side = Self.probeSide
        guard file.width > 4 * side, file.height > 4 * side else { return 0 }
        var count = 0
        for probe in 0..<Self.probesPerEdge {
            let column = (file.width - side) * (2 * probe + 1) / (2 * Self.probesPerEdge)
            let row = (file.height - side) * (2 * probe + 1) / (2 * Self.probesPerEdge)
            let corners = [(column, 0), (column, file.height - side), (0, row), (file.width - side, row)]
            for (column, row) in corners {
                let window = PixelWindow(column: column, row: row, width: side, height: side)
                // A part that cannot be read says nothing; its tiles will say what is wrong with it.
                guard let values = try? file.readInterleaved(bands: bands, window) else { continue }
                let isDark = values.allSatisfy { $0 <= Self.flatRange }
                if isDark || values.allSatisfy({ $0 >= 255 - Self.flatRange }) { count += 1 }
            }
        }
        return count
    }

    private static func border(
        of cells: [[UInt8]], isBlank: [Bool], columns: Int, rows: Int, isDark: Bool
    ) -> SceneBorder? {
        let isFlat = isBlank.indices.map { cell in
            isBlank[cell]
                || cells.allSatisfy { isDark ? $0[cell] <= flatRange : $0[cell] >= 255 - flatRange }
        }
        func depth(_ length: Int, _ cell: (Int) -> Int) -> Int {
            (0..<length).first { !isFlat[cell($0)] } ?? length
        }
        let left = (0..<rows).map { row in depth(columns) { row * columns + $0 } }
        let right = (0..<rows).map { row in depth(columns) { row * columns + columns - 1 - $0 } }
        let top = (0..<columns).map { column in depth(rows) { $0 * columns + column } }
        let bottom = (0..<columns).map { column in depth(rows) { (rows - 1 - $0) * columns + column } }
        var region: [Int] = []
        for cell in isFlat.indices {
            let (row, column) = (cell / columns, cell % columns)
            if column < left[row] || column >= columns - right[row] || row < top[column]
                || row >= rows - bottom[column]
            {
                if !isBlank[cell] { region.append(cell) }
            }
        }
        let outline = (left + right + top + bottom).count { $0 > 0 }
        let share = Double(region.count) / Double(isFlat.count)
        guard share >= leastShare,
            Double(outline) >= leastOutline * Double(2 * (columns + rows))
        else { return nil }
        let values = region.flatMap { cell in cells.map { $0[cell] } }
        guard let low = values.min(), let high = values.max(), spread(of: values) <= largestSpread else {
            return nil
        }
        // A dark place throughout is imagery, unless no value was ever written.
        guard share < 1 || (low == high && low == (isDark ? 0 : 255)) else { return nil }
        return SceneBorder(
            low: UInt8(clamping: Int(low) - blur), high: UInt8(clamping: Int(high) + blur), share: share,
            columns: columns, rows: rows, fromLeft: left, fromRight: right, fromTop: top, fromBottom: bottom)
    }

    private static func spread(of values: [UInt8]) -> Double {
        let count = Double(values.count)
        let mean = values.reduce(0.0) { $0 + Double($1) } / count
        return (values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count).squareRoot()
    }
}

extension RasterFile {
    /// So many rows are read of all bands before the next ones: their blocks are still at hand then, and decoded once.
    private static let decimatedStrip = 16

    /// Bands at fewer pixels, each the one that lies nearest; an overview is used where there is one.
    /// - Returns: for each band its values, row by row.
    func decimated(bands: [Int], columns: Int, rows: Int) throws -> [[UInt8]] {
        let failure = { ImageryError.cannotRead(path: self.path, reason: $0) }
        let rowHeight = Double(height) / Double(rows)
        var values = bands.map { _ in [UInt8](repeating: 0, count: columns * rows) }
        for first in Swift.stride(from: 0, to: rows, by: Self.decimatedStrip) {
            let count = min(Self.decimatedStrip, rows - first)
            var exact = GDALRasterIOExtraArg()
            exact.nVersion = 1
            exact.eResampleAlg = GRIORA_NearestNeighbour
            exact.bFloatingPointWindowValidity = 1
            exact.dfXSize = Double(width)
            (exact.dfYOff, exact.dfYSize) = (Double(first) * rowHeight, Double(count) * rowHeight)
            let top = Int(exact.dfYOff)
            let bottom = min(height, Int((exact.dfYOff + exact.dfYSize).rounded(.up)))
            for (position, number) in bands.enumerated() {
                try values[position].withUnsafeMutableBufferPointer { values in
                    try GDALRuntime.check(failure) {
                        GDALRasterIOEx(
                            band(number), GF_Read, 0, Int32(top), Int32(width), Int32(bottom - top),
                            values.baseAddress! + first * columns, Int32(columns), Int32(count), GDT_Byte, 1,
                            GSpacing(columns), &exact)
                    }
                }
            }
        }
        return values
    }
}
