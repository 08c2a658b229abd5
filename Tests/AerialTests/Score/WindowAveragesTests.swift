import AerialCore
import Foundation
import Scoring
import Testing

@testable import Aerial

/// The mean of overlapping windows, beside a plain loop over all windows that hold a cell.
@Suite struct WindowAveragesTests {
    private func grid(columns: Int, rows: Int, overlap: Int) -> TileGrid {
        TileGrid(
            reference: CoordinateReference(wellKnownText: "w", authorityCode: nil, metersPerUnit: 1),
            origin: MapPoint(x: 0, y: 0), columns: columns, rows: rows, tileSideMeters: 224, overlap: overlap)
    }

    private func probabilities(_ logits: ArraySlice<Float>) -> [Double] {
        let most = Double(logits.max() ?? 0)
        let weights = logits.map { exp(Double($0) - most) }
        return weights.map { $0 / weights.reduce(0, +) }
    }

    private func numbers(_ outcome: InferenceOutcome) -> [Float]? {
        if case .output(let values) = outcome { values } else { nil }
    }

    @Test(arguments: [(1, 2), (2, 2), (3, 3), (7, 4)]) func aCellIsTheMeanOfItsWindows(
        columns: Int, overlap: Int
    ) throws {
        let rows = 5
        var generator = SeededGenerator(seed: UInt64(columns * 10 + overlap))
        var averages = WindowAverages(
            windows: grid(columns: columns, rows: rows, overlap: overlap), classCount: 3,
            tellsForeignness: true)
        var logits: [TileIndex: [Float]] = [:]
        for row in 0..<rows {
            for column in 0..<columns {
                let window = TileIndex(row: row, column: column)
                // One in five has no imagery.
                if Int.random(in: 0..<5, using: &generator) == 0 {
                    averages.add(.nodata("empty"), of: window)
                } else {
                    let values =
                        (0..<3).map { _ in Float.random(in: -9...9, using: &generator) }
                        + [Float.random(in: 0...1, using: &generator)]
                    logits[window] = values
                    averages.add(.output(values), of: window)
                }
            }
        }
        for row in 0..<rows + overlap - 1 {
            for column in 0..<columns + overlap - 1 {
                let holding = logits.filter { window, _ in
                    (row - overlap + 1...row).contains(window.row)
                        && (column - overlap + 1...column).contains(window.column)
                }.map(\.value)
                let found = numbers(averages.outcome(of: TileIndex(row: row, column: column)))
                guard !holding.isEmpty else {
                    #expect(found == nil)
                    continue
                }
                let values = try #require(found)
                let shares = holding.map { probabilities($0.prefix(3)) }
                for index in 0..<3 {
                    let mean = shares.reduce(0) { $0 + $1[index] } / Double(shares.count)
                    #expect(abs(exp(Double(values[index])) - mean) < 1e-5)
                }
                let foreign = holding.reduce(0) { $0 + Double($1[3]) } / Double(holding.count)
                #expect(abs(Double(values[3]) - foreign) < 1e-6)
                #expect(abs(values.prefix(3).reduce(0) { $0 + exp(Double($1)) } - 1) < 1e-5)
            }
        }
    }

    @Test func aCellThatNoWindowHasScoredIsWhatItsWindowsAre() {
        var averages = WindowAverages(
            windows: grid(columns: 3, rows: 2, overlap: 2), classCount: 2, tellsForeignness: false)
        averages.add(.nodata("no imagery"), of: TileIndex(row: 0, column: 0))
        averages.add(.rejected("damaged"), of: TileIndex(row: 0, column: 1))
        averages.add(.nodata("later"), of: TileIndex(row: 0, column: 2))
        func words(_ column: Int) -> String {
            switch averages.outcome(of: TileIndex(row: 0, column: column)) {
            case .output: "output"
            case .nodata(let reason): "nodata \(reason)"
            case .rejected(let reason): "rejected \(reason)"
            }
        }
        #expect(
            (0..<4).map(words) == [
                "nodata no imagery", "rejected damaged", "rejected damaged", "nodata later",
            ])
        // One window that was scored is enough.
        averages.add(.output([1, 2]), of: TileIndex(row: 1, column: 1))
        #expect(numbers(averages.outcome(of: TileIndex(row: 1, column: 1))) != nil)
        #expect(numbers(averages.outcome(of: TileIndex(row: 1, column: 0))) == nil)
        averages.forget(rowsBefore: 1)
        #expect(numbers(averages.outcome(of: TileIndex(row: 0, column: 1))) == nil)
        #expect(numbers(averages.outcome(of: TileIndex(row: 2, column: 2))) != nil)
    }

    @Test func aClassOfNoProbabilityKeepsAFiniteLogarithm() throws {
        var averages = WindowAverages(
            windows: grid(columns: 1, rows: 1, overlap: 2), classCount: 2, tellsForeignness: false)
        averages.add(.output([300, -300]), of: TileIndex(row: 0, column: 0))
        let values = try #require(numbers(averages.outcome(of: TileIndex(row: 1, column: 1))))
        #expect(values.count == 2 && values.allSatisfy(\.isFinite) && values[0] == 0 && values[1] < -60)
    }

    // MARK: Images

    private func images(_ paths: [String]) throws -> [ScoredImage] {
        guard case .images(let images) = try ScoreInput(paths: paths, asImages: true, tile: .standard) else {
            Issue.record("pictures were taken for scenes")
            return []
        }
        return images
    }

    private func put(_ names: [String], in folder: Scratch) throws {
        for name in names {
            try FileManager.default.createDirectory(
                atPath: (folder[name] as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true)
            try Data("picture".utf8).write(to: URL(fileURLWithPath: folder[name]))
        }
    }

    @Test func aFoldersImagesComeInTheOrderOfTheirPathsWithTheFolderAbove() throws {
        let folder = Scratch()
        try put(
            [
                "d/2.png", "d/10.PNG", "d/лес/a.jpg", "d/x/лес/b.tif", "d/.hidden/c.png", "d/@eaDir/d.png",
                "d/notes.txt",
            ],
            in: folder)
        let found = try images([folder["d/"]])
        let names = ["10.PNG", "2.png", "x/лес/b.tif", "лес/a.jpg"]
        #expect(found.map(\.id) == names.map { folder["d/\($0)"] } && found.map(\.path) == found.map(\.id))
        #expect(found.map(\.folder) == [nil, nil, "лес", "лес"])
        #expect(found.allSatisfy { $0.source == folder["d"] })
    }

    @Test func aSingleImageHasNoFolderAndInputsKeepTheirOrder() throws {
        let folder = Scratch()
        try put(["d/b/2.png", "d/a/1.png"], in: folder)
        let found = try images([folder["d/b/2.png"], folder["d/a"]])
        #expect(found.map(\.id) == [folder["d/b/2.png"], folder["d/a/1.png"]])
        #expect(found.map(\.folder) == [nil, nil])
    }

    @Test func whatIsNoInputIsRefused() throws {
        let folder = Scratch()
        try put(["empty/notes.txt", "a.txt", "a.png", "scene.tif"], in: folder)
        for path in ["none.png", "empty", "a.txt"] {
            #expect(throws: CommandError.self) { try images([folder[path]]) }
        }
        #expect(throws: CommandError.self) { try images(["/dev/null"]) }
        let error = #expect(throws: CommandError.self) {
            try ScoreInput(paths: [folder["a.png"], folder["scene.tif"]], asImages: false, tile: .standard)
        }
        #expect(
            error?.description.contains("mix scenes (\(folder["scene.tif"])) and images (\(folder["a.png"]))")
                == true)
        #expect(try images([folder["a.png"], folder["scene.tif"]]).count == 2)
    }

    @Test func aSampleOfImagesIsAPartOfEachFolder() throws {
        let folder = Scratch()
        try put((0..<20).flatMap { ["d/a/\($0).png", "d/b/\($0).png"] }, in: folder)
        let input = ScoreInput.images(try images([folder["d"]]))
        guard case .images(let some) = input.sampled(by: SampleFraction(0.3, seed: 2)) else { return }
        #expect(Dictionary(grouping: some) { $0.folder ?? "" }.mapValues(\.count) == ["a": 6, "b": 6])
        guard case .images(let all) = input.sampled(by: nil) else { return }
        #expect(all.count == 40 && some.allSatisfy(all.contains))
    }
}
