public import AerialCore

/// One file of imagery as its header describes it: where it lies, how fine it is, and which of its bands make a picture.
public struct Scene: Sendable, Equatable, Codable {
    public let path: String
    public let width: Int
    public let height: Int
    public let reference: CoordinateReference
    public let geoTransform: GeoTransform
    /// The box around the scene, in its own reference's units.
    public let extent: MapBounds
    /// A pixel's width and height on the ground, in metres; they differ where pixels are not square.
    public let pixelWidthMeters: Double
    public let pixelHeightMeters: Double
    public let bandCount: Int
    /// The numbers of the red, green and blue band, from 1; three times the same for a grey or palette scene.
    public let bands: [Int]
    public let bitsPerSample: Int
    /// The value that stands for "no imagery", where the file names one.
    public let nodata: Double?
    public let maskKind: MaskKind
    /// A frame without imagery that the file does not declare; `nil` where there is none.
    public let border: SceneBorder?
    /// How values are brought to 8 bits; `nil` when they are 8 bits already.
    public internal(set) var tones: ToneRange?
    /// Pixels are numbers of colours in a table.
    public let isPaletted: Bool
    /// The day it was taken, `2014-06-27`; `nil` where the file does not say.
    public let captured: String?
    /// What a user should know of how the file is read, in sentences.
    public internal(set) var notes: [String]

    /// How a file says which of its pixels hold imagery.
    public enum MaskKind: Sendable, Equatable, Codable {
        case none
        case nodata
        /// The number of the band that is 0 where there is no imagery.
        case alpha(band: Int)
        case mask
    }

    /// Reads a file's header, and a small sample of its pixels where the header leaves a question open.
    /// - Parameter bands: three band numbers, red first, or one for grey; `nil` to go by the file's own words.
    /// - Throws: ``ImageryError``: it cannot be opened, has no georeference, or lacks a band.
    public init(path: String, bands: [Int]? = nil) throws {
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
}
