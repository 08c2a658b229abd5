internal import ONNXSchema

/// Sums and products, of layers and with constants.
extension ONNXTranslator {
    mutating func combined(_ node: Onnx_NodeProto) throws -> TranslatedValue {
        let (first, second) = (node.input(0), node.input(1))
        if let constant = constants.floats(second) {
            return try combined(node, first, constant, isFirst: false)
        }
        if let constant = constants.floats(first) {
            return try combined(node, second, constant, isFirst: true)
        }
        if let product = try gaussianProduct(node) { return product }
        let (a, b) = (try self.node(first, in: node.opType), try self.node(second, in: node.opType))
        switch node.opType {
        case "Add":
            guard shapes[a] == shapes[b] else { throw unknown(node, with: "unequal shapes") }
            return .node(try append(.add, [a, b]))
        case "Mul": return .node(try product(a, b, node))
        default: throw unknown(node)
        }
    }

    private mutating func combined(
        _ node: Onnx_NodeProto, _ value: String, _ constant: Tensor, isFirst: Bool
    ) throws -> TranslatedValue {
        switch values[value] {
        case .pixels(let mapping)?:
            guard let mapped = mapping.after(node.opType, constant, isFirst: isFirst) else {
                throw unknown(node, with: "numbers that are not the bands' own")
            }
            return .pixels(mapped)
        case .node(let layer)?: return try combined(node, value, layer, constant, isFirst: isFirst)
        case .gaussian(let part)?:
            guard let number = constant.single else { throw unknown(node, with: "a constant") }
            if node.opType == "Add", let next = part.plus(number) { return .gaussian(next) }
            guard let factor = Self.factor(node.opType, number, isFirst: isFirst) else {
                throw unknown(node, with: "a constant")
            }
            return try finished(part.times(factor))
        case .unknown?: throw UnknownLayer(kind: nil)
        default: throw unknown(node, with: "a constant")
        }
    }

    /// A number for each channel goes into the layer that gives them, or becomes a layer of its own.
    private mutating func combined(
        _ node: Onnx_NodeProto, _ value: String, _ layer: Int, _ constant: Tensor, isFirst: Bool
    ) throws -> TranslatedValue {
        let numbers = shapes[layer].numbers(of: constant, channelsLast: turned.contains(value))
        let (factors, offsets): ([Float]?, [Float]?)
        switch (node.opType, numbers) {
        case ("Add", let numbers?): (factors, offsets) = (nil, numbers)
        case ("Sub", let numbers?) where !isFirst: (factors, offsets) = (nil, numbers.map { -$0 })
        case ("Mul", let numbers?): (factors, offsets) = (numbers, nil)
        default:
            guard let number = constant.single,
                let factor = Self.factor(node.opType, number, isFirst: isFirst)
            else { throw unknown(node, with: "a constant") }
            return .gaussian(GaussianPart(source: layer, kind: .multiple, factor: factor))
        }
        if isTakenOnce(value), fold(factors, offsets, into: layer) { return .node(layer) }
        return .node(try scaled(layer, factors, offsets, node))
    }

    /// A convolution of one pixel, each channel for itself.
    private mutating func scaled(
        _ source: Int, _ factors: [Float]?, _ offsets: [Float]?, _ node: Onnx_NodeProto
    ) throws -> Int {
        guard case .image(let channels, _, _) = shapes[source] else {
            throw unknown(node, with: "a constant")
        }
        let convolution = Convolution(
            inputChannels: channels, outputChannels: channels, kernelSize: 1, groups: channels,
            hasBias: offsets != nil)
        let ones = [Float](repeating: 1, count: channels)
        var parameters = ["weight": Tensor(shape: convolution.weightShape, values: factors ?? ones)]
        if let offsets { parameters["bias"] = Tensor(shape: [channels], values: offsets) }
        return try append(.convolution(convolution), weight: "", parameters, [source])
    }

    private static func factor(_ operation: String, _ number: Double, isFirst: Bool) -> Double? {
        switch operation {
        case "Mul": number
        case "Div" where !isFirst && number != 0: 1 / number
        default: nil
        }
    }

    private mutating func gaussianProduct(_ node: Onnx_NodeProto) throws -> TranslatedValue? {
        guard node.opType == "Mul" else { return nil }
        let parts = [node.input(0), node.input(1)].compactMap { name -> GaussianPart? in
            switch values[name] {
            case .gaussian(let part)?: part
            case .node(let source)?: GaussianPart(source: source, kind: .multiple, factor: 1)
            default: nil
            }
        }
        guard parts.count == 2, let product = parts[0].times(parts[1]) else { return nil }
        return try finished(product)
    }

    private mutating func finished(_ part: GaussianPart) throws -> TranslatedValue {
        part.isWhole ? .node(try append(.gelu, [part.source])) : .gaussian(part)
    }

    /// `x * sigmoid(x)` is one layer.
    private mutating func product(_ a: Int, _ b: Int, _ node: Onnx_NodeProto) throws -> Int {
        for (value, gate) in [(a, b), (b, a)] where inputs(of: gate) == [value] {
            switch layer(of: gate) {
            case .sigmoid: return try append(.silu, [value])
            case .hardSigmoid: return try append(.hardSwish, [value])
            default: break
            }
        }
        for (value, factors) in [(a, b), (b, a)]
        where Layer.multiply.outputShape(of: [shapes[value], shapes[factors]]) != nil {
            return try append(.multiply, [value, factors])
        }
        throw unknown(node, with: "unequal shapes")
    }
}

extension Tensor {
    /// Its number, where it has one alone.
    fileprivate var single: Double? { values.count == 1 ? Double(values[0]) : nil }
}

extension LayerShape {
    /// One number for each channel; `nil` for a tensor that does not lie along the channels, or along them alone.
    fileprivate func numbers(of constant: Tensor, channelsLast: Bool) -> [Float]? {
        let wanted: [Int] =
            switch self {
            case .vector(let count): [1, count]
            case .image(let channels, _, _): channelsLast ? [1, 1, 1, channels] : [1, channels, 1, 1]
            }
        let shape = Array(repeating: 1, count: max(0, wanted.count - constant.shape.count)) + constant.shape
        return shape == wanted ? constant.values : nil
    }
}
