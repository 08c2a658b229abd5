/// A network that came as an ONNX file and was translated: its layers, with one dense layer on the features.
struct LayersDesign: NetworkDesign {
    let layers: LayerGraph

    /// Of the images that it was made for.
    var bandCount: Int {
        if case .image(let channels, _, _) = layers.inputShape { channels } else { 0 }
    }

    /// Of the images that it was made for, in pixels.
    var inputSize: Int {
        if case .image(_, let height, _) = layers.inputShape { height } else { 0 }
    }

    /// The layers again, for images of another size; layers that see the pixels of red, green and blue take any number of bands.
    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph {
        guard inputChannels == bandCount || bandCount == 3 else {
            throw GraphError.otherImages(
                expected: self.inputSize, bands: bandCount, size: inputSize, foundBands: inputChannels)
        }
        var builder = LayerGraphBuilder(inputChannels: inputChannels, inputSize: inputSize)
        for node in layers.nodes[1..<layers.headNode] {
            _ = try builder.append(
                node.inputs == [0] ? node.layer.taking(channels: inputChannels) : node.layer, name: node.name,
                inputs: node.inputs)
        }
        let dense = Layer.dense(inputs: builder.channels(of: layers.featureNode), outputs: classCount)
        let head = try builder.append(dense, name: layers.headPrefix, layers.featureNode)
        return builder.graph(features: layers.featureNode, head: head, output: head)
    }
}

extension Layer {
    /// The same convolution for another number of channels; other layers, and grouped ones, as they are.
    fileprivate func taking(channels: Int) -> Layer {
        guard case .convolution(let convolution) = self, convolution.groups == 1 else { return self }
        return .convolution(
            Convolution(
                inputChannels: channels, outputChannels: convolution.outputChannels,
                kernelSize: convolution.kernelSize, stride: convolution.stride,
                dilation: convolution.dilation, padding: convolution.padding,
                groups: 1, hasBias: convolution.hasBias))
    }
}

extension Backbone {
    /// A network that came as an ONNX file and was translated.
    /// - Parameters:
    ///   - name: as options and files write it; none of the known ones.
    ///   - layers: with a dense head on the features.
    public init(_ name: String, layers: LayerGraph, normalization: PixelNormalization) {
        let design = LayersDesign(layers: layers)
        self.init(
            name, nativeInputSize: design.inputSize, normalization: normalization,
            featureCount: layers.featureCount, design: design)
    }
}
