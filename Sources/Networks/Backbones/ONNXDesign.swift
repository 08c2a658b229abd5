/// An ONNX network and one dense layer on its features.
struct ONNXDesign: NetworkDesign {
    let network: ONNXNetwork

    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        guard inputSize == network.inputSize, inputChannels == network.bands else {
            throw GraphError.otherImages(
                expected: network.inputSize, bands: network.bands, size: inputSize, foundBands: inputChannels)
        }
        var builder = LayerGraphBuilder(inputChannels: inputChannels, inputSize: inputSize)
        let features = try builder.append(.onnx(network), builder.input)
        let dense = Layer.dense(inputs: network.featureCount, outputs: classCount)
        let head = try builder.append(dense, name: "head", features)
        return builder.graph(features: features, head: head, output: head)
    }
}
