public import AerialCore
internal import CGDAL
internal import Foundation

/// Writes the file of a class map and its confidence from the north to the south, so that memory does not grow with it.
/// The file is ``ClassMapFile``'s; it appears when it is published, and what is not published leaves nothing.
public final class ClassMapWriter {
    private let path: String
    private let output: StagedOutput
    private let legend: Legend
    private let grid: TileGrid
    /// Of the rows so far, and closed once the file is made of it.
    private var draft: ClassMapDraft?
    private var counts: [Int]

    /// - Parameters:
    ///   - grid: its tiles are the map's cells.
    ///   - metadata: further tags of the file.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public init(path: String, legend: Legend, grid: TileGrid, metadata: [String: String]) throws {
        (self.path, self.legend, self.grid) = (path, legend, grid)
        output = try StagedOutput(path: path)
        counts = Array(repeating: 0, count: legend.classes.count)
        let failure = Self.failure(path)
        let raster = try RasterFile.onDisk(
            path: draftPath, width: grid.columns, height: grid.rows, bandCount: 2, failure)
        draft = try ClassMapDraft(raster, legend: legend, grid: grid, metadata: metadata, failure)
    }

    private static func failure(_ path: String) -> (String) -> ImageryError {
        { .cannotWrite(path: path, reason: $0) }
    }

    private var draftPath: String { output.partialPath + ".draft" }

    /// Whole rows of cells.
    /// - Parameters:
    ///   - cells: class positions, `nil` for no data.
    ///   - confidence: per cent of each cell.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func write(_ cells: [UInt8?], confidence: [UInt8?], fromRow first: Int) throws {
        precondition(cells.count == confidence.count && cells.count % grid.columns == 0, "whole rows")
        guard let raster = draft?.raster else { return }
        let failure = Self.failure(path)
        try raster.write(cells.map(ClassMapFile.bandValue(of:)), toBand: 1, fromRow: first, failure)
        try raster.write(
            confidence.map(ClassMapFile.bandValue(ofConfidence:)), toBand: 2, fromRow: first, failure)
        for case let cell? in cells { counts[Int(cell)] += 1 }
    }

    /// Makes the file of what was written, beside its place.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func finish() throws {
        try save()
        // GDAL writes beside the draft until that is closed.
        draft = nil
        for ending in ["", ".aux.xml"] { unlink(draftPath + ending) }
        try ClassMapFile.writeStyle(of: legend, beside: output)
    }

    private func save() throws {
        let failure = Self.failure(path)
        try draft?.addAttributeTable(legend, counts: counts, failure)
        try draft?.save(to: output.partialPath, failure)
    }

    /// The file appears under its name.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func publish() throws { try output.publish(removing: SideFiles.ofRaster) }
}
