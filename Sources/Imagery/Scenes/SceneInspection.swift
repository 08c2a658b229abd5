internal import AerialCore
internal import CGDAL

/// Looks at an open file and describes it as a ``Scene``.
struct SceneInspection {
    let file: RasterFile

    init(_ file: RasterFile) {
        self.file = file
    }

    struct Georeference {
        let reference: CoordinateReference
        let transform: GeoTransform
        let pixelWidthMeters: Double
        let pixelHeightMeters: Double
        let notes: [String]
    }

    func scene(bands: BandSelection) throws -> Scene {
        let georeference = try georeference()
        var format = try PixelFormat(file, bands: bands)
        try format.findBorder(file)
        return Scene(file, georeference, format)
    }

    private func georeference() throws -> Georeference {
        let projection = file.projection
        guard let coefficients = file.geoTransform, !projection.isEmpty else {
            let points = Int(GDALGetGCPCount(file.handle))
            throw points > 0
                ? ImageryError.onlyControlPoints(path: file.path, count: points)
                : ImageryError.missingGeoreference(path: file.path)
        }
        let transform = GeoTransform(coefficients: coefficients)
        let spatialReference = try SpatialReference(definition: projection)
        guard transform.pixel(of: MapPoint(x: 0, y: 0)) != nil,
            spatialReference.isProjected || spatialReference.isGeographic
        else { throw ImageryError.missingGeoreference(path: file.path) }
        try checkPlace(coefficients)
        let pixel = try pixelSize(transform, spatialReference)
        try checkPixel(pixel)
        var notes: [String] = []
        if !transform.isNorthUp { notes.append("The scene is not north up; it is resampled to the grid.") }
        return Georeference(
            reference: spatialReference.reference, transform: transform, pixelWidthMeters: pixel.width,
            pixelHeightMeters: pixel.height, notes: notes)
    }

    /// Longer than the way around the Earth, in the shortest unit that a system has.
    private static let farthest = 1e9
    /// The finest pixel that is read, in metres: a tile of 224 m has 11,200 x 11,200 of them.
    private static let finestPixel = 0.02

    private func checkPlace(_ coefficients: [Double]) throws {
        let extent = GeoTransform(coefficients: coefficients).extent(width: file.width, height: file.height)
        let corners = [extent.minX, extent.minY, extent.maxX, extent.maxY]
        guard (coefficients + corners).allSatisfy({ $0.isFinite && abs($0) <= Self.farthest }) else {
            throw ImageryError.impossiblePlace(
                path: file.path,
                reason: "its corners are \(extent.minX), \(extent.maxY) and \(extent.maxX), \(extent.minY)")
        }
    }

    private func checkPixel(_ pixel: (width: Double, height: Double)) throws {
        guard min(pixel.width, pixel.height) >= Self.finestPixel, pixel.width.isFinite, pixel.height.isFinite
        else {
            throw ImageryError.impossiblePlace(
                path: file.path,
                reason: "its pixels are \(pixel.width) x \(pixel.height) m, and the finest that are read are "
                    + "\(Self.finestPixel) m")
        }
    }

    /// A pixel's size on the ground at the scene's centre, in metres.
    private func pixelSize(
        _ transform: GeoTransform, _ spatialReference: SpatialReference
    ) throws -> (width: Double, height: Double) {
        let (column, row) = (Double(file.width) / 2, Double(file.height) / 2)
        if spatialReference.measuresGround(at: transform.point(column: column, row: row)) {
            let metersPerUnit = spatialReference.reference.metersPerUnit
            return (transform.columnStep * metersPerUnit, transform.rowStep * metersPerUnit)
        }
        let corners = [(column, row), (column + 1, row), (column, row + 1)].map {
            transform.point(column: $0.0, row: $0.1)
        }
        let ground = try SpatialReference.metersGrid(around: corners[0], of: spatialReference)
        let onGround = try CoordinateTransform(from: spatialReference, to: ground)(corners).compactMap { $0 }
        guard onGround.count == 3 else { throw ImageryError.missingGeoreference(path: file.path) }
        func meters(to corner: MapPoint) -> Double {
            let x = corner.x - onGround[0].x
            let y = corner.y - onGround[0].y
            return (x * x + y * y).squareRoot()
        }
        return (meters(to: onGround[1]), meters(to: onGround[2]))
    }
}
