internal import AerialCore
internal import ONNXSchema

/// Writes a plan's steps as ONNX nodes.
struct ONNXPlanWriter {
    let plan: InferencePlan
    private(set) var builder = ONNXGraphBuilder(name: "aerial")
    /// The value of each step.
    private var values: [String] = []

    private let form: ONNXExport.Form

    init(plan: InferencePlan, form: ONNXExport.Form) {
        self.plan = plan
        self.form = form
    }

    /// From pixels to what a step gives.
    /// - Returns: the name of its value.
    mutating func write(upTo end: Int, into model: inout Onnx_ModelProto) throws -> String {
        let side = plan.inputSize
        let shape = [nil, plan.inputChannels, side, side]
        switch form {
        case .classifier: builder.setInput(ONNXExport.inputName, .uint8, shape)
        case .map: builder.setInput(ONNXExport.imageName, .float, shape)
        }
        for step in plan.steps[...end] { values.append(try write(step, into: &model)) }
        return values[end]
    }

    /// What makes probabilities of logits, or of the features that a forest takes.
    mutating func writeEnd(of value: String) {
        let classCount = plan.count(of: .logits) ?? 0
        builder.setOutput(ONNXExport.outputName, .float, [nil, classCount])
        guard let forest = plan.forest else {
            _ = builder.add("Softmax", [value], [.integer("axis", 1)], output: ONNXExport.outputName)
            return
        }
        let sums = builder.add(
            "TreeEnsembleRegressor", [value], forest.treeAttributes, domain: ONNXExport.treeDomain)
        switch forest.aggregation {
        case .summedLogits: writeSoftmax(of: sums, dividedBy: forest.temperature)
        case .meanShares:
            // Without any share all classes are as likely.
            let least = builder.floats([1e-8], [])
            let shares = builder.add("Max", [sums, least])
            let total = builder.add("ReduceSum", [shares, builder.integers([1])])
            guard forest.temperature == 1 else {
                let logits = builder.add("Log", [builder.add("Div", [shares, total])])
                return writeSoftmax(of: logits, dividedBy: forest.temperature)
            }
            _ = builder.add("Div", [shares, total], output: ONNXExport.outputName)
        }
    }

    /// What makes probabilities of pixels of the head's answer in each cell: a cell is averaged with those around it, as scoring does.
    mutating func writeMap(of cells: String) throws {
        guard plan.forest == nil else { throw ONNXExportError.noMapOfTrees }
        let (pixels, classCount) = (plan.inputSize, plan.count(of: .cells) ?? 0)
        let side = plan.cellsPerSide ?? pixels
        guard pixels % side == 0 else { throw ONNXExportError.unevenCells(pixels: pixels, cells: side) }
        let reach = InferencePlan.reach(ofCells: side)
        let averages = builder.add(
            "AveragePool", [cells],
            [
                .integers("kernel_shape", [2 * reach + 1, 2 * reach + 1]),
                .integers("pads", [reach, reach, reach, reach]), .integer("count_include_pad", 0),
            ])
        let shares = builder.add("Softmax", [averages], [.integer("axis", 1)])
        let factor = Float(pixels / side)
        _ = builder.add(
            "Resize", [shares, "", builder.floats([1, 1, factor, factor], [4])],
            [
                .text("mode", "nearest"), .text("coordinate_transformation_mode", "asymmetric"),
                .text("nearest_mode", "floor"),
            ], output: ONNXExport.outputName)
        builder.setOutput(
            ONNXExport.outputName, .float, [nil, classCount / (side * side), pixels, pixels])
    }

    private mutating func writeSoftmax(of logits: String, dividedBy temperature: Double) {
        let divided =
            temperature == 1
            ? logits : builder.add("Div", [logits, builder.floats([Float(temperature)], [])])
        _ = builder.add("Softmax", [divided], [.integer("axis", 1)], output: ONNXExport.outputName)
    }

    private mutating func write(_ step: PlanStep, into model: inout Onnx_ModelProto) throws -> String {
        let inputs = step.inputs.map { values[$0] }
        let value: String
        switch step.operation {
        case .input: return normalizedInput()
        case .convolution(let convolution): value = write(convolution, inputs[0])
        case .dense(let dense): value = write(dense, inputs[0])
        case .layerNormalization(let norm): value = write(norm, inputs[0], of: step.shape)
        case .maxPool(let pooling):
            value = write(pooling, inputs[0], from: plan.steps[step.inputs[0]].shape, to: step.shape)
        case .averagePool(let pooling): value = write(pooling, inputs[0])
        case .adaptiveAveragePool(let size):
            value = writeAverages(inputs[0], of: plan.steps[step.inputs[0]].shape, side: size)
        case .globalAveragePool:
            value = builder.add("Flatten", [builder.add("GlobalAveragePool", inputs)], [.integer("axis", 1)])
        case .add: value = builder.add("Add", inputs)
        case .multiply: value = builder.add("Mul", inputs)
        case .concatenate: value = builder.add("Concat", inputs, [.integer("axis", 1)])
        case .channels(let first, let count):
            value = builder.add(
                "Slice",
                inputs + [
                    builder.integers([first]), builder.integers([first + count]), builder.integers([1]),
                ])
        case .flatten: value = builder.add("Flatten", inputs, [.integer("axis", 1)])
        case .identity: value = inputs[0]
        case .quantize(let range): value = write(range, inputs[0])
        case .onnx(let network): value = try write(network, inputs[0], into: &model)
        }
        return write(step.activation, of: value)
    }

    private mutating func write(_ activation: Activation, of value: String) -> String {
        switch activation {
        case .none: value
        case .relu: builder.add("Relu", [value])
        case .relu6: builder.add("Clip", [value, builder.floats([0], []), builder.floats([6], [])])
        case .sigmoid: builder.add("Sigmoid", [value])
        case .hardSigmoid: builder.add("HardSigmoid", [value], [.float("alpha", 1 / 6), .float("beta", 0.5)])
        case .silu: builder.add("Mul", [value, builder.add("Sigmoid", [value])])
        case .hardSwish: builder.add("HardSwish", [value])
        case .gelu: writeGELU(value)
        }
    }

    /// Its parts: as one operator it came with a later set than the rest needs.
    private mutating func writeGELU(_ value: String) -> String {
        let share = builder.add(
            "Erf", [builder.add("Div", [value, builder.floats([Float(2).squareRoot()], [])])])
        let product = builder.add("Mul", [value, builder.add("Add", [share, builder.floats([1], [])])])
        return builder.add("Mul", [product, builder.floats([0.5], [])])
    }

    /// The operator takes the last dimension: the channels of an image go there and back.
    private mutating func write(
        _ norm: FoldedNormalization, _ source: String, of shape: LayerShape
    ) -> String {
        let isImage = if case .image = shape { true } else { false }
        let count = norm.factors.count
        let turned = isImage ? builder.add("Transpose", [source], [.integers("perm", [0, 2, 3, 1])]) : source
        let normalized = builder.add(
            "LayerNormalization",
            [turned, builder.floats(norm.factors, [count]), builder.floats(norm.offsets, [count])],
            [.integer("axis", -1), .float("epsilon", Float(norm.epsilon))])
        guard isImage else { return normalized }
        return builder.add("Transpose", [normalized], [.integers("perm", [0, 3, 1, 2])])
    }

    /// `(pixel - mean) / standardDeviation`, band by band.
    private mutating func normalizedInput() -> String {
        let shape = [1, plan.inputChannels, 1, 1]
        let numbers =
            switch form {
            case .classifier:
                builder.add(
                    "Cast", [ONNXExport.inputName], [.integer("to", Onnx_TensorProto.DataType.float.rawValue)]
                )
            case .map: builder.add("Mul", [ONNXExport.imageName, builder.floats([255], [])])
            }
        let centred = builder.add("Sub", [numbers, builder.floats(plan.normalization.mean, shape)])
        return builder.add(
            "Div", [centred, builder.floats(plan.normalization.standardDeviation, shape)])
    }

    private mutating func write(_ convolution: FoldedConvolution, _ source: String) -> String {
        let padding = convolution.padding
        let shape = [
            convolution.outputChannels, convolution.inputChannels / convolution.groups,
            convolution.kernelSize, convolution.kernelSize,
        ]
        let weights = writeWeights(of: convolution, shape)
        let bias = builder.floats(
            convolution.bias, [convolution.outputChannels], name: "\(convolution.name).bias")
        var attributes: [Onnx_AttributeProto] = [
            .integers("kernel_shape", [convolution.kernelSize, convolution.kernelSize]),
            .integers("strides", [convolution.stride, convolution.stride]),
            .integers("pads", [padding.top, padding.left, padding.bottom, padding.right]),
            .integer("group", convolution.groups),
        ]
        if convolution.dilation > 1 {
            attributes.append(.integers("dilations", [convolution.dilation, convolution.dilation]))
        }
        return builder.add("Conv", [source, weights, bias], attributes)
    }

    /// In bytes where the convolution is: 255 levels, a scale for each output channel.
    private mutating func writeWeights(of convolution: FoldedConvolution, _ shape: [Int]) -> String {
        let name = "\(convolution.name).weight"
        guard let limits = convolution.weightLimits else {
            return builder.floats(convolution.weights, shape, name: name)
        }
        let perOutput = convolution.weights.count / convolution.outputChannels
        let steps = limits.map { $0 / 127 }
        let levels = convolution.weights.indices.map { index in
            let level = (convolution.weights[index] / steps[index / perOutput]).rounded(.toNearestOrEven)
            return Int8(max(-127, min(127, level.isFinite ? level : 0)))
        }
        let bytes = builder.signedBytes(levels, shape, name: name)
        let zeros = builder.signedBytes(Array(repeating: 0, count: limits.count), [limits.count])
        return builder.add(
            "DequantizeLinear", [bytes, builder.floats(steps, [limits.count]), zeros], [.integer("axis", 0)])
    }

    /// Rounded to 256 levels of a range.
    private mutating func write(_ range: ValueRange, _ source: String) -> String {
        let scale = builder.floats([range.step], [])
        let zero = builder.byte(UInt8(max(0, min(255, (-range.low / range.step).rounded()))))
        let levels = builder.add("QuantizeLinear", [source, scale, zero])
        return builder.add("DequantizeLinear", [levels, scale, zero])
    }

    private mutating func write(_ dense: FoldedDense, _ source: String) -> String {
        let weights = builder.floats(dense.weights, [dense.outputs, dense.inputs])
        let bias = builder.floats(dense.bias, [dense.outputs])
        return builder.add("Gemm", [source, weights, bias], [.integer("transB", 1)])
    }

    /// A last window that lies partly outside is reached by padding, which never wins; rounding rules differ between
    /// programs.
    private mutating func write(
        _ pooling: MaxPooling, _ source: String, from input: LayerShape, to output: LayerShape
    ) -> String {
        guard case .image(_, let height, let width) = input, case .image(_, let rows, let columns) = output
        else { return source }
        func after(_ size: Int, _ count: Int) -> Int {
            // What gives as many windows for images of every size, where it does so for this one; else as on the other side.
            let more = pooling.ceilMode ? [pooling.stride - 1, 0] : [0]
            let usual = more.map { pooling.padding + $0 }.first { after in
                let room = size + pooling.padding + after - pooling.kernelSize
                // ONNX Runtime takes no edge as wide as the window.
                return after < pooling.kernelSize && room >= 0 && room / pooling.stride + 1 == count
            }
            return usual
                ?? max(0, (count - 1) * pooling.stride + pooling.kernelSize - size - pooling.padding)
        }
        return builder.add(
            "MaxPool", [source],
            [
                .integers("kernel_shape", [pooling.kernelSize, pooling.kernelSize]),
                .integers("strides", [pooling.stride, pooling.stride]),
                .integers(
                    "pads", [pooling.padding, pooling.padding, after(height, rows), after(width, columns)]),
            ])
    }

    private mutating func write(_ pooling: FoldedAveragePooling, _ source: String) -> String {
        let edges = pooling.padding
        return builder.add(
            "AveragePool", [source],
            [
                .integers("kernel_shape", [pooling.kernelSize, pooling.kernelSize]),
                .integers("strides", [pooling.stride, pooling.stride]),
                .integers("pads", [edges.top, edges.left, edges.bottom, edges.right]),
                .integer("count_include_pad", pooling.countsPadding ? 1 : 0),
            ])
    }

    /// Windows of one size where the grid divides the image; else rows and columns are averaged by matrices.
    private mutating func writeAverages(_ source: String, of shape: LayerShape, side: Int) -> String {
        guard case .image(_, let height, let width) = shape else { return source }
        if height % side == 0, width % side == 0 {
            let window = [height / side, width / side]
            return builder.add(
                "AveragePool", [source],
                [.integers("kernel_shape", window), .integers("strides", window)])
        }
        let columns = builder.floats(Self.shares(of: width, in: side, transposed: true), [width, side])
        let rows = builder.floats(Self.shares(of: height, in: side, transposed: false), [side, height])
        return builder.add("MatMul", [rows, builder.add("MatMul", [source, columns])])
    }

    /// How much each of `size` values counts in each of `count` nearly equal windows, which may overlap by one.
    private static func shares(of size: Int, in count: Int, transposed: Bool) -> [Float] {
        var shares = [Float](repeating: 0, count: size * count)
        for window in 0..<count {
            let range = (window * size / count)..<(((window + 1) * size + count - 1) / count)
            for position in range {
                shares[transposed ? position * count + window : window * size + position] =
                    1 / Float(range.count)
            }
        }
        return shares
    }
}

// MARK: - Networks of other programs

extension ONNXPlanWriter {
    /// The first operator set in which what is written here means what it does now.
    private static let oldestOperatorSet: Int64 = 13

    /// An imported network's own nodes, with its operator sets for the whole file.
    private mutating func write(
        _ network: ONNXNetwork, _ source: String, into model: inout Onnx_ModelProto
    ) throws -> String {
        let other = try ONNXContents.parse(network.contents)
        if let own = other.opsetImport.first(where: { $0.domain.isEmpty || $0.domain == "ai.onnx" }),
            own.version < Self.oldestOperatorSet
        {
            throw ONNXExportError.oldOperators(version: Int(own.version))
        }
        guard let input = other.graph.input.first, let output = other.graph.output.first else {
            throw ONNXExportError.noLogits
        }
        model.irVersion = max(model.irVersion, other.irVersion)
        model.opsetImport = other.opsetImport
        model.functions = other.functions
        var image = source
        if network.layout == .channelsLast {
            image = builder.add("Transpose", [image], [.integers("perm", [0, 2, 3, 1])])
        }
        // Names of two files may be the same.
        let inner = other.graph.prefixed(by: "network.")
        _ = cast(
            image, to: Int(input.type.tensorType.elemType), output: "network.\(input.name)")
        builder.append(inner)
        let features = builder.add("Flatten", ["network.\(output.name)"], [.integer("axis", 1)])
        return cast(features, to: Onnx_TensorProto.DataType.float.rawValue)
    }

    private mutating func cast(_ value: String, to type: Int, output: String? = nil) -> String {
        builder.add("Cast", [value], [.integer("to", type)], output: output)
    }
}

extension Onnx_GraphProto {
    /// The same with another name for each value, in graphs within it too.
    fileprivate func prefixed(by prefix: String) -> Onnx_GraphProto {
        // An empty name stands for an input that is left out.
        func renamed(_ name: String) -> String { name.isEmpty ? name : prefix + name }
        var graph = self
        for index in graph.node.indices {
            graph.node[index].name = renamed(graph.node[index].name)
            graph.node[index].input = graph.node[index].input.map(renamed)
            graph.node[index].output = graph.node[index].output.map(renamed)
            for attribute in graph.node[index].attribute.indices {
                let inner = graph.node[index].attribute[attribute]
                if inner.hasG { graph.node[index].attribute[attribute].g = inner.g.prefixed(by: prefix) }
                graph.node[index].attribute[attribute].graphs = inner.graphs.map { $0.prefixed(by: prefix) }
            }
        }
        for index in graph.initializer.indices {
            graph.initializer[index].name = renamed(graph.initializer[index].name)
        }
        for index in graph.sparseInitializer.indices {
            graph.sparseInitializer[index].values.name = renamed(graph.sparseInitializer[index].values.name)
        }
        for index in graph.input.indices { graph.input[index].name = renamed(graph.input[index].name) }
        for index in graph.output.indices { graph.output[index].name = renamed(graph.output[index].name) }
        graph.valueInfo = []
        return graph
    }
}
