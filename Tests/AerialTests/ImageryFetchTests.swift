import AerialCore
import Foundation
import Synchronization
import Testing

@testable import Aerial
@testable import Imagery

/// Scenes of a catalogue, fetched and read where they lie.
@Suite(.serialized) struct ImageryFetchTests {
    /// The county's two dates as items of a file.
    private func catalog(_ server: FileServer, extra: String = "", places: [String] = ["imagery_before.tif"])
        -> DrawnCatalog
    {
        DrawnCatalog(
            quads: places.map { name in
                .init(
                    id: name.replacing(".tif", with: ""), date: "2014-07-10", box: [10, 50, 10.2, 50.1],
                    href: server.address(of: name), extra: extra)
            })
    }

    private func items(_ catalog: DrawnCatalog, in folder: Scratch) throws -> String {
        try catalog.page().write(toFile: folder["all.json"], atomically: true, encoding: .utf8)
        var plan = ImagerySearchPlan(catalogue: folder["all.json"], area: DrawnCatalog.area)
        plan.out = folder["items.json"]
        _ = try plan.run(SilentObserver())
        return folder["items.json"]
    }

    private func fetch(
        _ items: String, _ folder: Scratch, _ change: (inout ImageryFetchPlan) -> Void = { _ in }
    ) throws -> ImageryFetchResult {
        var plan = ImageryFetchPlan(items: items, out: folder["scenes"])
        change(&plan)
        return try plan.run(SilentObserver())
    }

    private func data(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test func aFetchedSceneIsTheFileWithItsOriginBeside() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let server = try FileServer(folder: county.folder["county"], mood: .busy(every: 4))
        let original = try data(county.before)
        let sum = try FileChecksum.sha256(ofFile: county.before)
        let catalog = catalog(
            server, extra: ", \"file:size\": \(original.count), \"file:checksum\": \"1220\(sum)\"")
        let items = try items(catalog, in: folder)
        let result = try fetch(items, folder)
        #expect(result.files == [folder["scenes/imagery_before.tif"]] && result.rejected.isEmpty)
        #expect(result.bytes == original.count && result.licences == ["PDDL-1.0"])
        #expect(try data(result.files[0]) == original)
        #expect(try folder.names(in: "scenes") == ["imagery_before.tif", "sources.json"])
        // Nothing is fetched twice.
        let asked = server.ranges.count
        #expect(try fetch(items, folder).present == 1)
        #expect(server.ranges.count == asked)

        var plan = PreparePlan(
            imagery: [result.files[0]], labels: county.folder["county/landcover_before.tif"],
            out: folder["dataset"], split: .random)
        plan.threads = 1
        _ = try plan.run(SilentObserver())
        let record = String(decoding: try data(folder["dataset/dataset.json"]), as: UTF8.self)
        #expect(record.contains("\"licence\" : \"PDDL-1.0\"") && record.contains("\"USDA\""))
        let dataset = try ImageDataset(path: folder["dataset"])
        #expect(dataset.prepared?.imagery.first?.origin?.licence == "PDDL-1.0")
    }

    /// Seen by the sweep of write faults: the scene lay there without its record, and no later run took it for its own.
    @Test func aSceneWhoseRecordCannotBeWrittenIsGoneOnWith() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let server = try FileServer(folder: county.folder["county"])
        let items = try items(catalog(server), in: folder)
        // No file takes the place of a folder.
        let record = folder["scenes/sources.json"]
        try FileManager.default.createDirectory(atPath: record, withIntermediateDirectories: true)
        #expect(throws: CommandError.self) { try fetch(items, folder) }
        try FileManager.default.removeItem(atPath: record)
        let result = try fetch(items, folder)
        #expect(try data(result.files[0]) == data(county.before))
        #expect(try folder.names(in: "scenes") == ["imagery_before.tif", "sources.json"])
    }

    @Test func whatADyingServerGaveIsGoneOnWith() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        // Larger than what is asked for at once, so that it breaks off inside.
        let whole = Data((0..<(20 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 7) })
        try whole.write(to: URL(fileURLWithPath: folder["big.tif"]))
        let dying = try FileServer(folder: folder.path, mood: .dying(after: 4))
        let items = try items(catalog(dying, places: ["big.tif"]), in: folder)
        let error = #expect(throws: ImageryError.self) { try fetch(items, folder) }
        #expect(error?.endsAll == true)
        let names = try folder.names(in: "scenes")
        #expect(names.count == 1 && names[0].hasPrefix(".big.tif.") && names[0].hasSuffix(".part"))
        let begun = try data(folder["scenes/\(names[0])"])
        #expect(!begun.isEmpty && begun.count < whole.count && begun == whole.prefix(begun.count))

        let again = try FileServer(folder: folder.path, port: dying.port)
        let result = try fetch(items, folder)
        #expect(result.bytes == whole.count - begun.count)
        #expect(try data(folder["scenes/big.tif"]) == whole)
        #expect(try folder.names(in: "scenes") == ["big.tif", "sources.json"])
        _ = (again, county)
    }

    /// Two items whose files have one name: what was begun of one is not the beginning of the other.
    @Test func whatWasBegunOfAnotherFileIsNotGoneOnWith() throws {
        let folder = Scratch()
        let names = ["a", "b"].map { folder["\($0)/scene.tif"] }
        for (number, name) in names.enumerated() {
            try FileManager.default.createDirectory(
                atPath: (name as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            // Larger than what is copied at once.
            try Data(repeating: UInt8(1 + number), count: 9 << 20).write(to: URL(fileURLWithPath: name))
        }
        let list = try items(
            DrawnCatalog(
                quads: names.enumerated().map { number, name in
                    .init(
                        id: "item\(number)", date: "2014-07-10", box: [10, 50, 10.2, 50.1], href: name,
                        extra: "")
                }), in: folder)
        var plan = ImageryFetchPlan(items: list, out: folder["scenes"])
        plan.identifiers = ["item0"]
        #expect(throws: JourneyCancelled.self) { try plan.run(EndsOnceBegun(folder: folder["scenes"])) }
        #expect(try folder.names(in: "scenes").count == 1)

        let other = try fetch(list, folder) { $0.identifiers = ["item1"] }
        #expect(try data(other.files[0]) == data(names[1]))
    }

    /// Another file by now, of the same size: its second half behind the first half of the older one was neither.
    @Test func whatWasBegunOfAnOlderFileIsNotGoneOnWith() throws {
        let folder = Scratch()
        func write(_ byte: UInt8) throws {
            // Larger than what is copied at once.
            try Data(repeating: byte, count: 9 << 20).write(to: URL(fileURLWithPath: folder["scene.tif"]))
        }
        try write(1)
        let list = try items(
            DrawnCatalog(
                quads: [
                    .init(
                        id: "item", date: "2014-07-10", box: [10, 50, 10.2, 50.1], href: folder["scene.tif"],
                        extra: "")
                ]), in: folder)
        let plan = ImageryFetchPlan(items: list, out: folder["scenes"])
        #expect(throws: JourneyCancelled.self) { try plan.run(EndsOnceBegun(folder: folder["scenes"])) }
        #expect(try folder.names(in: "scenes").count == 1)
        try write(2)
        let result = try fetch(list, folder)
        #expect(try data(result.files[0]) == data(folder["scene.tif"]))
        #expect(try folder.names(in: "scenes") == ["scene.tif", "sources.json"])
    }

    /// Ends a journey once some of a file has come.
    private struct EndsOnceBegun: JourneyObserver {
        let folder: String

        func say(_ line: String) {}
        func warn(_ line: String) {}
        func show(_ progress: JourneyProgress) {}
        var isCancelled: Bool {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.contains { name in
                let facts = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
                return facts?[.size] as? Int ?? 0 > 0
            }
        }
    }

    /// Downloads whose addresses differ after the question mark alone.
    @Test func aFileOfAnotherItemIsNotTakenForTheOneThatIsWanted() throws {
        let folder = Scratch()
        for (name, byte) in [("a", UInt8(1)), ("b", 2)] {
            try Data(repeating: byte, count: 1000).write(to: URL(fileURLWithPath: folder["\(name).tif"]))
        }
        let server = try FileServer(folder: folder.path)
        let list = try items(
            DrawnCatalog(
                quads: ["a", "b"].map { name in
                    .init(
                        id: name, date: "2014-07-10", box: [10, 50, 10.2, 50.1],
                        href: server.address(of: "a.tif") + "?id=\(name)", extra: "")
                }), in: folder)
        #expect(try fetch(list, folder) { $0.identifiers = ["a"] }.files.count == 1)
        let error = #expect(throws: CommandError.self) {
            try fetch(list, folder) { $0.identifiers = ["b"] }
        }
        #expect(error?.description.contains("is not what would be fetched") == true)
    }

    @Test func anotherSizeAndAnotherSumAreNotKept() throws {
        let county = try JourneyTests.county.get()
        let server = try FileServer(folder: county.folder["county"])
        let zeros = String(repeating: "0", count: 64)
        for (extra, reason) in [
            (", \"file:size\": 12", "the catalogue says 12"),
            (", \"file:checksum\": \"1220\(zeros)\"", "checksum"),
        ] {
            let folder = Scratch()
            let result = try fetch(try items(catalog(server, extra: extra), in: folder), folder)
            #expect(result.rejected.first?.reason.contains(reason) == true, "\(extra)")
            #expect(result.files.isEmpty)
            #expect(try folder.names(in: "scenes").isEmpty)
        }
        let folder = Scratch()
        let missing = try fetch(try items(catalog(server, places: ["none.tif"]), in: folder), folder)
        #expect(missing.rejected.count == 1)
    }

    @Test func aPersonsFileIsNotReplaced() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let server = try FileServer(folder: county.folder["county"])
        let items = try items(catalog(server), in: folder)
        try FileManager.default.createDirectory(atPath: folder["scenes"], withIntermediateDirectories: true)
        try "mine".write(toFile: folder["scenes/imagery_before.tif"], atomically: true, encoding: .utf8)
        #expect(throws: CommandError.self) { try fetch(items, folder) }
        #expect(try data(folder["scenes/imagery_before.tif"]) == Data("mine".utf8))
        #expect(try fetch(items, folder) { $0.writing = OutputPolicy(overwrites: true) }.files.count == 1)
    }

    @Test func aWindowHasTheScenesVeryPixels() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let server = try FileServer(folder: county.folder["county"])
        let items = try items(catalog(server), in: folder)
        let scene = try Scene(path: county.before, bands: BandSelection(of: .standard))
        let degrees = try CoordinateTransform(
            from: try SpatialReference(scene.reference), to: try SpatialReference.degrees())
        let middle = scene.extent.center
        let box = try #require(
            degrees(
                MapBounds(
                    minX: middle.x - 50, minY: middle.y - 60, maxX: middle.x + 50, maxY: middle.y + 60)))
        let result = try fetch(items, folder) {
            $0.takesWindows = true
            $0.area = "\(box.minX),\(box.minY),\(box.maxX),\(box.maxY)"
        }
        let window = try Scene(path: result.files[0], bands: BandSelection(of: .standard))
        #expect(window.width < scene.width && window.width >= 1100 && window.height >= 1120)
        #expect(window.bandCount == scene.bandCount)
        let (part, whole) = (try RasterFile(path: result.files[0]), try RasterFile(path: county.before))
        let column = Int((window.extent.minX - scene.extent.minX) / scene.pixelWidthMeters)
        let row = Int((scene.extent.maxY - window.extent.maxY) / scene.pixelHeightMeters)
        let bands = Array(1...scene.bandCount)
        let left = try part.readInterleaved(
            bands: bands, PixelWindow(column: 0, row: 0, width: window.width, height: window.height))
        let right = try whole.readInterleaved(
            bands: bands,
            PixelWindow(column: column, row: row, width: window.width, height: window.height))
        #expect(left == right)
        let far = #expect(throws: CommandError.self) {
            try fetch(items, folder) {
                $0.takesWindows = true
                $0.area = "50,10,51,11"
                $0.writing = OutputPolicy(overwrites: true)
            }
        }
        #expect(far?.description.contains("none of the 1 files") == true)
    }

    /// The first area's window was taken for that of the second.
    @Test func aWindowOfAnotherAreaIsNotTakenForTheOneWanted() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let server = try FileServer(folder: county.folder["county"])
        let items = try items(catalog(server), in: folder)
        let scene = try Scene(path: county.before, bands: BandSelection(of: .standard))
        let degrees = try CoordinateTransform(
            from: try SpatialReference(scene.reference), to: try SpatialReference.degrees())
        let middle = scene.extent.center
        func window(shifted meters: Double, overwrites: Bool = false) throws -> ImageryFetchResult {
            let box = try #require(
                degrees(
                    MapBounds(
                        minX: middle.x - 50 + meters, minY: middle.y - 60, maxX: middle.x + 50 + meters,
                        maxY: middle.y + 60)))
            return try fetch(items, folder) {
                $0.takesWindows = true
                $0.area = "\(box.minX),\(box.minY),\(box.maxX),\(box.maxY)"
                $0.writing = OutputPolicy(overwrites: overwrites)
            }
        }
        let first = try window(shifted: 0)
        let bytes = try data(first.files[0])
        #expect(try window(shifted: 0).present == 1)
        #expect(throws: CommandError.self) { try window(shifted: 300) }
        #expect(try data(first.files[0]) == bytes)
        let second = try window(shifted: 300, overwrites: true)
        #expect(try second.files == first.files && data(first.files[0]) != bytes)
    }

    /// Read where they lie: the rows are those of the file.
    @Test func scoreTakesAFileOfItems() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let server = try FileServer(folder: county.folder["county"])
        let items = try items(catalog(server), in: folder)
        func rows(_ input: String) throws -> [String] {
            var plan = ScorePlan(model: county.model, inputs: [input], out: folder["p.csv"])
            plan.precision = .fp32
            plan.threads = 1
            _ = try plan.run(SilentObserver())
            return try String(contentsOfFile: folder["p.csv"], encoding: .utf8).split(separator: "\r\n").map {
                $0.replacingOccurrences(
                    of: #"(http://[^,]*|/[^,]*)?imagery_before\.tif"#, with: "scene",
                    options: .regularExpression)
            }
        }
        #expect(try rows("stac:" + items) == rows(county.before))
        #expect(throws: CommandError.self) { try rows("stac:" + folder["none.json"]) }
    }

    /// The tiles are the file's, and the dataset says where they come from.
    @Test func anAreaOfAListTakesAFileOfItems() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let server = try FileServer(folder: county.folder["county"])
        let items = try items(catalog(server), in: folder)
        let list = """
            areas:
              - name: here
                labels: \(county.folder["county/landcover_before.tif"])
                imagery: stac:\(FileName.of(items))
            """
        try list.write(toFile: folder["areas.yaml"], atomically: true, encoding: .utf8)
        let given = try GivenAreas(
            AreasFile(path: folder["areas.yaml"]), legend: "nlcd6", rule: .purity(0.8))
        func made(_ areas: [PrepareArea], _ name: String) throws -> [String] {
            var plan = PrepareAreasPlan(
                areas: areas, out: folder[name], legend: given.legend, split: .blocks(sideMeters: 1000))
            plan.threads = 1
            _ = try plan.run(SilentObserver())
            let found = FileManager.default.enumerator(atPath: folder[name])?.allObjects as? [String]
            return (found ?? []).filter { $0.hasSuffix(".png") }.sorted()
        }
        var local = given.areas
        local[0].imagery = [county.before]
        let remote = try made(given.areas, "remote")
        #expect(try remote == made(local, "local") && !remote.isEmpty)
        let record = try String(contentsOfFile: folder["remote/dataset.json"], encoding: .utf8)
        #expect(record.contains("\"origin\""))
    }

    /// As Planetary Computer's: a token for a collection, asked for once, on every request and in no record.
    @Test func aTokenOpensWhatACatalogueSigns() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let tokens = Mutex(0)
        let place = county.folder["county"]
        let server = try LoopbackServer { request in
            if request.parts.path == "/token/naip" {
                tokens.withLock { $0 += 1 }
                return .json("{\"msft:expiry\": \"2099-01-01T00:00:00Z\", \"token\": \"sig=secret\"}")
            }
            guard request.path.contains("sig=secret") else { return .init(status: "403 Forbidden") }
            return FileServer.reply(to: request, folder: place)
        }
        setenv("VSICURL_PC_SAS_TOKEN_URL", server.address(of: "token/"), 1)
        defer { unsetenv("VSICURL_PC_SAS_TOKEN_URL") }
        let item = DrawnCatalog(
            quads: [
                .init(
                    id: "a", date: "2014-07-10", box: [10, 50, 10.2, 50.1],
                    href: server.address(of: "imagery_before.tif"))
            ])
        let text = item.page().dropLast() + ", \"aerial:search\": {\"signs\": true}}"
        try String(text).write(toFile: folder["items.json"], atomically: true, encoding: .utf8)
        let result = try fetch(folder["items.json"], folder)
        #expect(try data(result.files[0]) == data(county.before))
        #expect(tokens.withLock { $0 } == 1)
        let record = String(decoding: try data(folder["scenes/sources.json"]), as: UTF8.self)
        #expect(!record.contains("secret") && record.contains(server.address(of: "imagery_before.tif")))
    }

    /// A catalogue's virtual raster could name files of this machine.
    @Test func addressesOfNoSceneAreNotFollowed() throws {
        let folder = Scratch()
        for href in ["file:///etc/passwd", "/vsizip/x.zip/a.tif", "<VRTDataset>", "ftp://host/a.tif", ""] {
            let item = DrawnCatalog(
                quads: [.init(id: "a", date: "2014-07-10", box: [10, 50, 10.2, 50.1], href: href)])
            try item.page().write(toFile: folder["items.json"], atomically: true, encoding: .utf8)
            #expect(throws: CommandError.self, "\(href)") { try fetch(folder["items.json"], folder) }
        }
    }
}
