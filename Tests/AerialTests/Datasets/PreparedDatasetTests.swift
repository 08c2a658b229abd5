import AerialCore
import Foundation
import Testing

@testable import Aerial

/// `dataset.json`: it comes back as it was written, its sums are those of its areas, and a damaged one ends in a message.
@Suite struct PreparedDatasetTests {
    private static let reference = CoordinateReference(
        wellKnownText: "PROJCRS[\"a \\\"quoted\\\" name\"]", authorityCode: "EPSG:26919", metersPerUnit: 1)

    private func area(
        _ name: String?, side: DatasetSide? = nil, counts: [String: [String: Int]], pixel: Double = 0.6
    ) -> PreparedArea {
        PreparedArea(
            name: name,
            imagery: [.init(path: "west & <east>/ö.tif", sha256: "00ff", bytes: 12)],
            labels: .init(path: "labels.tif", sha256: "11", bytes: 3), areaOfInterest: nil,
            rule: "majority 0.5", date: "2018-07-14", side: side,
            grid: TileGrid(
                reference: Self.reference, origin: MapPoint(x: 500_000.25, y: 4_000_000), columns: 4, rows: 3,
                tileSideMeters: 224),
            metersPerPixel: pixel, tilesConsidered: 12, dropped: ["mixed": 2, "no imagery": 1],
            unlisted: nil, classCounts: counts)
    }

    private func dataset(_ areas: [PreparedArea], tiles: [PreparedDataset.Tile] = []) throws
        -> PreparedDataset
    {
        PreparedDataset(
            program: "aerial 1", created: "2026-01-01T00:00:00Z", legend: .nlcd7, split: "blocks:2000",
            testFraction: 0.2, balanced: true, seed: .max, tile: .standard, leakageDistanceMeters: 448.5,
            areas: areas, tiles: tiles)
    }

    private func tile(_ id: String, area: String? = nil) -> PreparedDataset.Tile {
        PreparedDataset.Tile(
            id: id, area: area, row: 2, column: 1,
            bounds: MapBounds(minX: 0.1, minY: -5, maxX: 224.1, maxY: 219),
            group: "block_0_0", label: nil)
    }

    private func object(_ folder: Scratch) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder["dataset.json"]))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func write(_ object: Any, _ folder: Scratch) throws {
        try JSONSerialization.data(withJSONObject: object).write(
            to: URL(fileURLWithPath: folder["dataset.json"]))
    }

    private func two() throws -> PreparedDataset {
        try dataset(
            [
                area("west", side: .train, counts: ["train": ["Forest": 5, "Water": 1]]),
                area("лес \"2\"", counts: ["train": ["Forest": 2], "test": ["Water": 3]], pixel: 0.3),
            ],
            tiles: [tile("train/Forest/west_r0002_c0001.png", area: "west"), tile("a", area: "лес \"2\"")])
    }

    /// The codes of a class go where its tiles go: a map is compared by the legend of its model.
    @Test func mergedClassesBringTheirCodes() throws {
        let folder = Scratch()
        try dataset([area(nil, counts: [:])]).write(toDataset: folder.path)
        for name in ["Cultivated", "Herbaceous", "Forest"] {
            try FileManager.default.createDirectory(
                atPath: folder["train/\(name)"], withIntermediateDirectories: true)
            try Data(name.utf8).write(to: URL(fileURLWithPath: folder["train/\(name)/1.png"]))
        }
        func legend(_ names: [String: String?]) throws -> Legend {
            try ImageDataset(path: folder.path, classMapping: ClassMapping(names: names)).legend()
        }
        func codes(_ names: [String: String?]) throws -> [String: Set<Int>] {
            let classes = try legend(names).classes.map { ($0.name, Set($0.codes)) }
            return Dictionary(uniqueKeysWithValues: classes)
        }
        let own = try codes([:])
        let cultivated = try #require(own["Cultivated"])
        let herbaceous = try #require(own["Herbaceous"])
        let forest = try #require(own["Forest"])
        #expect(own.count == 3 && cultivated == [81, 82])

        #expect(
            try codes(["Cultivated": "Herbaceous"])
                == ["Forest": forest, "Herbaceous": herbaceous.union(cultivated)])
        #expect(
            try codes(["Cultivated": "Open", "Herbaceous": "Open"])
                == ["Forest": forest, "Open": herbaceous.union(cultivated)])
        // Two that change places, and one that takes the place of a class that is dropped.
        #expect(
            try codes(["Cultivated": "Herbaceous", "Herbaceous": "Cultivated"])
                == ["Forest": forest, "Herbaceous": cultivated, "Cultivated": herbaceous])
        #expect(
            try codes(["Cultivated": "Herbaceous", "Herbaceous": nil])
                == ["Forest": forest, "Herbaceous": cultivated])
        // A new name keeps the colour.
        let trees = try legend(["Forest": "Trees"]).classes.first { $0.name == "Trees" }
        let woods = Legend.nlcd7.classes.first { $0.name == "Forest" }
        #expect(trees?.color == woods?.color && trees?.codes == woods?.codes)
    }

    @Test func aDatasetComesBackAsWritten() throws {
        for (written, version) in [
            (try two(), 3), (try dataset([area(nil, counts: [:])], tiles: [tile("x")]), 2),
        ] {
            let folder = Scratch()
            try written.write(toDataset: folder.path)
            let read = try #require(try PreparedDataset.read(fromDataset: folder.path))
            #expect(read.tiles == written.tiles && read.seed == .max && read.legend == .nlcd7)
            #expect(read.areas.map(\.name) == written.areas.map(\.name) && read.grids == written.grids)
            #expect(read.imagery == written.imagery && read.leakageDistanceMeters == 448.5)
            #expect(try object(folder)["formatVersion"] as? Int == version)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder["dataset.json"]))
            try read.write(toDataset: folder.path)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder["dataset.json"])) == bytes)
        }
    }

    @Test func figuresAreTheSumsOfTheAreas() throws {
        let both = try two()
        #expect(both.classCounts == ["train": ["Forest": 7, "Water": 1], "test": ["Water": 3]])
        #expect(both.dropped == ["mixed": 4, "no imagery": 2] && both.tilesConsidered == 24)
        // The same files and rules are told once.
        #expect(both.labels.count == 1 && both.rule == "majority 0.5" && both.imagery.count == 2)
        #expect(both.metersPerPixel == 0.3 && both.unlisted == nil && both.hasNamedAreas)
    }

    @Test func tilesAreFoundByTheirPicturesPaths() throws {
        let byID = try two().tilesByID
        #expect(byID.count == 2 && byID["a"]?.area == "лес \"2\"" && byID["b"] == nil)
    }

    @Test func aFolderWithoutTheRecordIsNone() throws {
        let folder = Scratch()
        #expect(try PreparedDataset.read(fromDataset: folder.path) == nil)
        for text in [
            "", "[]", "null", "{}", "{\"formatVersion\": \"2\"}", "not JSON", "{\"formatVersion\": 2.5}",
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder["dataset.json"]))
            #expect(try PreparedDataset.read(fromDataset: folder.path) == nil, "\(text)")
        }
    }

    @Test(arguments: [0, -1, 4, 1 << 40]) func otherFormatsAreToldAsSuch(version: Int) throws {
        let folder = Scratch()
        try two().write(toDataset: folder.path)
        var stored = try object(folder)
        stored["formatVersion"] = version
        try write(stored, folder)
        let error = #expect(throws: CommandError.self) { try PreparedDataset.read(fromDataset: folder.path) }
        #expect(error?.description.contains("of format \(version)") == true)
    }

    /// Each member gone, and each of another kind: an error or a dataset without it, never the end of the process.
    @Test func whatIsDamagedIsToldAsDamaged() throws {
        let folder = Scratch()
        try two().write(toDataset: folder.path)
        let whole = try object(folder)
        let optional: Set = ["corrections", "leakageDistanceMeters"]
        for key in whole.keys where key != "formatVersion" {
            var changed = whole
            changed[key] = nil
            try write(changed, folder)
            if optional.contains(key) {
                #expect(try PreparedDataset.read(fromDataset: folder.path) != nil)
            } else {
                let error = #expect(throws: CommandError.self, "\(key)") {
                    try PreparedDataset.read(fromDataset: folder.path)
                }
                #expect(error?.description.contains("dataset.json is damaged") == true)
            }
            changed[key] = ["another": "kind"]
            try write(changed, folder)
            #expect(throws: CommandError.self, "\(key)") {
                try PreparedDataset.read(fromDataset: folder.path)
            }
        }
    }

    @Test func areasThatDoNotAgreeWithTilesAreRefused() throws {
        let folder = Scratch()
        try two().write(toDataset: folder.path)
        let whole = try object(folder)
        let areas = try #require(whole["areas"] as? [[String: Any]])
        for wrong in [[], [areas[0]], areas + [areas[0]]] {
            var changed = whole
            changed["areas"] = wrong
            try write(changed, folder)
            #expect(throws: CommandError.self) { try PreparedDataset.read(fromDataset: folder.path) }
        }
        var reversed = whole
        reversed["areas"] = Array(areas.reversed())
        try write(reversed, folder)
        #expect(try PreparedDataset.read(fromDataset: folder.path)?.classCounts == two().classCounts)
    }

    /// One value of the record at a time: an error that names the file, never the end of the process.
    @Test func figuresThatCannotBeAreToldAsDamage() throws {
        let folder = Scratch()
        try two().write(toDataset: folder.path)
        let whole = try String(contentsOfFile: folder["dataset.json"], encoding: .utf8)
        let most = String(Int.max)
        let wrong: [(String, [String])] = [
            ("\"Forest\" : 5", ["-1", most, "300000001", "1e300"].map { "\"Forest\" : \($0)" }),
            ("\"tilesConsidered\" : 12", ["-12", most].map { "\"tilesConsidered\" : \($0)" }),
            ("\"mixed\" : 2", ["-2", most].map { "\"mixed\" : \($0)" }),
            ("\"bytes\" : 12", ["-1", most].map { "\"bytes\" : \($0)" }),
            ("\"metersPerPixel\" : 0.3", ["0", "-0.3", "1e999"].map { "\"metersPerPixel\" : \($0)" }),
            ("\"testFraction\" : 0.2", ["-0.2", "1.5", "1e300"].map { "\"testFraction\" : \($0)" }),
            (
                "\"leakageDistanceMeters\" : 448.5",
                ["-1", "1e999"].map { "\"leakageDistanceMeters\" : \($0)" }
            ),
            ("\"columns\" : 4", ["-4", most, "1000000000"].map { "\"columns\" : \($0)" }),
            ("\"rows\" : 3", ["-3", most, "1"].map { "\"rows\" : \($0)" }),
            ("\"metersPerUnit\" : 1", ["0", "-1", "1e300", "1e-300"].map { "\"metersPerUnit\" : \($0)" }),
            ("\"tileSideMeters\" : 224", ["0", "-1", "1e300"].map { "\"tileSideMeters\" : \($0)" }),
            ("\"sideMeters\" : 224", ["0", "1e300"].map { "\"sideMeters\" : \($0)" }),
            ("\"x\" : 500000.25", ["1e300", "-1e16"].map { "\"x\" : \($0)" }),
            ("\"row\" : 2", ["-1", most, "3"].map { "\"row\" : \($0)" }),
            ("\"column\" : 1", ["-1", most, "4"].map { "\"column\" : \($0)" }),
            ("\"minX\" : 0.1", ["1000", "1e999"].map { "\"minX\" : \($0)" }),
            ("\"id\" : \"a\"", ["\"id\" : \"train/Forest/west_r0002_c0001.png\""]),
        ]
        for (right, others) in wrong {
            #expect(whole.contains(right), "\(right)")
            for other in others {
                // The first place alone.
                var changed = whole
                if let range = whole.firstRange(of: right) { changed.replaceSubrange(range, with: other) }
                try Data(changed.utf8).write(to: URL(fileURLWithPath: folder["dataset.json"]))
                let error = #expect(throws: CommandError.self, "\(other)") {
                    try PreparedDataset.read(fromDataset: folder.path)
                }
                #expect(error?.description.contains("\(folder["dataset.json"]) is damaged") == true)
            }
        }
    }

    /// The largest numbers that are let pass still add up.
    @Test func theLargestFiguresAddUp() throws {
        let most = TileGrid.mostTiles
        let areas = ["a", "b", "c"].map {
            area($0, counts: ["train": ["Forest": most], "test": ["Forest": most]])
        }
        let folder = Scratch()
        try dataset(areas).write(toDataset: folder.path)
        let read = try #require(try PreparedDataset.read(fromDataset: folder.path))
        #expect(read.classCounts == ["train": ["Forest": 3 * most], "test": ["Forest": 3 * most]])
    }

    @Test func aSideOfADatasetKnowsTheRecordAboveIt() throws {
        let folder = Scratch()
        try two().write(toDataset: folder.path)
        try FileManager.default.createDirectory(
            atPath: folder["train/Forest"], withIntermediateDirectories: true)
        for path in [folder.path, folder.path + "/", folder["train"], folder["train/"]] {
            #expect(try PreparedDataset.read(aroundFolder: path)?.tiles.count == 2)
        }
        #expect(try PreparedDataset.read(aroundFolder: folder["train/Forest"]) == nil)
    }

    // MARK: Folds

    private func folds(_ folder: Scratch) throws -> DatasetFolds {
        DatasetFolds(split: .areaFolds(count: 2), seed: 7, records: [try two(), try two()])
    }

    @Test func foldsComeBackAndCountTheirTiles() throws {
        let folder = Scratch()
        try folds(folder).write(to: folder.path)
        let read = try DatasetFolds.read(from: folder.path)
        #expect(read.folds.map(\.name) == ["fold-1", "fold-2"] && read.split == "areas:2")
        #expect(read.folds.allSatisfy { $0.train == 8 && $0.test == 3 && $0.areas == [] })
        #expect(DatasetFolds.lie(in: folder.path))
        // A dataset that lies there too is a dataset.
        try two().write(toDataset: folder.path)
        #expect(!DatasetFolds.lie(in: folder.path))
    }

    @Test(arguments: ["../fold-1", "fold-2", "fold-01", "fold-1/..", "", "Fold-1"])
    func foldsOfOtherNamesLeadNowhere(name: String) throws {
        let folder = Scratch()
        let text = """
            {"formatVersion": 1, "program": "p", "created": "c", "split": "areas:2", "seed": 7, "folds": [
              {"name": "\(name)", "areas": [], "train": 1, "test": 1}]}
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder["folds.json"]))
        #expect(throws: CommandError.self) { try DatasetFolds.read(from: folder.path) }
    }

    @Test func damagedAndNewerListsOfFoldsAreToldApart() throws {
        let folder = Scratch()
        func words(_ text: String?) throws -> String {
            if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: folder["folds.json"])) }
            return #expect(throws: CommandError.self) { try DatasetFolds.read(from: folder.path) }?
                .description ?? ""
        }
        #expect(try words(nil).contains("holds no folds"))
        try folds(folder).write(to: folder.path)
        let whole = try String(contentsOfFile: folder["folds.json"], encoding: .utf8)
        #expect(
            try words(whole.replacing("\"formatVersion\" : 1", with: "\"formatVersion\" : 2")).contains(
                "newer"))
        #expect(try words(String(whole.prefix(whole.count / 2))).contains("damaged"))
        #expect(try words("").contains("damaged"))
        for wrong in ["-1", String(Int.max)] {
            let text = whole.replacing("\"train\" : 8", with: "\"train\" : \(wrong)")
            #expect(try text != whole && words(text).contains("folds.json is damaged"))
        }
        #expect(try words(whole.replacing("fold-2", with: "fold-3")).contains("fold-1, fold-2 and so on"))
    }
}
