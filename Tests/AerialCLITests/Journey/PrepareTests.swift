import AerialCore
import Foundation
import Testing

@testable import Aerial
@testable import AerialCLI
@testable import Imagery

extension EndToEnd {
    struct Prepare {
        let county: County
        let record: PreparedDataset

        init() throws {
            county = try County.current()
            record = try #require(try PreparedDataset.read(fromDataset: county.dataset))
        }

        @Test func everyTileIsKeptOrDropped() throws {
            let summary = try county.prepared.object(PrepareObject.self)
            #expect(summary.tiles == County.sideTiles * County.sideTiles)
            #expect(summary.tiles == summary.kept + summary.dropped.values.reduce(0, +))
            let sides = [summary.train, summary.test].flatMap(\.values)
            #expect(summary.kept == sides.reduce(0, +))
            #expect(summary.kept == record.tiles.count)
        }

        @Test func theFoldersHoldWhatTheRecordLists() {
            let files = county.scratch.tree(below: "dataset").filter { $0.hasSuffix(".png") }
            #expect(files == record.tiles.map(\.id).sorted())
            #expect(files.count > 40)
        }

        @Test func theRecordCountsTheFolders() {
            for (side, counts) in record.classCounts {
                for (name, count) in counts {
                    #expect(
                        record.tiles.count { $0.id.hasPrefix("\(side)/\(name)/") } == count, "\(side) \(name)"
                    )
                }
            }
        }

        @Test func theTileLayerAgreesWithTheRecord() throws {
            let table = try TextTable(vectorFileAt: county.dataset + "/tiles.gpkg", preferredLayer: "tiles")
            func column(_ name: String) throws -> Int { try #require(table.header.firstIndex(of: name)) }
            let (id, side, name) = (try column("id"), try column("split"), try column("class"))
            let (status, reason) = (try column("status"), try column("reason"))
            let kept = table.rows.filter { $0.fields[status] == "kept" }.map { row in
                "\(row.fields[side] ?? "")/\(row.fields[name] ?? "")/\(row.fields[id] ?? "").png"
            }
            #expect(kept.sorted() == record.tiles.map(\.id).sorted())
            #expect(table.rows.count == record.tilesConsidered)
            let dropped = table.rows.filter { $0.fields[status] == "dropped" }.map { $0.fields[reason] ?? "" }
            #expect(Dictionary(grouping: dropped, by: \.self).mapValues(\.count) == record.dropped)
        }

        @Test func labelsAreWhatMostOfTheTruthSays() throws {
            let truth = try LabelRaster(path: county.truth, gridReference: record.areas[0].grid.reference)
            let codes = Legend.nlcd6.classIndexByCode
            for tile in record.tiles {
                var pixels = [Int](repeating: 0, count: Legend.nlcd6.classes.count)
                for (code, count) in try truth.codeCounts(in: tile.bounds).codes {
                    if let index = codes[code] { pixels[index] += count }
                }
                let most = try #require(pixels.indices.max { pixels[$0] < pixels[$1] })
                #expect(tile.id.contains("/\(County.classNames[most])/"), "\(tile.id): \(pixels)")
            }
        }

        @Test func noBlockIsOnBothSides() {
            let sides = Dictionary(grouping: record.tiles, by: \.group).mapValues { tiles in
                Set(tiles.map { $0.id.prefix { $0 != "/" } })
            }
            #expect(sides.count > 10)
            #expect(sides.values.allSatisfy { $0.count == 1 })
        }

        @Test func theSameSeedGivesTheSameBytes() throws {
            let again = Scratch()
            _ = try Program.mustRun(
                [
                    "prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", "dataset",
                    "--quiet",
                ]
                    + County.preparation, in: again.path)
            let repeated = try #require(try PreparedDataset.read(fromDataset: again["dataset"]))
            #expect(repeated.tiles == record.tiles)
            for tile in record.tiles {
                #expect(try again.data("dataset/\(tile.id)") == county.scratch.data("dataset/\(tile.id)"))
            }
        }

        @Test func tilesAreTheScenesPixels() throws {
            let reader = try Mosaic(paths: [county.imagery], tile: .standard).makeReader()
            for tile in record.tiles.prefix(5) {
                let stored = try ImageFile.read(
                    path: "\(county.dataset)/\(tile.id)", side: TileSpec.standard.sidePixels)
                #expect(stored.rgb == (try reader.read(TileIndex(row: tile.row, column: tile.column)).rgb))
            }
        }
    }
}
