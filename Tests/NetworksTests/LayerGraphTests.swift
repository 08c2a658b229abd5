import Testing

@testable import Networks

struct LayerGraphTests {
    /// Parameters as their authors and torchvision count them.
    @Test(arguments: [
        (Backbone.efficientNetLite0, 4_652_008), (.efficientNetLite1, 5_416_680),
        (.efficientNetLite2, 6_092_072),
        (.mobileNetV2, 3_504_872), (.resNet18, 11_689_512), (.resNet34, 21_797_672), (.resNet50, 25_557_032),
        (.alexNet, 61_100_840), (.vgg16, 138_357_544), (.squeezeNet, 1_235_496),
    ]) func parameterCountsAreThePublishedOnes(backbone: Backbone, count: Int) throws {
        #expect(try backbone.graph().parameterCount == count)
    }

    /// Thousands of multiply-adds as torchvision counts them, at 224 pixels.
    @Test(arguments: [
        (Backbone.mobileNetV2, 300_774), (.resNet18, 1_814_073), (.resNet34, 3_663_761),
        (.resNet50, 4_089_184),
        (.efficientNetLite0, 385_188),
    ]) func operationCountsAreThePublishedOnes(backbone: Backbone, thousands: Int) throws {
        #expect((try backbone.graph().multiplyAddCount + 500) / 1000 == thousands)
    }

    @Test(arguments: Backbone.allCases) func theGraphAgreesWithItsBackbone(backbone: Backbone) throws {
        let graph = try backbone.graph(inputSize: 96, classCount: 6)
        #expect(graph.classCount == 6)
        #expect(graph.featureCount == backbone.featureCount)
        let names = graph.parameters.map(\.name)
        #expect(Set(names).count == names.count)
        let headShapes = graph.parameters.filter(\.isHead).map { Array($0.shape.prefix(2)) }
        #expect(headShapes == [[6, backbone.featureCount], [6]])
        let denseCounts: [Backbone: Int] = [.alexNet: 3, .vgg16: 3, .squeezeNet: 0]
        #expect(graph.denseNodes.count == denseCounts[backbone] ?? 1)
        #expect(graph.denseNodes.last ?? graph.headNode == graph.headNode)
    }

    @Test(arguments: Backbone.allCases) func nodesComeAfterTheirInputs(backbone: Backbone) throws {
        let nodes = try backbone.graph().nodes
        for (index, node) in nodes.enumerated() { #expect(node.inputs.allSatisfy { $0 < index }) }
    }

    @Test(arguments: Backbone.allCases) func everyBackboneTakesALinearHead(backbone: Backbone) throws {
        let graph = try backbone.graph(inputSize: 96, classCount: 6)
        #expect(graph.hasLinearHead == (backbone != .squeezeNet))
        let linear = graph.withLinearHead(classCount: graph.classCount)
        #expect(
            linear.hasLinearHead && linear.featureCount == backbone.featureCount && linear.classCount == 6)
        #expect(linear.parameters.filter { !$0.isHead } == graph.parameters.filter { !$0.isHead })
        #expect(linear.parameters.filter(\.isHead).map(\.shape) == [[6, backbone.featureCount], [6]])
        #expect(linear.parameters.map(\.name) == graph.parameters.map(\.name))
    }

    /// A padded zero would mean other pixels to the file than to the network.
    @Test(arguments: Backbone.allCases) func pixelsAreConvertedOnlyWithoutPadding(backbone: Backbone) throws {
        let graph = try backbone.graph()
        guard graph.otherNamings.contains(where: { $0.pixels != nil }) else { return }
        guard case .convolution(let first) = graph.nodes[1].layer else {
            Issue.record("the first layer is no convolution")
            return
        }
        #expect(first.padding == .symmetric(0) && first.hasBias)
    }

    @Test func anImageOfNothingIsRefused() {
        #expect(throws: GraphError.self) { try Backbone.resNet18.graph(inputSize: 0) }
    }

    @Test func aLayerRefusesAnotherShape() throws {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 8)
        #expect(throws: GraphError.self) { try builder.append(.dense(inputs: 192, outputs: 2), 0) }
        let flat = try builder.append(.flatten, 0)
        #expect(throws: GraphError.self) { try builder.append(.dense(inputs: 191, outputs: 2), flat) }
        #expect(throws: GraphError.self) { try builder.append(.add, 0, flat) }
    }

    @Test func samePaddingGivesTheInputDividedByTheStride() {
        for size in 1...40 {
            for kernelSize in [1, 3, 5, 7] {
                for stride in 1...3 {
                    let pad = Padding.same.pixels(size: size, kernelSize: kernelSize, stride: stride)
                    let room = size + pad.before + pad.after - kernelSize
                    // A stride wider than the kernel leaves pixels out without any padding.
                    if kernelSize >= stride { #expect(room / stride + 1 == (size + stride - 1) / stride) }
                    #expect(pad.before <= pad.after && pad.after <= pad.before + 1)
                }
            }
        }
    }

    @Test func aWindowThatStartsInTheRightPaddingDoesNotCount() {
        let pooling = MaxPooling(kernelSize: 2, stride: 3, padding: 1, ceilMode: true)
        #expect(
            pooling.outputShape(channels: 1, height: 4, width: 6) == .image(channels: 1, height: 2, width: 3))
    }
}
