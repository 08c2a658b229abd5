internal import CGDAL

/// What a file says of its bands.
struct BandChoice {
    private let file: RasterFile
    /// Red, green, blue and near infrared need no names; of more, the first three may be anything.
    private static let mostUnnamedBands = 4

    init(_ file: RasterFile) {
        self.file = file
    }

    /// The numbers of the red, green and blue band: those chosen, else by the file's colour interpretation, else the
    /// first three, else the first one three times.
    func bands(_ chosen: [Int]?) throws -> [Int] {
        if chosen == nil, interpreted == nil, file.bandCount > Self.mostUnnamedBands {
            throw ImageryError.unnamedBands(path: file.path, bandCount: file.bandCount)
        }
        let bands = chosen ?? interpreted ?? (ordinary.count >= 3 ? Array(ordinary.prefix(3)) : [1])
        if let missing = bands.first(where: { $0 < 1 || $0 > file.bandCount }) {
            throw ImageryError.noSuchBand(path: file.path, band: missing, bandCount: file.bandCount)
        }
        switch bands.count {
        case 3: return bands
        case 1: return [bands[0], bands[0], bands[0]]
        default: throw ImageryError.noSuchBand(path: file.path, band: bands.count, bandCount: file.bandCount)
        }
    }

    private var ordinary: [Int] { Array(1...max(1, file.bandCount)) }

    /// True when the file says which of its bands are red, green and blue.
    var isColored: Bool { interpreted != nil }

    private var interpreted: [Int]? {
        let found = [GCI_RedBand, GCI_GreenBand, GCI_BlueBand].compactMap(band(interpretedAs:))
        return found.count == 3 ? found : nil
    }

    private func band(interpretedAs interpretation: GDALColorInterp) -> Int? {
        guard file.bandCount > 0 else { return nil }
        return (1...file.bandCount).first {
            GDALGetRasterColorInterpretation(file.band($0)) == interpretation
        }
    }

    func bitsPerSample(of band: Int) -> Int {
        if let stated = GDALGetMetadataItem(file.band(band), "NBITS", "IMAGE_STRUCTURE"),
            let bits = Int(String(cString: stated))
        {
            return bits
        }
        return Int(GDALGetDataTypeSizeBits(GDALGetRasterDataType(file.band(band))))
    }

    /// The band that the file calls alpha, truly or not.
    var alphaBand: Int? { band(interpretedAs: GCI_AlphaBand) }

    /// True when the file has a mask of its own, inside it or beside it, that is no alpha band.
    func hasMask(ofBand number: Int) -> Bool {
        let flags = GDALGetMaskFlags(file.band(number))
        return flags & GMF_PER_DATASET != 0 && flags & GMF_ALPHA == 0
    }
}

extension RasterFile {
    func nodata(ofBand number: Int) -> Double? {
        var isSet: Int32 = 0
        let value = GDALGetRasterNoDataValue(band(number), &isSet)
        return isSet != 0 ? value : nil
    }
}
