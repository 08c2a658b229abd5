import Foundation
import SparkConnect
import Testing

@Suite(
    .serialized, .enabled(if: ProcessInfo.processInfo.environment["SPARK_TEST_ADDRESS"] != nil))
struct LearningClusterTests {
    /// Three classes around three points of a plane, a little apart.
    private static let samples = """
        SELECT CAST(id % 3 AS DOUBLE) AS label,
          array(IF(id % 3 = 1, 3.0D, 0.0D) + sin(id), IF(id % 3 = 2, 3.0D, 0.0D) + cos(id * 7)) AS f FROM range(600)
        """

    private func withSamples<Value: Sendable>(
        _ body: @Sendable (SparkSession, SparkTable) async throws -> Value
    ) async throws -> Value {
        let text = try #require(ProcessInfo.processInfo.environment["SPARK_TEST_ADDRESS"])
        return try await SparkSession.with(try SparkAddress(text)) { session in
            try await session.createView(
                "samples", of: SparkTable.sql(Self.samples).withFeatures(from: "f", keeping: ["label"]))
            return try await body(session, .view("samples"))
        }
    }

    private var folder: String { NSTemporaryDirectory() + "aerial-model-\(UUID().uuidString)" }

    @Test func logisticRegressionIsTrainedFetchedSavedAndReadAgain() async throws {
        let folder = folder
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withSamples { session, samples in
            let model = try await session.fit(.originalLogisticRegression, on: samples)
            guard
                case .matrix(let rows, let columns, let coefficients) = try await session.fetch(
                    "coefficientMatrix", of: model)
            else {
                Issue.record("no matrix")
                return
            }
            #expect(rows == 3 && columns == 2 && coefficients.count == 6)
            guard case .vector(let intercepts) = try await session.fetch("interceptVector", of: model) else {
                Issue.record("no vector")
                return
            }
            #expect(intercepts.count == 3)
            let scored = session.transform(samples, by: model)
            let accuracy = try await session.evaluate(.accuracy, on: scored)
            #expect(accuracy > 0.8)
            try await session.write(model, to: folder)
            let again = try await session.read(.logisticRegression, from: folder)
            #expect(try await session.fetch("interceptVector", of: again) == .vector(intercepts))
            try await session.delete(again)
        }
    }

    @Test func aForestIsTrainedAndItsTreesAreReadable() async throws {
        let folder = folder
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withSamples { session, samples in
            var estimator = SparkEstimator.originalRandomForest
            estimator.parameters["seed"] = .long(7)
            let model = try await session.fit(estimator, on: samples)
            #expect(try await session.fetch("getNumTrees", of: model).number == 20)
            #expect(try await session.evaluate(.accuracy, on: session.transform(samples, by: model)) > 0.8)
            try await session.write(model, to: folder)
            let nodes = try await session.query(
                """
                SELECT treeID, nodeData.id AS id, nodeData.leftChild AS left, nodeData.impurityStats AS stats
                FROM parquet.\(SQLText.name(folder + "/data"))
                """)
            #expect(Set(try nodes.integers("treeID").compactMap { $0 }).count == 20)
            #expect(try nodes.lists("stats").allSatisfy { $0?.count == 3 })
            let again = try await session.read(.randomForest, from: folder)
            #expect(try await session.fetch("getNumTrees", of: again).number == 20)
        }
    }

    @Test func parametersThatSparkRefusesAreToldInItsWords() async throws {
        let error = await #expect(throws: SparkError.self) {
            try await withSamples { session, samples in
                _ = try await session.fit(
                    SparkEstimator(.randomForest, parameters: ["numTrees": .integer(0)]), on: samples)
            }
        }
        #expect("\(try #require(error))".contains("numTrees"))
    }
}
