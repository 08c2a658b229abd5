import Foundation
import Testing

@testable import RunHistory

struct MLflowTests {
    private func run(parameters: Int, files: [RunFile] = []) -> Run {
        Run(
            id: "0123456789ab", command: "finetune", status: .finished, started: .now, finished: .now,
            error: nil,
            commandLine: ["aerial"], folder: "/", sweep: nil,
            parameters: Dictionary(uniqueKeysWithValues: (0..<parameters).map { ("p\($0)", "v") }),
            metrics: [:],
            environment: [:], files: files)
    }

    @Test func batchesStayWithinTheServersLimitsAndLoseNothing() {
        let points = (0..<2345).map { MetricPoint(name: "loss", value: 1, step: $0) }
        let batches = MLflowMirror.batches(of: run(parameters: 234), points: points, runID: "r")
        #expect(
            batches.allSatisfy { $0.metrics.count <= 1000 && $0.params.count <= 100 && $0.tags.count <= 100 })
        #expect(batches.flatMap(\.metrics).map(\.step) == Array(0..<2345))
        #expect(Set(batches.flatMap(\.params).map(\.key)).count == 234)
    }

    @Test func valuesThatAreNoNumbersAreNotSent() {
        let points = [Double.nan, 1, .infinity].map { MetricPoint(name: "loss", value: $0, step: 0) }
        let batches = MLflowMirror.batches(of: run(parameters: 0), points: points, runID: "r")
        #expect(batches.flatMap(\.metrics).map(\.value) == [1])
    }

    @Test func keysHaveOnlyTheServersLetters() throws {
        let file = RunFile(role: .input, path: "/a b/ü:1.tif", bytes: 1, checksum: "sha256:00")
        let tags = MLflowMirror.batches(of: run(parameters: 0, files: [file]), points: [], runID: "r")
            .flatMap(\.tags)
        #expect(tags.contains(MLflowPair(key: "input /a b/__1.tif", value: "sha256:00")))
    }

    private func hasServersForm(_ key: String) -> Bool {
        // MLflow's validation.py: its letters, its length, and a path that cannot be written otherwise.
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        return (1...250).contains(key.unicodeScalars.count)
            && key.wholeMatch(of: /[\/A-Za-z0-9_.\- ]*/) != nil
            && !key.hasPrefix("..") && parts.allSatisfy { !["", ".", ".."].contains($0) }
    }

    @Test func keysThatFallTogetherStayDistinct() throws {
        let long = String(repeating: "k", count: 250)
        let names = [
            "a/b?", "a/b*", "a/b_", "a/b__2", "a/b_2", "ä", "ö", "_", "", "__2", long, long + "x", long + "y",
            long.dropLast() + "é",
        ]
        let values = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, "value \($0)") })
        var run = Run(
            id: "0123456789ab", command: "c", status: .finished, started: .now, finished: .now, error: nil,
            commandLine: [], folder: "/", sweep: nil, parameters: values, metrics: [:], environment: [:],
            files: [])
        let params = MLflowMirror.batches(of: run, points: [], runID: "r").flatMap(\.params)
        #expect(Set(params.map(\.key)).count == names.count)
        #expect(Set(params.map(\.value)) == Set(values.values))
        #expect(params.allSatisfy { hasServersForm($0.key) })
        // What the server takes as it is keeps its name.
        for name in ["a/b_", "a/b__2", "a/b_2", "_", "__2", long] {
            #expect(params.contains(MLflowPair(key: name, value: try #require(values[name]))))
        }
        run = Run(
            id: "0123456789ab", command: "c", status: .finished, started: .now, finished: .now, error: nil,
            commandLine: [], folder: "/", sweep: nil, parameters: [:], metrics: [:], environment: values,
            files: [])
        let tags = MLflowMirror.batches(of: run, points: [], runID: "r").flatMap(\.tags)
        #expect(Set(tags.map(\.key)).count == tags.count && tags.count >= names.count)
        #expect(tags.allSatisfy { hasServersForm($0.key) })
    }

    @Test func metricsOfClassesWithAnyNameHaveTheServersLetters() {
        let names = ["recall.Wald, dicht", "recall.Wald; dicht", "recall.Wald_ dicht", "loss"]
        let points = (0..<12).map { MetricPoint(name: names[$0 % 4], value: Double($0), step: $0 / 4) }
        let metrics = MLflowMirror.batches(of: run(parameters: 0), points: points, runID: "r")
            .flatMap(\.metrics)
        #expect(metrics.map(\.value) == points.map(\.value))
        #expect(metrics.allSatisfy { hasServersForm($0.key) })
        // One name, one key at all steps.
        let keys = Set(zip(points, metrics).map { [$0.name, $1.key] })
        #expect(keys.count == 4 && Set(keys.map { $0[1] }).count == 4)
        #expect(metrics.contains { $0.key == "recall.Wald_ dicht" && $0.value == 2 })
    }

    @Test(arguments: [
        "https://host//a/b", "/absolute", "a//b", "a/./b", "../a", "..", ".", "a/..", "a/", "/", "//", "..a",
        ".a/b",
        "./..a",
    ])
    func keysThatAreOtherPathsAreWrittenFlat(name: String) {
        #expect(hasServersForm(MLflowKeys([name])[name]))
        let long = String(repeating: "x", count: 249) + name
        #expect(hasServersForm(MLflowKeys([long])[long]))
    }

    @Test func valuesAreCutByCodePoints() {
        let family = String(repeating: "👩‍👩‍👧‍👦", count: 2000)
        let run = Run(
            id: "0123456789ab", command: "c", status: .finished, started: .now, finished: .now, error: nil,
            commandLine: [], folder: "/", sweep: nil, parameters: ["p": family], metrics: [:],
            environment: [:], files: [])
        let params = MLflowMirror.batches(of: run, points: [], runID: "r").flatMap(\.params)
        #expect(params.map(\.value.unicodeScalars.count) == [6000])
    }

    @Test func aLoginInTheAddressIsNoPartOfIt() throws {
        let server = try MLflowServer(address: "https://user:secret@host:5000/x", environment: [:])
        #expect(server.address.absoluteString == "https://host:5000/x")
        let error = #expect(throws: MLflowError.self) {
            try MLflowServer(address: "ftp://user:secret@host", environment: [:])
        }
        #expect(error?.description.contains("secret") == false)
    }

    @Test(arguments: ["", "tracking", "file:/tmp/mlruns", "sqlite:///x.db"])
    func onlyWebAddressesAreServers(address: String) {
        #expect(throws: MLflowError.address(address)) { try MLflowServer(address: address, environment: [:]) }
    }
}
