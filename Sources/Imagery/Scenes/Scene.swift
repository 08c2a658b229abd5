public import AerialCore

/// One file of imagery as its header describes it: where it lies, how fine it is, and which of its bands make a picture.
public struct Scene: Sendable, Equatable, Codable {
    /// A file, or a name of GDAL's such as `/vsizip/...`.
    public let path: String
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// The file's own coordinate reference system.
    public let reference: CoordinateReference
    /// From the scene's pixels to its own reference.
    public let geoTransform: GeoTransform
    /// The box around the scene, in its own reference's units.
    public let extent: MapBounds
    /// A pixel's width and height on the ground, in metres; they differ where pixels are not square.
    public let pixelWidthMeters: Double
    /// Down the rows, on the ground.
    public let pixelHeightMeters: Double
    /// Bands of the file, those that are not shown too.
    public let bandCount: Int
    /// The numbers of the bands that a tile has, from 1, in its order; three times the same for a grey or palette scene.
    public internal(set) var bands: [Int]
    /// As stored: 8 for bytes, 16 for most sensors.
    public let bitsPerSample: Int
    /// The value that stands for "no imagery", where the file names one.
    public let nodata: Double?
    /// How the file says which of its pixels hold imagery.
    public let maskKind: MaskKind
    /// A frame without imagery that the file does not declare; `nil` where there is none.
    public let border: SceneBorder?
    /// How values are brought to 8 bits; `nil` when they are 8 bits already.
    public internal(set) var tones: ToneRange?
    /// Pixels are numbers of colours in a table.
    public let isPaletted: Bool
    /// The day it was taken, `2014-06-27`; `nil` where the file does not say.
    public let captured: String?
    /// How its pixels are stored; `nil` in the jobs of older programs.
    let layout: SceneLayout?
    /// What a user should know of how the file is read, in sentences.
    public internal(set) var notes: [String]

    /// How a file says which of its pixels hold imagery.
    public enum MaskKind: Sendable, Equatable, Codable {
        /// It does not say.
        case none
        /// By one value in all bands.
        case nodata
        /// The number of the band that is 0 where there is no imagery.
        case alpha(band: Int)
        /// By a mask beside the bands.
        case mask
    }

    /// Reads a file's header, and a small sample of its pixels where the header leaves a question open.
    /// - Parameter bands: those that a tile has.
    /// - Throws: ``ImageryError``: it cannot be opened, has no georeference, or lacks a band.
    public init(path: String, bands: BandSelection) throws {
        self = try SceneInspection(RasterFile(path: path)).scene(bands: bands)
    }

    init(_ file: RasterFile, _ georeference: SceneInspection.Georeference, _ format: PixelFormat) {
        path = file.path
        width = file.width
        height = file.height
        bandCount = file.bandCount
        reference = georeference.reference
        geoTransform = georeference.transform
        extent = georeference.transform.extent(width: file.width, height: file.height)
        pixelWidthMeters = georeference.pixelWidthMeters
        pixelHeightMeters = georeference.pixelHeightMeters
        bands = format.bands
        bitsPerSample = format.bitsPerSample
        nodata = format.nodata
        maskKind = format.maskKind
        border = format.border
        tones = format.tones
        isPaletted = format.isPaletted
        captured = CaptureDate.of(file)
        layout = SceneLayout(file, band: format.bands[0])
        notes = georeference.notes + format.notes
    }

    /// False for a file that cannot be the one that was looked at.
    func describes(_ file: RasterFile) -> Bool {
        file.width == width && file.height == height && file.bandCount == bandCount
            && file.geoTransform.map(GeoTransform.init(coefficients:)) == geoTransform
    }

    /// The geometric mean of a pixel's width and height.
    public var groundSampleDistance: GroundSampleDistance {
        GroundSampleDistance(metersPerPixel: (pixelWidthMeters * pixelHeightMeters).squareRoot())
    }

    /// The file's name without its folders, and without what an address keeps secret.
    var shortName: String {
        FileName.withoutSecrets(path).split(separator: "/").last.map { String($0) } ?? path
    }
}
