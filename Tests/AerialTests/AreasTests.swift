import Aerial
import AerialCore
import Foundation
import Testing

/// Several areas as one dataset, on three small counties in UTM zones 10, 15 and 19.
@Suite(.serialized) struct AreasTests {
    static let counties = Result { try ThreeCounties() }

    private func record(_ dataset: String) throws -> PreparedDataset {
        try #require(try PreparedDataset.read(fromDataset: dataset))
    }

    @Test func everyAreaKeepsItsGridAndItsTiles() throws {
        let counties = try Self.counties.get()
        let record = try record(counties.dataset)
        #expect(record.areas.map(\.name) == ["west", "middle", "east"])
        #expect(
            record.areas.map(\.grid.reference.authorityCode) == ["EPSG:26910", "EPSG:26915", "EPSG:26919"])
        // Nothing of the ground between them is looked at.
        #expect(counties.prepared.tiles == 3 * 64)
        #expect(counties.prepared.kept + counties.prepared.dropped.values.reduce(0, +) == 3 * 64)
        #expect(Set(record.tiles.map(\.id)).count == record.tiles.count)
        for area in record.areas {
            let name = try #require(area.name)
            let alone = try self.record(try counties.alone(name))
            let own = record.tiles.filter { $0.area == name }
            #expect(own.map(\.bounds) == alone.tiles.map(\.bounds) && !own.isEmpty)
            for (tile, single) in zip(own, alone.tiles) {
                #expect(tile.id.contains("/\(name)_r"))
                #expect(
                    FileManager.default.contentsEqual(
                        atPath: "\(counties.dataset)/\(tile.id)",
                        andPath: "\(try counties.alone(name))/\(single.id)"))
            }
        }
    }

    @Test func noAreaIsOnBothSides() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        let summary = try counties.plan(out: folder["d"], split: .areas).run(SilentObserver())
        let sides = Dictionary(grouping: try record(folder["d"]).tiles, by: \.area).mapValues { tiles in
            Set(tiles.map { $0.id.prefix { $0 != "/" } })
        }
        #expect(sides.values.allSatisfy { $0.count == 1 })
        #expect(Set(sides.values.joined()) == ["train", "test"])
        #expect(summary.areas?.compactMap(\.side).count == 3)
        // From Missouri to the coasts it is more than a thousand kilometres.
        #expect(try #require(summary.leakageDistanceMeters) > 1_000_000)
    }

    @Test func whoIsNamedIsHeldOut() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        var plan = counties.plan(out: folder["d"], split: .areas)
        plan.areas[1].side = .test
        _ = try plan.run(SilentObserver())
        #expect(try record(folder["d"]).areas.map(\.side) == [.train, .test, .train])
    }

    @Test func twoJoinedAreWhatTheyAreWhenPreparedAtOnce() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        _ = try counties.plan(["west", "east"], out: folder["once"], split: .blocks(sideMeters: 500)).run(
            SilentObserver())
        let parts = try ["west", "east"].map { DatasetToJoin(path: try counties.alone($0)) }
        _ = try DatasetJoinPlan(datasets: parts, out: folder["joined"]).run(SilentObserver())
        let names = try folder.names(in: "once")
        #expect(try folder.names(in: "joined") == names)
        let (once, joined) = (try record(folder["once"]), try record(folder["joined"]))
        #expect(once.tiles == joined.tiles && once.leakageDistanceMeters == joined.leakageDistanceMeters)
        #expect(
            FileManager.default.contentsEqual(
                atPath: folder["once/tiles.gpkg"], andPath: folder["joined/tiles.gpkg"]))
        for dataset in ["once", "joined"] {
            var training = TransferPlan(
                dataset: try ImageDataset(path: folder[dataset]), out: folder["model-\(dataset)"])
            training.turns = 1
            training.classifier = .logisticRegression(penalty: 1e-2)
            _ = try training.run(SilentObserver())
        }
        for file in ["weights.safetensors", "familiarity.safetensors", "MODEL_CARD.md"] {
            let texts = try ["once", "joined"].map {
                String(
                    decoding: try Data(contentsOf: URL(fileURLWithPath: folder["model-\($0)/\(file)"])),
                    as: UTF8.self
                )
                .replacingOccurrences(of: $0, with: "")
            }
            #expect(texts[0] == texts[1] && !texts[0].isEmpty, "\(file)")
        }
    }

    @Test func aJoinMayHoldOutWholeAreas() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        let parts = try ["west", "middle", "east"].map { DatasetToJoin(path: try counties.alone($0)) }
        var plan = DatasetJoinPlan(datasets: parts, out: folder["d"])
        plan.holdsOutAreas = true
        let summary = try plan.run(SilentObserver())
        #expect(Set(summary.areas?.compactMap(\.side) ?? []) == ["train", "test"])
        #expect(
            try ImageDataset(path: folder["d"]).images.allSatisfy { image in
                image.id.hasPrefix(image.side?.rawValue ?? "-")
            })
        // Joined again, its areas keep their names, under another if need be.
        try FileManager.default.copyItem(atPath: folder["d"], toPath: folder["copy"])
        let twice = DatasetJoinPlan(
            datasets: [DatasetToJoin(path: folder["d"]), DatasetToJoin(path: folder["copy"], name: "again")],
            out: folder["twice"])
        #expect(try twice.run(SilentObserver()).areas?.map(\.name).contains("again-west") == true)
    }

    @Test func whatCannotBeJoinedIsRefused() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        let west = try counties.alone("west")
        func message(_ parts: [DatasetToJoin]) -> String {
            do {
                _ = try DatasetJoinPlan(datasets: parts, out: folder["d"]).run(SilentObserver())
                return ""
            } catch { return "\(error)" }
        }
        // Under another name, and by a link.
        try FileManager.default.createSymbolicLink(atPath: folder["link"], withDestinationPath: west)
        for path in [west, folder["link"]] {
            let same = [DatasetToJoin(path: west), DatasetToJoin(path: path, name: "other")]
            #expect(message(same).contains("are one folder"))
        }
        try FileManager.default.copyItem(atPath: west, toPath: folder["copies"])
        let copy = DatasetToJoin(path: folder["copies"], name: "west")
        #expect(message([DatasetToJoin(path: west, name: "west"), copy]).contains("two areas are called"))
        try FileManager.default.createDirectory(atPath: folder["plain"], withIntermediateDirectories: true)
        #expect(
            message([DatasetToJoin(path: west), DatasetToJoin(path: folder["plain"])]).contains(
                "not made by 'aerial prepare'"))
        let other = try counties.preparation(of: "east", out: folder["other"], legend: .nlcd3)
        _ = try other.run(SilentObserver())
        #expect(
            message([DatasetToJoin(path: west), DatasetToJoin(path: folder["other"])]).contains("--legend"))
        #expect(!folder.has("d"))
    }

    @Test func anEvaluationTellsAreas() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        var training = TransferPlan(
            dataset: try ImageDataset(path: counties.dataset), out: folder["model"])
        training.turns = 1
        _ = try training.run(SilentObserver())
        let plan = EvaluatePlan(
            model: folder["model"], dataset: try ImageDataset(path: counties.dataset), out: folder["e"])
        let areas = try #require(try plan.run(SilentObserver()).diagnostics.areas)
        #expect(Set(areas.places.map(\.name)) == ["west", "middle", "east"])
        let rows = try String(contentsOfFile: folder["e/predictions.csv"], encoding: .utf8)
        #expect(["EPSG:26910", "EPSG:26915", "EPSG:26919"].allSatisfy(rows.contains))
        let page = try String(contentsOfFile: folder["e/report.html"], encoding: .utf8)
        #expect(page.contains("By area") && page.contains("middle: right and wrong"))
        let card = try String(contentsOfFile: folder["model/MODEL_CARD.md"], encoding: .utf8)
        #expect(card.contains("Area west") && card.contains("EPSG:26910"))
    }

    @Test func aPageShowsTheClassesOfADataset() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        var plan = DatasetShowPlan(dataset: try ImageDataset(path: counties.dataset))
        plan.page = folder["page.html"]
        plan.samplesPerClass = 2
        let summary = try plan.run(SilentObserver())
        #expect(summary.images == counties.prepared.kept && summary.areas.count == 3)
        let learned = summary.areas.flatMap(\.train.values).reduce(0, +)
        #expect(learned == counties.prepared.train.values.reduce(0, +))
        #expect(summary.dates.map(\.date) == ["2016-07-12"])
        let page = try String(contentsOfFile: folder["page.html"], encoding: .utf8)
        let pictures = page.components(separatedBy: "<img ").count - 1
        #expect(pictures > 6 && page.components(separatedBy: "<circle ").count - 1 == 9 * pictures)
        #expect(page.contains("Deciduous Forest") || page.contains("Cultivated Crops"))
    }

    /// Without test/ no folder says a side: all tiles are counted as such, by class, by area and by date.
    @Test func tilesOfNoSideAreCountedByAreaAndByDate() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        try FileManager.default.copyItem(atPath: counties.dataset, toPath: folder["d"])
        try FileManager.default.removeItem(atPath: folder["d/test"])
        let dataset = try ImageDataset(path: folder["d"])
        let kept = try record(folder["d"]).tiles.filter { $0.id.hasPrefix("train/") }
        try #require(dataset.images.count == kept.count && !kept.isEmpty && !dataset.hasSides)
        var plan = DatasetShowPlan(dataset: dataset)
        plan.page = folder["page.html"]
        plan.samplesPerClass = 1
        let summary = try plan.run(SilentObserver())
        for area in summary.areas {
            let own = kept.filter { $0.area == area.name }
            #expect((area.undivided ?? [:]).values.reduce(0, +) == own.count, "\(area.name)")
            #expect(area.train.values.allSatisfy { $0 == 0 } && area.test.values.allSatisfy { $0 == 0 })
        }
        #expect(summary.dates.map(\.undivided) == [kept.count])
        let page = try String(contentsOfFile: folder["page.html"], encoding: .utf8)
        #expect(page.contains("<dt>Sides</dt><dd>none") && !page.contains("Held out"))
        for area in summary.areas {
            let count = kept.count { $0.area == area.name }
            #expect(page.contains("<th scope=\"row\">\(area.name)</th><td class=\"number\">\(count)</td>"))
        }
        // Of a divided dataset nothing of this is said.
        let divided = try DatasetShowPlan(dataset: ImageDataset(path: counties.dataset)).run(SilentObserver())
        #expect(
            divided.areas.allSatisfy { $0.undivided == nil }
                && divided.dates.allSatisfy { $0.undivided == nil })
    }

    @Test func correctionsFindTheirAreasTiles() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        let record = try record(counties.dataset)
        let tile = try #require(record.tiles.first { $0.area == "east" && $0.id.hasPrefix("train/Forest/") })
        try "rank,path,label,suggested,probability,mark\r\n1,\(tile.id),Forest,Shrub,0.9,accept\r\n".write(
            toFile: folder["c.csv"], atomically: true, encoding: .utf8)
        var plan = counties.plan(out: folder["d"], split: .blocks(sideMeters: 500))
        plan.corrections = folder["c.csv"]
        _ = try plan.run(SilentObserver())
        let corrected = try #require(
            try self.record(folder["d"]).tiles.first { $0.area == "east" && $0.label == "Forest" })
        #expect(corrected.id == tile.id.replacingOccurrences(of: "Forest", with: "Shrub"))
        #expect(corrected.bounds == tile.bounds)
    }

    @Test func errorsSayWhichArea() throws {
        let counties = try Self.counties.get()
        let folder = Scratch()
        var plan = counties.plan(out: folder["d"], split: .areas)
        plan.areas[2].labels = plan.areas[0].labels
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(error?.description.hasPrefix("area 'east': ") == true)
        #expect(!folder.has("d"))
        plan = counties.plan(["west"], out: folder["d"], split: .areas)
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
    }
}

/// Counties of eight by eight tiles, far from each other.
final class ThreeCounties: Sendable {
    let folder = Scratch()
    let prepared: PrepareSummary
    private static let zones = ["west": 10, "middle": 15, "east": 19]

    var dataset: String { folder["all"] }

    init() throws {
        setenv("AERIAL_HOME", SmallCounty.home, 0)
        for (name, zone) in Self.zones {
            var county = SynthPlan(folder: folder["counties/\(name)"])
            county.sideMeters = 1792
            county.zone = zone
            county.seed = UInt64(zone)
            _ = try county.run(SilentObserver())
        }
        prepared = try Self.plan(
            folder, ["west", "middle", "east"], out: folder["all"], split: .blocks(sideMeters: 500),
            date: "2016-07-12"
        ).run(SilentObserver())
        for name in Self.zones.keys {
            _ = try Self.preparation(folder, of: name, out: folder[name], legend: .nlcd6).run(
                SilentObserver())
        }
    }

    /// The dataset of one county.
    func alone(_ name: String) throws -> String { folder[name] }

    func preparation(of name: String, out: String, legend: Legend) throws -> PreparePlan {
        Self.preparation(folder, of: name, out: out, legend: legend)
    }

    func plan(
        _ names: [String] = ["west", "middle", "east"], out: String, split: SplitRule
    ) -> PrepareAreasPlan { Self.plan(folder, names, out: out, split: split) }

    private static func preparation(
        _ folder: Scratch, of name: String, out: String, legend: Legend
    ) -> PreparePlan {
        PreparePlan(
            imagery: [folder["counties/\(name)/imagery_before.tif"]],
            labels: folder["counties/\(name)/landcover_before.tif"], out: out, legend: legend,
            rule: .ninePoints, split: .blocks(sideMeters: 500))
    }

    private static func plan(
        _ folder: Scratch, _ names: [String], out: String, split: SplitRule, date: String? = nil
    ) -> PrepareAreasPlan {
        let areas = names.map { name in
            var area = PrepareArea(
                name: name, imagery: [folder["counties/\(name)/imagery_before.tif"]],
                labels: folder["counties/\(name)/landcover_before.tif"])
            area.date = date
            return area
        }
        return PrepareAreasPlan(areas: areas, out: out, split: split)
    }
}
