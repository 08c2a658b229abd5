internal import AerialCore
internal import CGDAL

/// What a file says of its bands.
struct BandChoice {
    private let file: RasterFile
    /// Red, green, blue and near infrared need no names; of more, the first three may be anything.
    private static let mostUnnamedBands = 4
    /// What the fourth of such bands shows.
    private static let nearInfrared = "nir"

    init(_ file: RasterFile) {
        self.file = file
    }

    /// The numbers of the bands that are wanted: those chosen, else those that the file names so. Colours that no name
    /// tells are the first three bands, else the first one three times.
    func bands(_ wanted: BandSelection) throws -> [Int] {
        let bands = try wanted.numbers ?? (wanted.isColor ? colorBands() : bands(named: wanted.names))
        if let missing = bands.first(where: { $0 < 1 || $0 > file.bandCount }) {
            throw ImageryError.noSuchBand(path: file.path, band: missing, bandCount: file.bandCount)
        }
        if bands.count == wanted.names.count { return bands }
        guard bands.count == 1, wanted.isColor else {
            throw ImageryError.otherBandCount(path: file.path, given: bands.count, wanted: wanted.names)
        }
        return [bands[0], bands[0], bands[0]]
    }

    private func colorBands() throws -> [Int] {
        if interpreted == nil, file.bandCount > Self.mostUnnamedBands {
            throw ImageryError.unnamedBands(path: file.path, bandCount: file.bandCount)
        }
        return interpreted ?? (ordinary.count >= 3 ? Array(ordinary.prefix(3)) : [1])
    }

    private func bands(named names: [String]) throws -> [Int] {
        let found = names.map(band(named:))
        let missing = zip(names, found).filter { $0.1 == nil }.map(\.0)
        guard missing.isEmpty else {
            throw ImageryError.missingBands(path: file.path, names: missing, bandCount: file.bandCount)
        }
        return found.compactMap { $0 }
    }

    /// By the band's description, else by its colour interpretation, else by its place in a file of three or four bands
    /// that says nothing else of it.
    private func band(named name: String) -> Int? {
        if let described = ordinary.first(where: { description(ofBand: $0) == name.lowercased() }) {
            return described
        }
        let colors = zip(TileSpec.colorBands, [GCI_RedBand, GCI_GreenBand, GCI_BlueBand])
        if let color = colors.first(where: { $0.0 == name }) {
            if let band = band(interpretedAs: color.1) { return band }
            guard interpreted == nil, (3...Self.mostUnnamedBands).contains(file.bandCount),
                let place = TileSpec.colorBands.firstIndex(of: name)
            else { return nil }
            return place + 1
        }
        return name == Self.nearInfrared && isFourthNearInfrared ? Self.mostUnnamedBands : nil
    }

    /// NAIP files often flag their fourth band, near infrared, as alpha, or say nothing of it.
    private var isFourthNearInfrared: Bool {
        let fourth = Self.mostUnnamedBands
        guard file.bandCount == fourth else { return false }
        switch GDALGetRasterColorInterpretation(file.band(fourth)) {
        case GCI_Undefined: return true
        case GCI_AlphaBand: return !PixelSample(file).looksLikeMask(band: fourth)
        default: return false
        }
    }

    private func description(ofBand number: Int) -> String {
        GDALGetDescription(file.band(number)).map { String(cString: $0).lowercased() } ?? ""
    }

    private var ordinary: [Int] { Array(1...max(1, file.bandCount)) }

    /// True when the file says which of its bands are red, green and blue.
    var isColored: Bool { interpreted != nil }

    /// By the bands' descriptions, else by their colour interpretation, which writers set by the order of the bands.
    private var interpreted: [Int]? {
        let described = TileSpec.colorBands.compactMap { name in
            ordinary.first { description(ofBand: $0) == name }
        }
        if described.count == 3 { return described }
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
