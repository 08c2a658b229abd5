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
