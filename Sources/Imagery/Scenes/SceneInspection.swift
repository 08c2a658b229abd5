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

    struct Colors {
        var bands: [Int]
        var bitsPerSample: Int
        var nodata: Double?
        var maskKind: Scene.MaskKind = .none
        var tones: ToneRange?
        var isPaletted = false
        var notes: [String] = []
    }

    func scene(bands: [Int]?) throws -> Scene {
        let georeference = try georeference()
        return Scene(self, georeference: georeference, colors: try colors(bands: bands))
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
        let column = Double(file.width) / 2
        let row = Double(file.height) / 2
        var corners = [(column, row), (column + 1, row), (column, row + 1)].map {
            transform.point(column: $0.0, row: $0.1)
        }
        var metersPerUnit = spatialReference.reference.metersPerUnit
        if !spatialReference.measuresGround {
            let ground = try SpatialReference.metersGrid(around: corners[0], of: spatialReference)
            corners = try CoordinateTransform(from: spatialReference, to: ground)(corners).compactMap { $0 }
            metersPerUnit = 1
        }
        guard corners.count == 3 else { throw ImageryError.missingGeoreference(path: file.path) }
        func meters(to corner: MapPoint) -> Double {
            let x = corner.x - corners[0].x
            let y = corner.y - corners[0].y
            return (x * x + y * y).squareRoot() * metersPerUnit
        }
        return (meters(to: corners[1]), meters(to: corners[2]))
    }

    private func colors(bands chosen: [Int]?) throws -> Colors {
        let choice = BandChoice(file)
        let bands = try choice.bands(chosen)
        let type = GDALGetRasterDataType(file.band(bands[0]))
        var colors = Colors(bands: bands, bitsPerSample: choice.bitsPerSample(of: bands[0]))
        colors.nodata = file.nodata(ofBand: bands[0])
        let sample = PixelSample(file)
        choice.decideMask(&colors, sample)
        if GDALGetRasterColorTable(file.band(bands[0])) != nil, Set(bands).count == 1, type == GDT_Byte {
            colors.isPaletted = true
            colors.notes.append("Colours come from the file's colour table.")
        } else if type != GDT_Byte {
            let tones = try ToneRange(file, sample, colors)
            colors.tones = tones
            colors.notes.append(
                "Values from \(tones.low) to \(tones.high) are brought to 8 bits, all bands alike.")
        }
        return colors
    }
}
