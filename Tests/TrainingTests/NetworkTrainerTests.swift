import AerialCore
import Foundation
import Networks
import Synchronization
import Testing

@testable import Training

struct NetworkTrainerTests {
    /// Steps whose update is the gradient itself.
    private var plainGradient: Recipe {
        var recipe = Recipe(optimizer: .sgd)
        recipe.momentum = 0
        recipe.weightDecay = 0
        recipe.gradientNormLimit = 0
        recipe.labelSmoothing = 0
        return recipe
    }

    @Test func theLossOfTwoColoursFalls() throws {
        let trainer = try Small.trainer()
        let losses = try (0..<60).map { step in
            try trainer.step(Small.batch(), learningRate: 0.02, averageDecay: 0.5, seed: UInt64(step)).loss
        }
        #expect(losses[59] < losses[0] - 0.2)
    }

    /// Through norm, padding, groups and shortcut.
    @Test func gradientsAreDifferenceQuotients() throws {
        let start = try Small.weights
        let trainer = try Small.trainer(plainGradient)
        _ = try trainer.step(Small.batch(), learningRate: 1, averageDecay: 0, seed: 0)
        let moved = try trainer.weights(averaged: false)
        for name in [
            "first.weight", "norm.weight", "norm.bias", "second.bias", "second.weight", "head.weight",
        ] {
            let before = try #require(start[name])
            let after = try #require(moved[name])
            let gradient = before.values[1] - after.values[1]
            let quotient = try differenceQuotient(of: name, element: 1, at: start)
            #expect(abs(gradient - quotient) < 0.02 * max(abs(quotient), 0.05), "\(name)")
        }
    }

    private func differenceQuotient(of name: String, element: Int, at start: NetworkWeights) throws -> Float {
        let step: Float = 1e-2
        let losses = try [step, -step].map { change -> Double in
            var tensors = start.tensors
            let tensor = try #require(tensors[name])
            var values = tensor.values
            values[element] += change
            tensors[name] = Tensor(shape: tensor.shape, values: values)
            let trainer = try Small.trainer(plainGradient)
            try trainer.setWeights(NetworkWeights(tensors: tensors))
            return try trainer.step(Small.batch(), learningRate: 0, averageDecay: 0, seed: 0).loss
        }
        return Float(losses[0] - losses[1]) / (2 * step)
    }

    /// Through a capped activation too, for which libtorch has no such gradient.
    @Test(.enabled(if: processorHasBFloat16)) func gradientsInBFloat16AreThoseOf32Bits() throws {
        let start = try Small.weights
        let gradients = try [Recipe.Precision.fp32, .bf16].map { precision -> [Float] in
            let trainer = try Small.trainer(plainGradient, precision: precision)
            _ = try trainer.step(Small.batch(), learningRate: 1, averageDecay: 0, seed: 0)
            let moved = try trainer.weights(averaged: false)
            return try ["first.weight", "norm.weight", "head.weight"].flatMap { name in
                let (before, after) = (try #require(start[name]), try #require(moved[name]))
                return zip(before.values, after.values).map { $0 - $1 }
            }
        }
        let largest = gradients[0].map(abs).max() ?? 0
        #expect(largest > 0)
        for (exact, rounded) in zip(gradients[0], gradients[1]) {
            #expect(abs(exact - rounded) < 0.05 * largest)
        }
    }

    /// The norm that ranks share, by one process alone, beside libtorch's: gradients and running statistics.
    @Test func theSharedNormIsTheOrdinaryOne() throws {
        let moved = try [false, true].map { isShared -> NetworkWeights in
            var recipe = plainGradient
            recipe.synchronizesNorms = isShared
            let trainer = try Small.trainer(recipe)
            _ = try trainer.step(Small.batch(), learningRate: 1, averageDecay: 0, seed: 0)
            return try trainer.weights(averaged: false)
        }
        for (name, ordinary) in moved[0].tensors {
            let shared = try #require(moved[1][name])
            for (one, other) in zip(ordinary.values, shared.values) {
                #expect(abs(one - other) < 1e-5 * max(1, abs(one)), "\(name)")
            }
        }
    }

    /// Rank 0 has the frequent class alone: its images counted more than in one process's batch.
    @Test(arguments: [0, 0.1]) func ranksWithClassWeightsTakeTheStepOfOneProcess(smoothing: Double) throws {
        let graph = try Small.graph()
        let start = try Small.weights
        let labels: [Int64] = [0, 0, 0, 0, 0, 1, 1, 1]
        @Sendable func batch(_ range: Range<Int>) -> TrainingBatch {
            TrainingBatch(
                pixels: range.flatMap { Small.image($0, label: Int(labels[$0])).rgb },
                labels: Array(labels[range]), side: Small.side)
        }
        @Sendable func step(_ range: Range<Int>, _ group: ProcessGroup?) throws -> (
            head: [Float], loss: Double
        ) {
            var options = NetworkTrainer.Options(recipe: plainGradient)
            options.recipe.labelSmoothing = smoothing
            options.recipe.precision = .fp32
            options.classWeights = [0.5, 3]
            options.group = group
            let trainer = try NetworkTrainer(
                graph: graph, normalization: Small.normalization, trainedNodes: [graph.headNode],
                options: options)
            try trainer.setWeights(start)
            let result = try trainer.step(batch(range), learningRate: 1, averageDecay: 0, seed: 0)
            let moved = try #require(try trainer.weights(averaged: false)["head.weight"])
            return (moved.values, result.loss)
        }
        let whole = try step(0..<8, nil)
        let meeting = NSTemporaryDirectory() + "aerial-ranks-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: meeting) }
        let ranks = Mutex<[Result<(head: [Float], loss: Double), any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { rank in
            let outcome = Result {
                let place = RankPlace(rank: rank, size: 2, meeting: .file(meeting), timeoutSeconds: 20)
                return try step(rank * 4..<(rank + 1) * 4, ProcessGroup(place))
            }
            ranks.withLock { $0.append(outcome) }
        }
        for outcome in ranks.withLock({ $0 }) {
            let rank = try outcome.get()
            #expect(abs(rank.loss - whole.loss) < 1e-6)
            #expect(zip(rank.head, whole.head).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    private static let processorHasBFloat16 =
        (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains("avx512_bf16") ?? false

    @Test func frozenPartsKeepEveryBit() throws {
        let graph = try Small.graph()
        let trainer = try Small.trainer(
            trained: try RetrainDepth.lastOnly.trainedNodes(of: graph, network: "small"))
        let start = try Small.weights
        for step in 0..<3 {
            _ = try trainer.step(Small.batch(), learningRate: 0.1, averageDecay: 0, seed: UInt64(step))
        }
        let end = try trainer.weights(averaged: true)
        for parameter in graph.parameters {
            #expect((end[parameter.name] == start[parameter.name]) == !parameter.isHead, "\(parameter.name)")
        }
    }

    /// Frozen norms are folded into the convolutions before them.
    @Test func freezingDoesNotChangeWhatTheNetworkSays() throws {
        let graph = try Small.graph()
        var tensors = try Small.weights.tensors
        tensors["norm.running_mean"] = Tensor(shape: [4], values: [0.1, -0.2, 0.3, 0])
        tensors["norm.running_var"] = Tensor(shape: [4], values: [0.5, 1, 2, 3])
        let logits = try [Set(graph.nodes.indices), [graph.headNode]].map { trained in
            let trainer = try Small.trainer(trained: trained)
            try trainer.setWeights(NetworkWeights(tensors: tensors))
            return try trainer.logits(of: Small.batch())
        }
        for (all, frozen) in zip(logits[0], logits[1]) { #expect(abs(all - frozen) < 1e-5) }
    }

    @Test(arguments: Recipe.Optimizer.allCases) func aRestoredTrainingGoesOnByteForByte(
        optimizer: Recipe.Optimizer
    ) throws {
        func run(_ trainer: NetworkTrainer, _ steps: Range<Int>) throws {
            for step in steps {
                _ = try trainer.step(Small.batch(), learningRate: 0.01, averageDecay: 0.9, seed: UInt64(step))
            }
        }
        let whole = try Small.trainer(Recipe(optimizer: optimizer))
        try run(whole, 0..<6)
        let first = try Small.trainer(Recipe(optimizer: optimizer))
        try run(first, 0..<3)
        let state = try first.stateTensors()
        let second = try Small.trainer(Recipe(optimizer: optimizer))
        try second.restore { state[$0] }
        second.stepCount = first.stepCount
        try run(second, 3..<6)
        #expect(try second.stateTensors() == whole.stateTensors())
    }

    @Test func aLossThatIsNoNumberChangesNothing() throws {
        let trainer = try Small.trainer()
        var tensors = try Small.weights.tensors
        tensors["head.bias"] = Tensor(shape: [2], values: [.nan, 0])
        try trainer.setWeights(NetworkWeights(tensors: tensors))
        let result = try trainer.step(Small.batch(), learningRate: 0.1, averageDecay: 0, seed: 0)
        #expect(!result.loss.isFinite)
        #expect(trainer.stepCount == 0)
        #expect(try trainer.weights(averaged: false)["first.weight"] == tensors["first.weight"])
    }

    @Test func decaySparesBiasesAndNorms() throws {
        var recipe = Recipe()
        recipe.weightDecay = 0.5
        let graph = try Small.graph()
        let decayed = try Small.trainer(recipe)
        recipe.weightDecay = 0
        let plain = try Small.trainer(recipe)
        for trainer in [decayed, plain] {
            _ = try trainer.step(Small.batch(), learningRate: 0.1, averageDecay: 0, seed: 0)
        }
        let (with, without) = (try decayed.weights(averaged: false), try plain.weights(averaged: false))
        for parameter in graph.parameters {
            #expect(
                (with[parameter.name] == without[parameter.name]) == (parameter.role != .weight),
                "\(parameter.name)")
        }
    }

    @Test func aFileOfAnotherNetworkIsRefused() throws {
        let trainer = try Small.trainer()
        #expect(throws: TrainingError.missingTensor(name: "first.weight")) {
            try trainer.setWeights(NetworkWeights(tensors: [:]))
        }
    }

    @Test func fullyConnectedNeedsDenseLayers() throws {
        let resNet = try Backbone.resNet18.graph()
        #expect(throws: TrainingError.noDenseLayers(network: "resnet18")) {
            try RetrainDepth.fullyConnected.trainedNodes(of: resNet, network: "resnet18")
        }
        let alexNet = try Backbone.alexNet.graph()
        #expect(try RetrainDepth.fullyConnected.trainedNodes(of: alexNet, network: "alexnet").count == 3)
    }
}
