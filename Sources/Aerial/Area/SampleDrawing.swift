internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// Tiles that a map gives a value without a class.
enum UnnamedTiles {
    static func tell(of map: String, _ observer: any JourneyObserver) throws {
        let count = try ClassMapFile.unnamedTileCount(path: map)
        guard count > 0 else { return }
        observer.warn(
            "\(count) tiles of \(map) have a value that names no class of it. They are in no stratum, and their ground is in no figure."
        )
    }
}

/// Draws the sample of a plan and writes it.
struct SampleDrawing {
    let plan: AreaDesignPlan
    let observer: any JourneyObserver

    /// The side of one date's picture, in pixels.
    private static let chipSide = 448

    static let pageName = "sample.html"

    static func plans(in folder: String, hasPictures: Bool) -> [OutputFilePlan] {
        // Strata and pictures bear no mark of their own: they go with the sample.
        let isBesideSample = OutputKind { _ in EarlierOutput.isAreaSample("\(folder)/sample.csv") }
        let samples = ["sample.csv", "sample.gpkg"].map { name in
            OutputFilePlan("\(folder)/\(name)", .tableFile(name) { EarlierOutput.isAreaSample($0) })
        }
        let others = ["strata.csv"] + (hasPictures ? ["chips"] : [])
        let page = hasPictures ? [OutputFilePlan("\(folder)/\(pageName)", .page(.sample))] : []
        return samples + others.map { OutputFilePlan("\(folder)/\($0)", isBesideSample) } + page
    }

    func run() throws -> SampleSummary {
        let (classMap, grid) = try ClassMapFile.read(path: plan.map)
        try checkExpectations(classMap.legend)
        try UnnamedTiles.tell(of: plan.map, observer)
        let tiles = zip(classMap.legend.classNames, classMap.tileCounts).map {
            (className: $0.0, count: $0.1)
        }
        let design = try SampleDesign(
            tiles: tiles, standardError: plan.standardError, leastPerStratum: plan.least,
            expectedAccuracy: expectedAccuracy)
        for tile in tiles where tile.count == 1 {
            observer.warn(
                "the map gives '\(tile.className)' to one tile alone, and an estimate needs two labelled tiles of each class. "
                    + "Merge the class with another one of the map before you label.")
        }
        let hadSample = plan.imagery.isEmpty && EarlierOutput.isAreaSample("\(plan.out)/sample.csv")
        var generator = SeededGenerator(seed: plan.seed)
        let drawn = design.draw(from: classMap, using: &generator)
        // Strata of another sample would make a wrong estimate of this one.
        try OutputSet.write(inFolder: plan.out) { folder in
            try write(drawn, of: classMap, grid: grid, to: folder)
        }
        if hadSample { removePictures() }
        return SampleSummary(design: design)
    }

    /// The page and the pictures of the sample before would ask for labels of other tiles. What a person has put beside the
    /// pictures stays.
    private func removePictures() {
        let (page, chips) = ("\(plan.out)/\(Self.pageName)", "\(plan.out)/chips")
        guard OutputKind.pageKind(of: page) == .sample else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: chips)) ?? []
        let pictures = names.filter {
            $0.hasSuffix(".png") && TileGrid.index(named: String($0.dropLast(4))) != nil
        }
        for path in [page] + pictures.map({ "\(chips)/\($0)" }) {
            try? FileManager.default.removeItem(atPath: path)
        }
        // Only where nothing is left in it.
        rmdir(chips)
    }

    private func write(
        _ drawn: [TileIndex], of classMap: ClassMap, grid: TileGrid, to folder: String
    ) throws {
        let chips = try writeChips(of: drawn, grid: grid, to: folder)
        let placer = try TilePlacer(grid: grid)
        let sample = try drawn.map { tile in
            SampledTile(
                place: try placer.place(of: tile),
                mapClass: classMap[tile].map { classMap.legend.classNames[Int($0)] } ?? "", chip: chips[tile])
        }
        for name in ["sample.csv", "sample.gpkg"] {
            try AreaSampleFile.write(
                sample, legend: classMap.legend, reference: grid.reference, to: "\(folder)/\(name)")
        }
        try TextFile.write(Self.strata(of: classMap, grid: grid).encoded, to: "\(folder)/strata.csv")
        if !chips.isEmpty { try writePage(of: sample, legend: classMap.legend, to: folder) }
    }

    private func writePage(of sample: [SampledTile], legend: Legend, to folder: String) throws {
        let (header, rows) = try AreaSampleFile.cells(path: "\(folder)/sample.csv")
        let cards = zip(sample, rows).map { tile, cells in
            SampleCard(id: tile.id, mapClass: tile.mapClass, picture: tile.chip ?? "", cells: cells)
        }
        var page = SampleSheet(
            title: "Sample of \(FileName.of(plan.map))", classNames: legend.classNames, header: header,
            cards: cards,
            pictures: plan.after.isEmpty
                ? "Each picture shows a tile, framed, in its surroundings."
                : "Each picture shows a tile, framed, in its surroundings: the first date on the left, the later one on the right."
        )
        page.provenance = Fact.program() + [Fact("Map", FileName.of(plan.map)), Fact("Seed", "\(plan.seed)")]
        try TextFile.write(page.html(), to: "\(folder)/\(Self.pageName)")
    }

    private func expectedAccuracy(of name: String) -> Double {
        let named =
            plan.expectations.last { $0.className == name } ?? plan.expectations.last { $0.className == nil }
        return named?.accuracy ?? 0.85
    }

    private func checkExpectations(_ legend: Legend) throws {
        for name in plan.expectations.compactMap(\.className) where legend.classIndex(named: name) == nil {
            throw CommandError(
                "\(plan.map) has no class '\(name)', of which --expect speaks; its classes are "
                    + "\(legend.classNames.joined(separator: ", ")).")
        }
    }

    /// - Returns: the path of each tile's picture below `folder`.
    private func writeChips(
        of tiles: [TileIndex], grid: TileGrid, to folder: String
    ) throws -> [TileIndex: String] {
        guard !plan.imagery.isEmpty else { return [:] }
        do {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/chips", withIntermediateDirectories: true)
        } catch { throw CommandError("cannot write \(folder): \(error.fileReason). Choose another --out.") }
        let tile = try TileSpec(sideMeters: grid.tileSideMeters, sidePixels: Self.chipSide / 2)
        let bands = try plan.bands?.numbers(for: tile)
        let dates = try [plan.imagery, plan.after].filter { !$0.isEmpty }.map {
            try TileSurroundings(Mosaic(paths: $0, tile: tile, bands: bands, grid: grid))
        }
        let progress = Progress("pictures", unit: "tiles", total: tiles.count, observer: observer)
        var chips: [TileIndex: String] = [:]
        for tile in tiles {
            let pictures = try dates.map { try $0.picture(of: tile, side: Self.chipSide) }
            let name = "chips/\(TileGrid.name(of: tile)).png"
            try PNGFile.write(TileImage(sideBySide: pictures), to: "\(folder)/\(name)")
            chips[tile] = name
            try progress.advance()
        }
        progress.finish()
        return chips
    }

    private static func strata(of map: ClassMap, grid: TileGrid) -> CSVText {
        CSVText(
            header: ["class", "hectares", "tiles"],
            rows: AreaStratum.strata(of: map, tileHectares: grid.tileHectares).map {
                [$0.className, NumberText.exactHectares($0.hectares), $0.tiles.map(String.init) ?? ""]
            })
    }
}

extension TileImage {
    /// Pictures of one height, from left to right.
    init(sideBySide pictures: [TileImage]) {
        let height = pictures.map(\.height).min() ?? 0
        var rgb: [UInt8] = []
        for row in 0..<height {
            for picture in pictures {
                rgb += picture.rgb[row * picture.width * 3..<(row + 1) * picture.width * 3]
            }
        }
        self.init(
            width: pictures.reduce(0) { $0 + $1.width }, height: height, rgb: rgb, emptyPixelCount: 0)
    }
}
