internal import AerialCore
internal import CGDAL

/// Which bands of a file make its tiles, how their values become 8 bits, and what says where the picture is.
struct PixelFormat {
    /// Those of a tile in its order, from 1; three times the same for a grey or palette file.
    var bands: [Int]
    var bitsPerSample: Int
    var nodata: Double?
    var maskKind: Scene.MaskKind = .none
    var tones: ToneRange?
    var border: SceneBorder?
    var isPaletted = false
    var notes: [String] = []

    /// Goes by the file's header, and by a small sample of its pixels where the header leaves a question open.
    /// - Parameter chosen: as for ``Scene/init(path:bands:)``.
    init(_ file: RasterFile, bands chosen: BandSelection) throws {
        let choice = BandChoice(file)
        bands = try choice.bands(chosen)
        bitsPerSample = choice.bitsPerSample(of: bands[0])
        nodata = file.nodata(ofBand: bands[0])
        let declared = Set(bands.compactMap { file.nodata(ofBand: $0) }).sorted()
        if declared.count > 1 {
            notes.append(
                "Its bands declare different values for 'no imagery' (\(declared.map { "\(Float($0))" }.joined(separator: ", "))), and "
                    + "only that of the first one is heeded. Where they fill its borders, declare a mask: gdalwarp -dstalpha IN OUT."
            )
        }
        let sample = PixelSample(file)
        let isByte = GDALGetRasterDataType(file.band(bands[0])) == GDT_Byte
        isPaletted = Set(bands).count == 1 && Self.hasColors(file.band(bands[0]))
        if nodata == nil, !isPaletted, let fill = FillValue.undeclared(in: sample, of: self) {
            nodata = fill
            notes.append(
                "The value \(Float(fill)) is taken for 'no imagery', though the file does not say so.")
        }
        decideMask(choice, sample)
        if isPaletted {
            guard chosen.isColor else {
                throw ImageryError.palettedBands(path: file.path, names: chosen.names)
            }
            notes.append("Colours come from the file's colour table.")
        } else if !isByte {
            let tones = ToneRange(sample, self)
            self.tones = tones
            notes.append(tones.note)
        }
    }

    /// Whether a band's values are numbers of colours; TIFF has them in 16 bits too.
    private static func hasColors(_ band: GDALRasterBandH) -> Bool {
        [GDT_Byte, GDT_UInt16].contains(GDALGetRasterDataType(band)) && GDALGetRasterColorTable(band) != nil
    }

    /// For each number of fewer than 8 bits its grey: 0 and 1 of a picture of one bit are black and white. `nil` for all others.
    var spreadBits: [UInt8]? {
        guard bitsPerSample < 8, bitsPerSample > 0, tones == nil, !isPaletted else { return nil }
        let white = (1 << bitsPerSample) - 1
        return (0...255).map { UInt8((min($0, white) * 255 + white / 2) / white) }
    }

    /// The format of a virtual dataset that was made from a scene.
    init(_ scene: Scene, bands: [Int], maskKind: Scene.MaskKind) {
        self.bands = bands
        self.maskKind = maskKind
        bitsPerSample = scene.bitsPerSample
        nodata = scene.nodata
        tones = scene.tones
        isPaletted = scene.isPaletted
        border = scene.border
    }

    /// Looks for a border that the header does not declare. Values of more than 8 bits take 0 for "no imagery", which
    /// imagery of such depth hardly holds.
    mutating func findBorder(_ file: RasterFile) throws {
        guard tones == nil, !isPaletted, spreadBits == nil, maskKind == .none || maskKind == .nodata,
            let border = try BorderSearch(file: file, bands: bands).border()
        else { return }
        self.border = border
        let declared = maskKind == .nodata ? nodata.flatMap { UInt8(exactly: $0) } : nil
        if let declared, border.isOnly(declared) { return }
        let isBlack = border.kind == "black"
        guard border.share < 1 else {
            notes.append(
                "All of the scene is \(isBlack ? 0 : 255), which is taken as no imagery. It may "
                    + "not have been fetched or written whole.")
            return
        }
        let percent = max(1, Int((100 * border.share).rounded()))
        let ways =
            (declared == nil
                ? "gdal_translate -of COG -a_nodata \(isBlack ? 0 : 255) IN OUT, or for a blurred one: " : "")
            + "nearblack -setalpha\(isBlack ? "" : " -white") -o OUT IN"
        notes.append(
            "A \(border.kind) border (values \(border.low) to \(border.high)), \(percent) % of the scene, is taken as "
                + "no imagery. To declare it: \(ways).")
    }

    /// Decides what says where the imagery is: a mask of the file's own, a true alpha band, or a nodata value.
    ///
    /// NAIP files often flag their fourth band, near infrared, as alpha. A true alpha is 0 or full nearly everywhere;
    /// a band that takes many values is no mask.
    private mutating func decideMask(_ choice: BandChoice, _ sample: PixelSample) {
        if let alpha = choice.alphaBand, !bands.contains(alpha) {
            if sample.looksLikeMask(band: alpha) {
                maskKind = .alpha(band: alpha)
                return
            }
            notes.append(
                "Band \(alpha) is flagged as alpha but takes many values (near infrared?); it is not used as a mask."
            )
        } else if choice.hasMask(ofBand: bands[0]) {
            maskKind = .mask
            return
        }
        if nodata != nil { maskKind = .nodata }
    }
}
