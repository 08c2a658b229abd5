internal import CGDAL

/// Which bands of a file make its picture, and what says where the picture is.
struct BandChoice {
    private let file: RasterFile

    init(_ file: RasterFile) {
        self.file = file
    }

    /// The numbers of the red, green and blue band: those chosen, else by the file's colour interpretation, else the
    /// first three, else the first one three times.
    func bands(_ chosen: [Int]?) throws -> [Int] {
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

    /// Decides what says where the imagery is: a mask of the file's own, a true alpha band, or a nodata value.
    ///
    /// NAIP files often flag their fourth band, near infrared, as alpha. A true alpha is 0 or full nearly everywhere;
    /// a band that takes many values is no mask.
    func decideMask(_ colors: inout SceneInspection.Colors, _ sample: PixelSample) {
        let flags = GDALGetMaskFlags(file.band(colors.bands[0]))
        if let alpha = band(interpretedAs: GCI_AlphaBand), !colors.bands.contains(alpha) {
            if sample.looksLikeMask(band: alpha) {
                colors.maskKind = .alpha(band: alpha)
                return
            }
            colors.notes.append(
                "Band \(alpha) is flagged as alpha but takes many values (near infrared?); it is not used as a mask."
            )
        } else if flags & GMF_PER_DATASET != 0, flags & GMF_ALPHA == 0 {
            colors.maskKind = .mask
            return
        }
        if colors.nodata != nil { colors.maskKind = .nodata }
    }
}

extension RasterFile {
    func nodata(ofBand number: Int) -> Double? {
        var isSet: Int32 = 0
        let value = GDALGetRasterNoDataValue(band(number), &isSet)
        return isSet != 0 ? value : nil
    }
}
