import AerialCore
import Foundation
import Testing

@testable import Aerial

/// What a command may write over: never what it reads, by whatever name, and never what a person filled in.
@Suite struct OutputRuleTests {
    private let folder = Scratch()
    /// Of the command's own, by its first words.
    private static let own = OutputKind.text(beginning: "-- own")

    private func put(_ text: String, _ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: (folder[name] as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder[name]))
    }

    private func refusal(
        _ outputs: [(String, OutputKind)], reading inputs: [String] = [], overwrites: Bool = false,
        keeps: [String] = []
    ) -> String? {
        let policy = OutputPolicy(overwrites: overwrites, keeps: keeps.map { folder[$0] })
        let rule = OutputRule(inputs: inputs.map { folder[$0] } + [nil], policy: policy)
        do {
            try rule.check(outputs.map { OutputFilePlan(folder[$0.0], $0.1) })
            return nil
        } catch { return "\(error)" }
    }

    @Test func whatIsNotThereMayBeWritten() {
        #expect(refusal([("new.txt", Self.own), ("a/b/new.txt", .unmarked)]) == nil)
        #expect(refusal([]) == nil)
    }

    @Test func aFileOfSomebodysIsReplacedOnDemandAndOwnOnesAlways() throws {
        try put("mine", "a.txt")
        try put("-- own, older", "b.txt")
        #expect(refusal([("a.txt", Self.own)])?.contains("did not write it") == true)
        #expect(refusal([("a.txt", Self.own)], overwrites: true) == nil)
        #expect(refusal([("b.txt", Self.own)]) == nil)
        #expect(refusal([("b.txt", .unmarked)]) != nil)
    }

    @Test func anInputIsNoOutputByAnyOfItsNames() throws {
        try put("-- own", "d/in.txt")
        try FileManager.default.createSymbolicLink(
            atPath: folder["link.txt"], withDestinationPath: folder["d/in.txt"])
        try FileManager.default.linkItem(atPath: folder["d/in.txt"], toPath: folder["hard.txt"])
        for name in ["d/in.txt", "link.txt", "hard.txt", "d/../d/./in.txt"] {
            #expect(
                refusal([(name, Self.own)], reading: ["d/in.txt"], overwrites: true)?
                    .contains("an output is never an input") == true, "\(name)")
            // What settings were read from is as good as one.
            #expect(refusal([(name, Self.own)], overwrites: true, keeps: ["d/in.txt"]) != nil)
        }
    }

    @Test(arguments: ["scene.tif.aux.xml", "scene.tfw", "scene.tif.ovr", "scene.prj", "scene.qml"])
    func whatBelongsToAnInputIsOneToo(name: String) throws {
        try put("pixels", "scene.tif")
        try put("-- own", name)
        let words = refusal([(name, Self.own)], reading: ["scene.tif"], overwrites: true)
        #expect(words?.contains(folder["scene.tif"]) == true)
        #expect(refusal([(name, Self.own)], reading: ["other.tif"], overwrites: true) == nil)
    }

    @Test func inAFolderThatIsReadOwnTablesAreRenewedAndNothingElse() throws {
        try put("-- own", "in/table.csv")
        try put("mine", "in/other.csv")
        try put("-- own", "in/picture.png")
        #expect(refusal([("in/table.csv", Self.own)], reading: ["in"]) == nil)
        for name in ["in/other.csv", "in/picture.png"] {
            #expect(
                refusal([(name, Self.own)], reading: ["in"], overwrites: true)?.contains("lies in") == true)
        }
        #expect(refusal([("in/new.csv", Self.own)], reading: ["in"]) == nil)
    }

    @Test func twoOutputsOfOneNameAreRefused() throws {
        try put("-- own", "d/a.txt")
        try FileManager.default.createSymbolicLink(
            atPath: folder["link.txt"], withDestinationPath: folder["d/a.txt"])
        for name in ["d/a.txt", "d/../d/a.txt", "link.txt"] {
            #expect(refusal([("d/a.txt", Self.own), (name, Self.own)])?.hasPrefix("two outputs") == true)
        }
        #expect(refusal([("d/a.txt", Self.own), ("d/A.txt", Self.own)]) == nil)
    }

    /// The style beside a map is written by the map.
    @Test func whatIsWrittenWithAnOutputIsNoOtherOutput() throws {
        let map = OutputKind.raster(tagged: ["AERIAL_PROGRAM"])
        #expect(refusal([("m.tif", map), ("areas.csv", .unmarked)]) == nil)
        #expect(refusal([("m.tif", map), ("n.tif", map)]) == nil)
        for name in ["m.qml", "./m.qml", "m.tif.aux.xml", "m.tif"] {
            let error = refusal([("m.tif", map), (name, .unmarked)])
            #expect(error?.contains("two outputs have the name") == true, "\(name)")
        }
        // Two maps that would write one style.
        #expect(refusal([("m.tif", map), ("m.tiff", map)]) != nil)
    }

    @Test func labelsThatAPersonFilledInAreNeverReplaced() throws {
        let kind = OutputKind.table("tile", "map", "reference")
        try put("tile,map,reference\nr0001_c0001,Forest,\n", "empty.csv")
        try put("tile,map,reference\nr0001_c0001,Forest,Water\n", "filled.csv")
        #expect(refusal([("empty.csv", kind)]) == nil)
        #expect(refusal([("filled.csv", kind)])?.contains("a person has filled in") == true)
        #expect(refusal([("filled.csv", kind)], overwrites: true)?.contains("a person has filled in") == true)
    }

    @Test(arguments: [
        "sep=;\ntile;map;reference\na;Forest;Water\n", "\n\ntile;map;reference\na;Forest;Water\n",
        ";;\r\n\"tile\";\"map\";\"reference\"\r\na;Forest;Water\r\n",
        "\u{FEFF}tile\tmap\tReference\na\tForest\tWater\n",
    ]) func labelsInATableOfASpreadsheetAreNotReplacedEither(text: String) throws {
        try put(text, "sample.csv")
        let words = refusal([("sample.csv", .unmarked)], overwrites: true)
        #expect(words?.contains("a person has filled in") == true)
        try put(text.replacing("Water", with: ""), "sample.csv")
        #expect(refusal([("sample.csv", .unmarked)], overwrites: true) == nil)
    }

    @Test func labelsThatAPageSavedAreNotReplaced() throws {
        let tile = "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}"
        let feature =
            "{\"type\":\"Feature\",\"properties\":{\"id\":\"r0\",\"class\":\"Water\"},\"geometry\":\(tile)}"
        try put("{\"type\":\"FeatureCollection\",\"features\":[\(feature)]}", "labels.geojson")
        try put("path,class\r\na.png,Water\r\n", "labels.csv")
        for name in ["labels.geojson", "labels.csv"] {
            let words = refusal([(name, .unmarked)], overwrites: true)
            #expect(words?.contains("a person has filled in") == true, "\(name)")
        }
    }

    @Test func labelsInAFolderThatIsReplacedAsAWholeKeepItAsItIs() throws {
        try put("own", "m/model.json")
        try put("id,mark\na,\n", "m/marks.csv")
        #expect(refusal([("m", Self.whole)], overwrites: true) == nil)
        try put("sep=;\nid;mark\na;accept\n", "m/marks.csv")
        let words = refusal([("m", Self.whole)], overwrites: true)
        #expect(words?.contains("marks.csv in it holds labels") == true)
        #expect(words?.contains(folder["m"]) == true)
        // The file that tells what the folder is belongs to the command, also where it is a table.
        let tables = OutputKind(
            wholeFolder: FolderKind(name: "dataset", file: "labels.csv", isRenewed: false)
        ) { _ in false }
        try put("path,class\na.png,Water\n", "d/labels.csv")
        #expect(refusal([("d", tables)], overwrites: true) == nil)
        try put("path,class\na.png,Water\n", "d/more.csv")
        #expect(refusal([("d", tables)], overwrites: true)?.contains("more.csv") == true)
    }

    @Test func aTableIsKnownByAllOfItsColumns() throws {
        let kind = OutputKind.table("from", "to")
        for (text, isOwn) in [
            ("from,to\n1,2\n", true), ("from,to\r\n1,2\r\n", true), ("from,to", true),
            ("from,to,more\n", false),
            ("to,from\n", false), ("\nfrom,to\n", false), ("", false),
        ] {
            try put(text, "t.csv")
            #expect(kind.isOwn(folder["t.csv"]) == isOwn, "\(text)")
        }
        #expect(!kind.isOwn(folder["none.csv"]) && !kind.isOwn(folder.path))
    }

    @Test func aPageIsKnownByWhatItIsAbout() throws {
        let mark = "<meta name=\"generator\" content=\"aerial\"/>"
        try put("<html>\(mark)<p class=\"kind\">Land-use map</p>", "map.html")
        try put("<html><p class=\"kind\">Land-use map</p>", "foreign.html")
        #expect(OutputKind.pageKind(of: folder["map.html"]) == .map)
        #expect(OutputKind.pageKind(of: folder["foreign.html"]) == nil)
        #expect(refusal([("map.html", .page(.map))]) == nil && refusal([("map.html", .page(.change))]) != nil)
    }

    // MARK: Folders that are replaced as a whole

    private static let whole = OutputKind(wholeFolder: FolderKind(name: "model folder", file: "model.json")) {
        path in
        FileManager.default.contents(atPath: path + "/model.json") == Data("own".utf8)
    }

    @Test func aWholeFolderIsReplacedOnlyByItsKind() throws {
        try FileManager.default.createDirectory(atPath: folder["empty"], withIntermediateDirectories: true)
        try put("own", "own/model.json")
        try put("other", "other/model.json")
        try put("photos", "photos/1.jpg")
        try put("a file", "file")
        #expect(refusal([("empty", Self.whole)]) == nil && refusal([("new", Self.whole)]) == nil)
        #expect(refusal([("own", Self.whole)]) == nil)
        #expect(refusal([("other", Self.whole)]) != nil)
        #expect(refusal([("other", Self.whole)], overwrites: true) == nil)
        // Not even when asked to.
        for name in ["photos", "file"] {
            #expect(refusal([(name, Self.whole)], overwrites: true)?.contains("is no model folder") == true)
        }
    }

    @Test func nothingThatIsReadOrWrittenIsLostWithAFolder() throws {
        try put("own", "m/model.json")
        try put("x", "m/weights/w.pth")
        #expect(
            refusal([("m", Self.whole)], reading: ["m/weights/w.pth"], overwrites: true)?.contains(
                "lies in it") == true)
        #expect(refusal([("m", Self.whole)], reading: ["m"], overwrites: true) != nil)
        #expect(refusal([("m", Self.whole), ("m/report.html", .unmarked)])?.contains("would lie in") == true)
        #expect(refusal([("m", Self.whole), ("m2/report.html", .unmarked)]) == nil)
        // A folder that is read may be the one above.
        #expect(refusal([("m", Self.whole)], reading: ["other"], overwrites: true) == nil)
    }

    @Test func anAddressIsNoPlaceOfThisMachine() {
        let rule = OutputRule(inputs: [], policy: OutputPolicy(overwrites: true))
        #expect(throws: CommandError.self) {
            try rule.check([OutputFilePlan("s3://bucket/a.csv", .unmarked)])
        }
    }

    // MARK: Sets of outputs

    @Test func outputsAppearTogetherOrNotAtAll() throws {
        try put("before", "a.txt")
        let failed = OutputSet()
        let places = try ["a.txt", "b.txt"].map { try failed.place(for: folder[$0]) }
        let error = #expect(throws: CommandError.self) {
            try failed.complete {
                try TextFile.write("new", to: places[0])
                throw CommandError("cannot go on with \(places[1])")
            }
        }
        // It names the output as the user did.
        #expect(error?.description == "cannot go on with \(folder["b.txt"])")
        #expect(
            try String(contentsOfFile: folder["a.txt"], encoding: .utf8) == "before" && !folder.has("b.txt"))
        let whole = OutputSet()
        let again = try ["a.txt", "b.txt"].map { try whole.place(for: folder[$0]) }
        try whole.complete { for place in again { try TextFile.write("new", to: place) } }
        for name in ["a.txt", "b.txt"] {
            #expect(try String(contentsOfFile: folder[name], encoding: .utf8) == "new")
        }
    }

    @Test func filesOfAFolderStayBesideWhatIsWrittenIntoIt() throws {
        try put("mine", "d/notes.txt")
        try put("old", "d/part/old.txt")
        try OutputSet.write(inFolder: folder["d"], wholes: ["part"]) { staging in
            try FileManager.default.createDirectory(
                atPath: "\(staging)/part", withIntermediateDirectories: true)
            try TextFile.write("new", to: "\(staging)/part/new.txt")
            try TextFile.write("new", to: "\(staging)/report.txt")
        }
        #expect(try folder.names(in: "d") == ["notes.txt", "part", "report.txt"])
        #expect(try folder.names(in: "d/part") == ["new.txt"] && folder.names() == ["d"])
    }

    @Test func aStagedFolderThatIsNotCommittedLeavesNothing() throws {
        try put("old", "m/old.txt")
        do {
            let staging = try StagingFolder(for: folder["m"])
            try TextFile.write("half", to: staging.path + "/new.txt")
        }
        #expect(try folder.names() == ["m"] && folder.names(in: "m") == ["old.txt"])
        let staging = try StagingFolder(for: folder["m"])
        try TextFile.write("whole", to: staging.path + "/new.txt")
        try staging.commit()
        #expect(try folder.names() == ["m"] && folder.names(in: "m") == ["new.txt"])
    }

    @Test func aPlaceThatTakesNothingIsToldBeforeTheWork() throws {
        try put("a file", "file")
        try OutputPlace.check(folder["new.csv"])
        try OutputPlace.check(folder["x/y/new.csv"], makesFolders: true)
        try OutputPlace.check(folder: folder["not/yet"])
        #expect(throws: CommandError.self) { try OutputPlace.check(folder["x/new.csv"]) }
        #expect(throws: CommandError.self) { try OutputPlace.check(folder["file/new.csv"]) }
        #expect(throws: CommandError.self) {
            try OutputPlace.check(folder["file/x/new.csv"], makesFolders: true)
        }
        // The trial leaves nothing.
        #expect(try folder.names() == ["file"])
        try OutputPlace.checkIsHere(nil, for: "features")
        try OutputPlace.checkIsHere(folder["a"], for: "features")
        #expect(throws: CommandError.self) { try OutputPlace.checkIsHere("gs://b/a", for: "features") }
    }

    @Test func jsonIsTheSameBytesForTheSameValuesAndNoNumberIsRefused() throws {
        let names = ["b/ü", "a", "c\"\n"]
        for (number, order) in [names, names.reversed()].enumerated() {
            let value = Dictionary(uniqueKeysWithValues: order.map { ($0, $0.utf8.count) })
            try TextFile.writeJSON(value, to: folder["\(number).json"])
        }
        let files = try folder.names().map { try Data(contentsOf: URL(fileURLWithPath: folder[$0])) }
        #expect(Set(files).count == 1 && files.count == 2 && files[0].last == UInt8(ascii: "\n"))
        #expect(throws: (any Error).self) {
            try TextFile.writeJSON(["a": Double.nan], to: folder["nan.json"])
        }
        #expect(!folder.has("nan.json"))
    }

    @Test func whatWaitsInAStoreIsKnownByItsName() {
        let waiting = WaitingFolder()
        for file in ["a.csv", "train/лес/1.png", "a b&\"<.tif", ".hidden"] {
            for place in [waiting.place(of: file), waiting.place(ofOlder: file)] {
                #expect(WaitingFolder.parts(of: place)?.file == file)
                #expect(place.hasPrefix(WaitingFolder.parts(of: place)?.folder ?? "none"))
            }
        }
        // A file may be called as the folder of the older ones.
        let files = ["a.csv", "older/a.csv", "new/a.csv", "older/older/a.csv", "new/older/a.csv", "a\nb"]
        let places = files.map(waiting.place(of:)) + files.map(waiting.place(ofOlder:))
        #expect(Set(places).count == places.count)
        #expect(places.map { WaitingFolder.parts(of: $0)?.file } == files + files)
        // Of the version before, which put new files right into it.
        #expect(WaitingFolder.parts(of: ".aerial-0123ABCD/a.csv")?.file == "a.csv")
        for name in [
            "a.csv", ".aerial-", ".aerial-0123ABCD", ".aerial-0123ABCD/", ".aerial-0123abcd/a",
            ".aerial-123/a",
            "x/.aerial-0123ABCD/a", ".aerial-0123ABCDE/a",
        ] {
            #expect(WaitingFolder.parts(of: name) == nil, "\(name)")
        }
        #expect(WaitingFolder().place(of: "a") != waiting.place(of: "a"))
    }
}
