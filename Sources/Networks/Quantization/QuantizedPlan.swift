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
            steps: quantized, inputSize: inputSize, normalization: normalization,
            outputs: outputs.map { ($0.output, positions[$0.step]) }, forest: forest)
    }

    /// The range of each step that a convolution in 8 bits takes its values from.
    private func ranges(of quantization: Quantization) -> [Int: ValueRange] {
        var ranges: [Int: ValueRange] = [:]
        for step in steps {
            guard case .convolution(let convolution) = step.operation,
                let layer = quantization.layers[convolution.name]
            else { continue }
            ranges[step.inputs[0]] = layer.input
        }
        return ranges
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
