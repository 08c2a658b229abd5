/// Batch normalisation with fixed statistics: `factor * x + offset` for each channel, computed in 64 bits.
struct ChannelAffine {
    let factors: [Double]
    let offsets: [Double]

    init(scale: [Float], shift: [Float], mean: [Float], variance: [Float], epsilon: Double) {
        let factors = zip(scale, variance).map { Double($0) / (Double($1) + epsilon).squareRoot() }
        self.factors = factors
        offsets = factors.indices.map { Double(shift[$0]) - Double(mean[$0]) * factors[$0] }
    }

    /// The convolution that gives what this gives after `convolution`.
    func after(_ convolution: FoldedConvolution) -> FoldedConvolution {
        let perOutput = convolution.weights.count / convolution.outputChannels
        let weights = convolution.weights.indices.map {
            Float(Double(convolution.weights[$0]) * factors[$0 / perOutput])
        }
        let bias = factors.indices.map { Float(Double(convolution.bias[$0]) * factors[$0] + offsets[$0]) }
        return FoldedConvolution(
            name: convolution.name, inputChannels: convolution.inputChannels,
            outputChannels: convolution.outputChannels,
            kernelSize: convolution.kernelSize, stride: convolution.stride, padding: convolution.padding,
            dilation: convolution.dilation, groups: convolution.groups, weights: weights, bias: bias)
    }

    /// The same as a convolution of one pixel, each channel for itself.
    func alone(name: String) -> FoldedConvolution {
        FoldedConvolution(
            name: name, inputChannels: factors.count, outputChannels: factors.count, kernelSize: 1, stride: 1,
            padding: EdgePadding(top: 0, left: 0, bottom: 0, right: 0), dilation: 1, groups: factors.count,
            weights: factors.map { Float($0) }, bias: offsets.map { Float($0) })
    }
}
