internal import AerialCore
internal import CGDAL

/// An open raster that gives windows of itself as 8-bit samples, whatever its bands, depth, palette or mask. Not Sendable.
final class PixelReader {
    private let file: RasterFile
    private let format: PixelFormat
    private let colors: [[UInt8]]
    private lazy var toneTable = makeToneTable()
    /// The sizes of the file itself and of its overviews, finest first.
    let levels: [Level]

    struct Level {
        /// `nil` for the file itself.
        let overview: Int32?
        let width: Int
        let height: Int
    }

    init(_ file: RasterFile, _ format: PixelFormat) {
        self.file = file
        self.format = format
        colors = format.isPaletted ? file.colorTable(ofBand: format.bands[0]) : []
        let first = file.band(format.bands[0])
        let overviews = (0..<GDALGetOverviewCount(first)).map { number in
            let overview = GDALGetOverview(first, number)
            return Level(
                overview: number, width: Int(GDALGetRasterBandXSize(overview)),
                height: Int(GDALGetRasterBandYSize(overview)))
        }
        levels =
            [Level(overview: nil, width: file.width, height: file.height)]
            + overviews.sorted { $0.width > $1.width }
    }

    /// The coarsest level that is still finer than what is asked for. GDAL's own choice may be a fifth coarser than
    /// that and then enlarges, which loses detail. Overviews that do not average are passed over.
    /// - Parameter pixelsPerOutput: how many of the file's pixels one output pixel spans.
    func level(pixelsPerOutput: Double) -> Level {
        let level = levels.last { Double(levels[0].width) / Double($0.width) < pixelsPerOutput } ?? levels[0]
        return level.overview == nil || overviewsAverage ? level : levels[0]
    }

    /// All are taken to be made alike: the finest tells. Numbers of colours have no averages.
    private(set) lazy var overviewsAverage: Bool = {
        guard !format.isPaletted, levels.count > 1, let finest = levels[1].overview else { return true }
        return OverviewCheck(file, band: format.bands[0], overview: finest).averages()
    }()

    /// Pixels of a border are masked.
    func read(_ window: PixelWindow, of level: Level) throws -> StoredPixels {
        let pixels = try readPixels(window, of: level)
        guard let border = format.border else { return pixels }
        return pixels.masked(by: border, width: level.width, height: level.height)
    }

    private func readPixels(_ window: PixelWindow, of level: Level) throws -> StoredPixels {
        var mask = try readMask(window, of: level)
        let isStoredAsBytes = !format.isPaletted && format.tones == nil
        var samples: [UInt8] =
            isStoredAsBytes
            ? try readBands(window, of: level, as: GDT_Byte)
            : Array(repeating: 0, count: window.pixelCount * format.bands.count)
        if format.isPaletted {
            try readPalette(window, of: level, &samples, &mask)
        } else if let tones = format.tones {
            try readToned(window, of: level, tones, &samples, &mask)
        }
        if let table = format.spreadBits {
            for index in samples.indices { samples[index] = table[Int(samples[index])] }
        }
        return StoredPixels(
            window: window, samples: samples, bandCount: format.bands.count, mask: mask, nodata: byteNodata)
    }

    /// Byte values keep their nodata value, beside a mask too; others are marked in the mask as they are brought to 8 bits.
    private var byteNodata: UInt8? {
        let isByte = format.tones == nil && !format.isPaletted
        let value = isByte ? format.nodata.flatMap { UInt8(exactly: $0) } : nil
        return value.map { format.spreadBits?[Int($0)] ?? $0 }
    }

    private func band(_ number: Int, of level: Level) -> GDALRasterBandH {
        let band = file.band(number)
        return level.overview.map { GDALGetOverview(band, $0) } ?? band
    }

    /// What holds all bands of a level, where the file's format has such a thing of its overviews.
    private func dataset(of level: Level) -> GDALDatasetH? {
        guard level.overview != nil else { return file.handle }
        guard let dataset = GDALGetBandDataset(band(format.bands[0], of: level)), dataset != file.handle,
            format.bands.allSatisfy({
                Int($0) <= GDALGetRasterCount(dataset)
                    && GDALGetRasterBand(dataset, Int32($0)) == band($0, of: level)
            })
        else { return nil }
        return dataset
    }

    /// The values of a window, a pixel's bands beside each other.
    /// - Parameter type: GDAL's name of `Value`.
    private func readBands<Value: BitwiseCopyable>(
        _ window: PixelWindow, of level: Level, as type: GDALDataType
    ) throws -> [Value] {
        if let dataset = dataset(of: level) {
            return try file.readInterleaved(bands: format.bands, window, of: dataset, as: type)
        }
        let (count, size) = (format.bands.count, MemoryLayout<Value>.stride)
        return try [Value](unsafeUninitializedCapacity: window.pixelCount * count) { values, filled in
            let bytes = UnsafeMutableRawBufferPointer(values)
            for (position, number) in format.bands.enumerated() {
                try file.read(
                    band: band(number, of: level), window,
                    into: UnsafeMutableRawBufferPointer(rebasing: bytes[(position * size)...]), type: type,
                    pixelStride: count * size)
            }
            filled = window.pixelCount * count
        }
    }

    private func readMask(_ window: PixelWindow, of level: Level) throws -> [UInt8]? {
        let maskBand: GDALRasterBandH
        switch format.maskKind {
        case .none, .nodata: return nil
        case .alpha(let number): maskBand = band(number, of: level)
        case .mask: maskBand = GDALGetMaskBand(band(format.bands[0], of: level))
        }
        var mask = [UInt8](repeating: 0, count: window.pixelCount)
        try file.read(band: maskBand, window, into: &mask, type: GDT_Byte)
        return mask
    }

    private func readPalette(
        _ window: PixelWindow, of level: Level, _ samples: inout [UInt8], _ mask: inout [UInt8]?
    ) throws {
        var indexes = [UInt16](repeating: 0, count: window.pixelCount)
        try file.read(band: band(format.bands[0], of: level), window, into: &indexes, type: GDT_UInt16)
        let empty = format.nodata.flatMap { UInt16(exactly: $0) }
        var found = mask ?? [UInt8](repeating: 255, count: indexes.count)
        for (pixel, index) in indexes.enumerated() {
            let color = Int(index) < colors.count ? colors[Int(index)] : [0, 0, 0, 0]
            if index == empty || color[3] == 0 { found[pixel] = 0 }
            for channel in 0..<3 { samples[pixel * 3 + channel] = found[pixel] == 0 ? 0 : color[channel] }
        }
        if found.contains(0) || mask != nil { mask = found }
    }

    private func readToned(
        _ window: PixelWindow, of level: Level, _ tones: ToneRange, _ samples: inout [UInt8],
        _ mask: inout [UInt8]?
    ) throws {
        if let table = toneTable { return try readToned(window, of: level, by: table, &samples, &mask) }
        var values = [Float](repeating: 0, count: window.pixelCount)
        var isEmpty = [Bool](repeating: true, count: window.pixelCount)
        let nodata = format.nodata.map { Float($0) }
        let bandCount = format.bands.count
        for (position, number) in format.bands.enumerated() {
            try file.read(band: band(number, of: level), window, into: &values, type: GDT_Float32)
            for (pixel, value) in values.enumerated()
            where value != nodata && PixelSample.isMeasured(value) {
                samples[pixel * bandCount + position] = tones.byte(value)
                if value != 0 { isEmpty[pixel] = false }
            }
        }
        var found = mask ?? [UInt8](repeating: 255, count: isEmpty.count)
        for (pixel, empty) in isEmpty.enumerated() where empty { found[pixel] = 0 }
        if found.contains(0) || mask != nil { mask = found }
    }

    /// The same for whole numbers of 16 bits, whose bytes are known beforehand.
    private func readToned(
        _ window: PixelWindow, of level: Level, by table: [UInt8], _ samples: inout [UInt8],
        _ mask: inout [UInt8]?
    ) throws {
        let values: [UInt16] = try readBands(window, of: level, as: GDT_UInt16)
        let bandCount = format.bands.count
        let hasZeros = values.withUnsafeBufferPointer { values in
            table.withUnsafeBufferPointer { table in
                samples.withUnsafeMutableBufferPointer { samples in
                    // Zeros are rare: only where one is found are pixels looked at.
                    var isFound = false
                    for index in values.indices {
                        let byte = table[Int(values[index])]
                        samples[index] = byte
                        isFound = isFound || byte == 0 || values[index] == 0
                    }
                    return isFound
                }
            }
        }
        guard mask != nil || hasZeros else { return }
        var found = mask ?? [UInt8](repeating: 255, count: window.pixelCount)
        for pixel in found.indices {
            let bands = pixel * bandCount..<(pixel + 1) * bandCount
            if bands.allSatisfy({ values[$0] == 0 || table[Int(values[$0])] == 0 }) { found[pixel] = 0 }
        }
        if mask != nil || found.contains(0) { mask = found }
    }

    /// For each value of 16 bits its byte, 0 for the one that stands for "no imagery"; `nil` for files of other numbers.
    private func makeToneTable() -> [UInt8]? {
        guard let tones = format.tones,
            format.bands.allSatisfy({ GDALGetRasterDataType(file.band($0)) == GDT_UInt16 })
        else { return nil }
        let nodata = format.nodata.map { Float($0) }
        return (0...UInt16.max).map { Float($0) == nodata ? 0 : tones.byte(Float($0)) }
    }

}

extension RasterFile {
    /// Red, green, blue and opacity of each number of a band's colour table; empty where it has none.
    func colorTable(ofBand number: Int) -> [[UInt8]] {
        guard let table = GDALGetRasterColorTable(band(number)) else { return [] }
        return (0..<GDALGetColorEntryCount(table)).map { index in
            var entry = GDALColorEntry()
            _ = GDALGetColorEntryAsRGB(table, index, &entry)
            return [entry.c1, entry.c2, entry.c3, entry.c4].map { UInt8(clamping: $0) }
        }
    }
}
