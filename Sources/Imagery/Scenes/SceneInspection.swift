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

    func scene(bands: [Int]?) throws -> Scene {
        let georeference = try georeference()
        var format = try PixelFormat(file, bands: bands)
        try format.findBorder(file)
        return Scene(file, georeference, format)
    }

    private func georeference() throws -> Georeference {
        let projection = file.projection
        guard let coefficients = file.geoTransform, !projection.isEmpty else {
            throw ImageryError.missingGeoreference(path: file.path)
        }
        let transform = GeoTransform(coefficients: coefficients)
        let spatialReference = try SpatialReference(definition: projection)
        guard transform.pixel(of: MapPoint(x: 0, y: 0)) != nil,
            spatialReference.isProjected || spatialReference.isGeographic
        else { throw ImageryError.missingGeoreference(path: file.path) }
        let pixel = try pixelSize(transform, spatialReference)
        var notes: [String] = []
        if !transform.isNorthUp { notes.append("The scene is not north up; it is resampled to the grid.") }
        return Georeference(
            reference: spatialReference.reference, transform: transform, pixelWidthMeters: pixel.width,
            pixelHeightMeters: pixel.height, notes: notes)
    }

    /// A pixel's size on the ground at the scene's centre, in metres.
    private func pixelSize(
        _ transform: GeoTransform, _ spatialReference: SpatialReference
    ) throws -> (width: Double, height: Double) {
        if spatialReference.measuresGround {
            let metersPerUnit = spatialReference.reference.metersPerUnit
            return (transform.columnStep * metersPerUnit, transform.rowStep * metersPerUnit)
        }
        let column = Double(file.width) / 2
        let row = Double(file.height) / 2
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
