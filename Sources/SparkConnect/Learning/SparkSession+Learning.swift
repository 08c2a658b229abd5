internal import Foundation
internal import SparkProtocol
internal import SwiftProtobuf
internal import Synchronization

/// A trained model that lies in the server's memory for as long as the session lasts.
public struct SparkModel: Sendable, Equatable {
    /// The kind that was trained.
    public let classifier: SparkClassifier
    /// What Spark warned of while it trained; empty without warnings.
    public let warnings: String
    let reference: String
}

/// What ``SparkSession/evaluate(_:on:labelColumn:predictionColumn:)`` measures.
public enum SparkMetric: String, Sendable {
    /// The share of rows whose prediction is their label.
    case accuracy
    /// The classes' F1, each weighed by how many rows have its label; precision and recall below likewise.
    case f1
    case weightedPrecision
    case weightedRecall
    /// Mean negative log-likelihood, natural logarithm.
    case logLoss
}

extension SparkSession {
    /// Trains on all rows of a table with a vector column `features` and a double column `label`.
    ///
    /// The table is read more than once: keep what is dear to compute in storage or with `CACHE TABLE`.
    /// - Parameter progress: called as Spark's stages go on, on any thread.
    public func fit(
        _ estimator: SparkEstimator, on table: SparkTable, progress: (@Sendable (JobProgress) -> Void)? = nil
    ) async throws -> SparkModel {
        let result = try await command(progress: progress) {
            $0.fit = .with {
                $0.estimator = .with {
                    $0.name = estimator.classifier.estimatorClass
                    $0.uid = Self.uid(estimator.classifier.rawValue)
                    $0.type = .estimator
                }
                $0.params.params = estimator.parameters.mapValues(\.literal)
                $0.dataset = table.relation
            }
        }
        return try model(estimator.classifier, result)
    }

    /// What a model tells of itself: `coefficientMatrix`, `interceptVector`, `numClasses`, `featureImportances`,
    /// `toDebugString` and other attributes without arguments, by Spark's names.
    public func fetch(_ attribute: String, of model: SparkModel) async throws -> SparkValue {
        let result = try await command {
            $0.fetch = .with {
                $0.objRef.id = model.reference
                $0.methods = [.with { $0.method = attribute }]
            }
        }
        return try SparkValue(result.param)
    }

    /// The table with the model's columns added. Nothing is computed until it is used.
    public func transform(_ table: SparkTable, by model: SparkModel) -> SparkTable {
        SparkTable(
            relation: .with {
                $0.mlRelation.transform = .with {
                    $0.objRef.id = model.reference
                    $0.input = table.relation
                    $0.params = .init()
                }
            })
    }

    /// - Parameter table: with a double column for labels and one for predictions, what ``transform(_:by:)`` gives say;
    ///   for `logLoss` also `probability`.
    public func evaluate(
        _ metric: SparkMetric, on table: SparkTable, labelColumn: String = "label",
        predictionColumn: String = "prediction"
    ) async throws -> Double {
        let result = try await command {
            $0.evaluate = .with {
                $0.evaluator = .with {
                    $0.name = "org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator"
                    $0.uid = Self.uid("MulticlassClassificationEvaluator")
                    $0.type = .evaluator
                }
                $0.params.params = [
                    "metricName": SparkValue.string(metric.rawValue).literal,
                    "labelCol": SparkValue.string(labelColumn).literal,
                    "predictionCol": SparkValue.string(predictionColumn).literal,
                ]
                $0.dataset = table.relation
            }
        }
        guard let value = try SparkValue(result.param).number else {
            throw SparkError.badResult("\(metric.rawValue) is no number")
        }
        return value
    }

    /// Saves a model in Spark's own format, which its other clients load.
    /// - Parameter path: a folder on storage that all nodes reach; what lies there is replaced.
    public func write(_ model: SparkModel, to path: String) async throws {
        try await execute {
            $0.write = .with {
                $0.objRef.id = model.reference
                $0.path = path
                $0.shouldOverwrite = true
            }
        }
    }

    /// Loads a model that was saved in Spark's own format.
    public func read(_ classifier: SparkClassifier, from path: String) async throws -> SparkModel {
        let result = try await command {
            $0.read = .with {
                $0.operator = .with {
                    $0.name = classifier.modelClass
                    $0.uid = Self.uid(classifier.rawValue)
                    $0.type = .model
                }
                $0.path = path
            }
        }
        return try model(classifier, result)
    }

    /// Frees a model's memory on the server.
    public func delete(_ model: SparkModel) async throws {
        try await execute { $0.delete.objRefs = [.with { $0.id = model.reference }] }
    }

    private func model(
        _ classifier: SparkClassifier, _ result: Spark_Connect_MlCommandResult
    ) throws -> SparkModel {
        let info = result.operatorInfo
        guard !info.objRef.id.isEmpty else { throw SparkError.badResult("it names no model") }
        return SparkModel(classifier: classifier, warnings: info.warningMessage, reference: info.objRef.id)
    }

    private func command(
        progress: (@Sendable (JobProgress) -> Void)? = nil,
        _ configure: (inout Spark_Connect_MlCommand) -> Void
    ) async throws -> Spark_Connect_MlCommandResult {
        guard let result = try await execute(progress: progress, configure) else {
            throw SparkError.badResult("it is empty")
        }
        return result
    }

    @discardableResult
    private func execute(
        progress: (@Sendable (JobProgress) -> Void)? = nil,
        _ configure: (inout Spark_Connect_MlCommand) -> Void
    ) async throws -> Spark_Connect_MlCommandResult? {
        let plan = Spark_Connect_Plan.with { configure(&$0.command.mlCommand) }
        let result = Mutex<Spark_Connect_MlCommandResult?>(nil)
        try await Execution(session: self, plan: plan, tell: progress) { response in
            guard case .mlCommandResult(let found) = response.responseType else { return }
            result.withLock { $0 = found }
        }.run()
        return result.withLock { $0 }
    }

    private static func uid(_ name: String) -> String {
        "\(name)_\(UUID().uuidString.prefix(12).lowercased())"
    }
}

extension SparkTable {
    /// The table with an array of numbers as the vector column `features`, beside the columns that are named.
    ///
    /// Spark's SQL has no such function; through Connect it can be called.
    public func withFeatures(from arrayColumn: String, keeping columns: [String]) -> SparkTable {
        typealias Expression = Spark_Connect_Expression
        func attribute(_ name: String) -> Expression {
            .with { $0.unresolvedAttribute.unparsedIdentifier = SQLText.name(name) }
        }
        let vector = Expression.with {
            $0.alias = .with {
                $0.name = ["features"]
                $0.expr.unresolvedFunction = .with {
                    $0.functionName = "array_to_vector"
                    $0.arguments = [attribute(arrayColumn)]
                }
            }
        }
        return SparkTable(
            relation: .with {
                $0.project.input = relation
                $0.project.expressions = columns.map(attribute) + [vector]
            })
    }
}
