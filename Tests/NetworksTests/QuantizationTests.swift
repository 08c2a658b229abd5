import AerialCore
import Foundation
import Testing

@testable import Networks

struct ValueRangeTests {
    @Test(arguments: [(-3, 3), (-0.1, 9), (-9, 0.1), (0, 6), (2, 7), (0, 0), (-1, 0)] as [(Float, Float)])
    func zeroIsALevelAndNothingIsCutOff(low: Float, high: Float) {
        let range = ValueRange(low: low, high: high).aligned
        let smallest: Float = 1e-6
        #expect(range.low <= min(low, 0) + smallest)
        #expect(range.high >= high - smallest)
        let zero: Float = range.rounded(0)
        #expect(abs(zero) < smallest * max(1, range.step))
        #expect(range.low < range.high)
    }

    @Test func roundingMovesAValueByHalfAStepAtMost() {
        let range = ValueRange(low: -2, high: 5).aligned
        for number in 0...700 {
            let value = -2 + Float(number) / 100
            #expect(abs(range.rounded(value) - value) <= range.step * 0.5001)
        }
        #expect(abs(range.rounded(50) - range.high) < 1e-5)
    }
}

struct ActivationStatisticsTests {
    /// A bell with one value far out.
    private let statistics: ActivationStatistics = {
        var histogram = (0..<2048).map { (bin: Int) -> Int in
            let place = Double(bin) / 100
            return Int(1e5 * exp(-place * place))
        }
        histogram[2047] = 1
        return ActivationStatistics(
            range: ValueRange(low: 0, high: 2048), channelMeans: [50], histogram: histogram)
    }()

    @Test func aLonelyValueDoesNotWidenTheRange() {
        #expect(RangeRule.extremes.range(of: statistics).high == 2048)
        let percentile = RangeRule.percentile.range(of: statistics)
        #expect(percentile.low == 0 && (250...400).contains(percentile.high))
        #expect((250...1000).contains(RangeRule.leastError.range(of: statistics).high))
    }

    @Test func leastSquaresIsNeverFartherThanMinMax() {
        func error(_ rule: RangeRule) -> Double {
            let range = rule.range(of: statistics)
            var sum = 0.0
            for (bin, count) in statistics.histogram.enumerated() {
                let value = Float(bin) + 0.5
                let distance = Double(value - range.rounded(value))
                sum += Double(count) * distance * distance
            }
            return sum
        }
        #expect(error(.leastError) <= error(.extremes))
        #expect(error(.leastError) <= error(.percentile))
    }
}

struct FoldedRoundingTests {
    private func convolution(groups: Int) -> FoldedConvolution {
        var generator = SeededGenerator(seed: 3)
        let count = 4 * (4 / groups) * 9
        return FoldedConvolution(
            name: "c", inputChannels: 4, outputChannels: 4, kernelSize: 3, stride: 1,
            padding: EdgePadding(top: 1, left: 1, bottom: 1, right: 1), dilation: 1, groups: groups,
            weights: (0..<count).map { _ in Float.random(in: -1...1, using: &generator) },
            bias: [0, 0, 0, 0])
    }

    /// Of an image that is the mean throughout, rounding shifts each output by exactly this.
    @Test(arguments: [1, 2, 4], [Quantization.WeightBits.seven, .eight])
    func theShiftIsWhatRoundedWeightsAdd(groups: Int, bits: Quantization.WeightBits) {
        let convolution = convolution(groups: groups)
        let means: [Float] = [0.5, -2, 3, 1]
        let shift = convolution.shift(means: means, bits)
        let limits = convolution.limits(bits)
        for output in 0..<4 {
            var expected: Float = 0
            for input in 0..<4 / groups {
                let channel = output / (4 / groups) * (4 / groups) + input
                for position in 0..<9 {
                    let weight = convolution.weights[(output * (4 / groups) + input) * 9 + position]
                    let step = limits[output] / 127
                    expected += ((weight / step).rounded() * step - weight) * means[channel]
                }
            }
            #expect(abs(shift[output] - expected) < 1e-5)
        }
    }

    @Test func sevenBitsKeepToHalfOfTheLevels() {
        let convolution = convolution(groups: 1)
        for (output, limit) in convolution.limits(.seven).enumerated() {
            let weights = convolution.weights[output * 36..<(output + 1) * 36]
            let levels = weights.map { ($0 / (limit / 127)).rounded() }
            let largest: Float = levels.reduce(0) { max($0, abs($1)) }
            #expect((63...64).contains(largest))
        }
    }

    @Test func depthwiseWeightsUseAllLevels() {
        let convolution = convolution(groups: 4)
        #expect(convolution.limits(.seven) == convolution.limits(.eight))
    }
}

struct QuantizedBundleTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aerial-\(UUID())")

    private func quantized() throws -> (bundle: ModelBundle, quantization: Quantization) {
        let legend = try Legend.named("two", classNames: ["A", "B"])
        let description = ModelDescription(
            backbone: "resnet18", legend: legend, tile: try TileSpec(sideMeters: 224, sidePixels: 32),
            normalization: .imageNet,
            groundSampleDistance: nil,
            trainingData: TrainingDataSummary(
                trainingCounts: [:], heldOutCounts: [:], heldOutTiles: [], split: "random"),
            metrics: [:],
            provenance: Provenance(
                command: "transfer", options: [:], seed: 1, created: Date(timeIntervalSince1970: 0),
                versions: [:], sources: []))
        let graph = try Backbone.resNet18.graph(inputSize: 32, classCount: 2)
        let tensors = graph.parameters.map { spec in
            (
                spec.name,
                Tensor(shape: spec.shape, values: Array(repeating: 0.5, count: spec.shape.reduce(1, *)))
            )
        }
        let bundle = ModelBundle(
            description: description, graph: graph,
            weights: NetworkWeights(tensors: Dictionary(uniqueKeysWithValues: tensors)), card: "# Card\n")
        let layer = Quantization.Layer(
            input: ValueRange(low: -1, high: 1.5), bias: Array(repeating: 0.25, count: 64))
        let quantization = Quantization(layers: ["conv1": layer], weightBits: .seven)
        let record = QuantizationRecord(
            weightBits: .seven, rangeRule: .leastError, biasCorrection: true, floatingPointLayers: ["fc"],
            calibrationTiles: 3, heldOutTiles: 4, accuracyFloat32: 0.75, accuracyInt8: 0.5,
            flippedLabels: 0.25,
            processor: "a processor")
        return (bundle.adding(quantization, record: record, note: "A note."), quantization)
    }

    @Test func aModelKeepsItsEightBitForm() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (bundle, quantization) = try quantized()
        try bundle.write(to: folder.path)
        let back = try ModelBundle.read(from: folder.path)
        #expect(back.quantization == quantization)
        #expect(back.description.quantization == bundle.description.quantization)
        #expect(back.description.quantization?.drop == 25)
        #expect(back.card == "# Card\n\n## In 8 bits\n\nA note.\n")
    }

    @Test func aSecondQuantizationReplacesTheFirst() throws {
        let (bundle, quantization) = try quantized()
        let record = try #require(bundle.description.quantization)
        #expect(
            bundle.adding(quantization, record: record, note: "B.").card == "# Card\n\n## In 8 bits\n\nB.\n")
    }

    @Test func aDamagedEightBitFormIsRefused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try quantized().bundle.write(to: folder.path)
        let path = folder.appendingPathComponent("int8.safetensors")
        let short = Quantization.Layer(input: ValueRange(low: 0, high: 1), bias: [1])
        for layers in [["conv1": short], ["nothing": short]] {
            try QuantizationFile.encode(Quantization(layers: layers, weightBits: .seven)).write(to: path)
            #expect(throws: ModelError.self) { try ModelBundle.read(from: folder.path) }
        }
        try FileManager.default.removeItem(at: path)
        #expect(throws: ModelError.self) { try ModelBundle.read(from: folder.path) }
    }
}
