extension InferencePlan {
    /// The positions of the steps that convolutions take their values from.
    public var convolutionSources: [Int] {
        Set(
            steps.compactMap { step -> Int? in
                if case .convolution = step.operation { step.inputs[0] } else { nil }
            }
        ).sorted()
    }

    /// The same network with its convolutions in 8 bits. What a convolution takes is rounded once, for all that take it:
    /// a residual's sum works on the bytes too.
    public func quantized(by quantization: Quantization) -> InferencePlan {
        var quantized: [PlanStep] = []
        var positions: [Int] = []
        let ranges = ranges(of: quantization)
        for (index, step) in steps.enumerated() {
            let inputs = step.inputs.map { positions[$0] }
            quantized.append(step.quantized(by: quantization, inputs: inputs))
            if let range = ranges[index] {
                quantized.append(
                    PlanStep(
                        operation: .quantize(range), inputs: [quantized.count - 1], activation: .none,
                        shape: step.shape))
            }
            positions.append(quantized.count - 1)
        }
        return InferencePlan(
            steps: quantized, inputSize: inputSize, inputChannels: inputChannels,
            normalization: normalization,
            outputs: outputs.map { ($0.output, positions[$0.step]) }, forest: forest,
            familiarity: familiarity)
    }

    /// The range of each step whose values are rounded for a convolution in 8 bits.
    private func ranges(of quantization: Quantization) -> [Int: ValueRange] {
        let uses = useCounts
        var ranges: [Int: ValueRange] = [:]
        for step in steps {
            guard case .convolution(let convolution) = step.operation,
                let layer = quantization.layers[convolution.name]
            else { continue }
            ranges[placeOfRounding(before: step.inputs[0], uses: uses)] = layer.input
        }
        return ranges
    }

    /// Rounding keeps the order of values, so the greatest of rounded values is the greatest value, rounded: what maximum
    /// pooling takes is rounded instead of what it gives, and both it and the convolution before it work on bytes.
    private func placeOfRounding(before source: Int, uses: [Int: Int]) -> Int {
        var place = source
        while case .maxPool = steps[place].operation, steps[place].activation == .none,
            uses[steps[place].inputs[0]] == 1
        {
            place = steps[place].inputs[0]
        }
        return place
    }

    /// How many steps and outputs take each step's values.
    private var useCounts: [Int: Int] {
        (steps.flatMap(\.inputs) + outputs.map(\.step)).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}

extension PlanStep {
    fileprivate func quantized(by quantization: Quantization, inputs: [Int]) -> PlanStep {
        var operation = operation
        if case .convolution(let convolution) = operation, let layer = quantization.layers[convolution.name] {
            operation = .convolution(convolution.quantized(layer, quantization.weightBits))
        }
        return PlanStep(operation: operation, inputs: inputs, activation: activation, shape: shape)
    }
}
