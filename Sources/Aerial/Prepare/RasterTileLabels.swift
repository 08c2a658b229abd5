internal import AerialCore
internal import Imagery

/// A raster of codes as labels of tiles.
struct RasterTileLabels: TileLabels {
    let meetsImagery: Bool
    let raster: LabelRaster
    /// The class of each of the raster's numbers, by position in the legend.
    let classIndexByCode: [Int: Int]
    private let rule: LabelRule
    /// What the raster calls its numbers, where they are not the legend's codes.
    private let ownNames: [Int: String]

    init(plan: PreparePlan, grid: TileGrid, observer: any JourneyObserver) throws {
        try self.init(
            path: plan.labels, rule: plan.rule, legend: plan.legend, grid: grid,
            observer: observer)
    }

    /// - Parameter grid: the raster's numbers are looked at on its ground.
    init(
        path: String, rule: LabelRule, legend: Legend, grid: TileGrid,
        observer: any JourneyObserver
    ) throws {
        guard rule != .points else {
            throw CommandError(
                "\(path) is a raster, and --rule points is for points. Take nine-points or purity:0.9.")
        }
        raster = try LabelRaster(path: path, gridReference: grid.reference)
        self.rule = rule
        meetsImagery = raster.overlaps(grid.extent)
        let reading = LabelRasterReading(raster: raster, legend: legend, extent: grid.extent)
        (classIndexByCode, ownNames) = try meetsImagery ? reading.classes(observer) : ([:], [:])
    }

    /// The share of a rectangle's label pixels, 0 to 1, that are of a class; 0 where there are none.
    func share(of classIndex: Int, in bounds: MapBounds) throws -> Double {
        let found = try raster.codeCounts(in: bounds)
        let own = found.codes.reduce(0) { $0 + (classIndexByCode[$1.key] == classIndex ? $1.value : 0) }
        return Double(own) / Double(max(1, found.total))
    }

    func answer(in bounds: MapBounds) throws -> TileAnswer {
        switch rule {
        case .purity(let share):
            let found = try raster.codeCounts(in: bounds)
            let text = found.codes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.key):\($0.value)" }.joined(separator: ",")
            let label = TileLabel.ofPixels(
                codeCounts: found.codes, nodataCount: found.nodata, share: share,
                classIndexByCode: classIndexByCode)
            return TileAnswer(label: label, text: text, unlisted: unlisted(found.codes))
        case .ninePoints, .points:
            let codes = try raster.ninePointCodes(in: bounds)
            let text = codes.map { $0.map(String.init) ?? "-" }.joined(separator: ",")
            let counts = Dictionary(codes.compactMap { $0.map { ($0, 1) } }, uniquingKeysWith: +)
            return TileAnswer(
                label: .ofNinePoints(codes, classIndexByCode: classIndexByCode), text: text,
                unlisted: unlisted(counts))
        }
    }

    private func unlisted(_ counts: [Int: Int]) -> String? {
        counts.filter { classIndexByCode[$0.key] == nil }
            .max { ($0.value, $1.key) < ($1.value, $0.key) }
            .map { ownNames[$0.key] ?? String($0.key) }
    }
}

/// How a raster's numbers are to be taken, from a look at a sample of them.
struct LabelRasterReading {
    let raster: LabelRaster
    let legend: Legend
    let extent: MapBounds

    /// Of less, a few odd pixels would say how all are read.
    private static let leastShare = 0.005
    /// From this share on a code that the legend leaves out is told.
    private static let toldShare = 0.05

    /// The class of each number of a raster beside a map; none where it lies elsewhere.
    /// - Throws: as ``classes(_:tellsUnlisted:)``.
    static func classes(
        of raster: LabelRaster, beside map: ClassMap, on grid: TileGrid, _ observer: any JourneyObserver,
        tellsUnlisted: Bool = true
    ) throws -> [Int: Int] {
        guard raster.overlaps(grid.extent) else { return [:] }
        return try LabelRasterReading(raster: raster, legend: map.legend, extent: grid.extent)
            .classes(observer, tellsUnlisted: tellsUnlisted).0
    }

    /// The class of each number and, where they are taken, the raster's own names: by the legend or, where the raster's own names and colours say that its numbers are others,
    /// by those.
    /// - Parameter tellsUnlisted: of codes that cover much ground and that the legend leaves out.
    /// - Throws: `LabelError` for numbers that are no codes.
    func classes(
        _ observer: any JourneyObserver, tellsUnlisted: Bool = true
    ) throws -> ([Int: Int], [Int: String]) {
        try raster.checkBands()
        raster.bandsRemark.map(observer.warn)
        let census = try raster.census(around: extent)
        let numbers = Set(census.codes.keys.filter { census.share(of: $0) >= Self.leastShare })
        let reading = raster.palette.reading(by: legend, numbers: numbers)
        let table: [Int: Int]
        switch reading {
        case .codes: table = legend.classIndexByCode
        case .contradiction(let found):
            throw LabelError.contradictingPalette(path: raster.path, found)
        case .palette(let classes, let found):
            observer.warn(
                "\(raster.path) calls \(found.number) '\(found.meaning)', and the legend "
                    + (found.className.map { "has that number for \($0)" } ?? "has no such code")
                    + ": its numbers are not the legend's codes, and its own names and colours are taken instead."
            )
            table = classes
        }
        if let doubt = LabelDoubt(
            census, classIndexByCode: table, isOfNLCD: reading == .codes && legend.isOfNLCD)
        {
            throw LabelError.doubtful(path: raster.path, doubt)
        }
        if tellsUnlisted, reading == .codes { tellUnlisted(census, observer) }
        return (table, reading == .codes ? [:] : raster.palette.meanings)
    }

    private func tellUnlisted(_ census: LabelCensus, _ observer: any JourneyObserver) {
        let listed = legend.classIndexByCode
        let large = census.codes.keys.sorted().filter { code in
            let isKnown = listed[code] != nil || (legend.isOfNLCD && NLCDCode.name(of: code) != nil)
            return !isKnown && census.share(of: code) >= Self.toldShare
        }
        guard !large.isEmpty else { return }
        let texts = large.map { "\($0) on \(Int((100 * census.share(of: $0)).rounded())) %" }
        observer.warn(
            "\(raster.path) has numbers that the legend '\(legend.name)' does not list: \(texts.joined(separator: ", ")) of "
                + "what was looked at. Where one means no data, say so: gdal_edit.py -a_nodata \(large[0]) \(raster.path). Where "
                + "it is a class, list it in a legend file.")
    }
}
