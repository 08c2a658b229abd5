public import AerialCore

extension NetworkWeights {
    /// The weights of a network for red, green and blue as those of the same network for a tile's bands.
    ///
    /// In the layers that see the pixels each colour keeps its kernels, and any other band takes the mean of the three
    /// colours' kernels. All are then scaled by 3 / bands, so that pixels that are as bright in every band give what grey
    /// pixels gave. A tile of red, green and blue leaves the weights as they are.
    /// - Parameter graph: of the network for three bands, with any head.
    public func widened(to tile: TileSpec, of graph: LayerGraph) -> NetworkWeights {
        guard !tile.isColor else { return self }
        let names = graph.nodes.indices.filter { graph.nodes[$0].inputs == [0] }
            .flatMap { graph.parameters(ofNode: $0) }.filter { $0.role == .weight }.map(\.name)
        var tensors = tensors
        for name in names { tensors[name] = tensors[name].map { Self.widened($0, to: tile.bands) } }
        return NetworkWeights(tensors: tensors)
    }

    /// - Parameter weight: outputs, three colours, rows, columns.
    private static func widened(_ weight: Tensor, to bands: [String]) -> Tensor {
        let colors = TileSpec.colorBands.count
        let area = weight.shape[2] * weight.shape[3]
        let scale = Float(colors) / Float(bands.count)
        var values: [Float] = []
        values.reserveCapacity(weight.shape[0] * bands.count * area)
        for output in 0..<weight.shape[0] {
            func kernel(_ color: Int, _ place: Int) -> Float {
                weight.values[(output * colors + color) * area + place]
            }
            for name in bands {
                let color = TileSpec.colorBands.firstIndex(of: name)
                for place in 0..<area {
                    let mean = (0..<colors).reduce(Float(0)) { $0 + kernel($1, place) } / Float(colors)
                    values.append(scale * (color.map { kernel($0, place) } ?? mean))
                }
            }
        }
        return Tensor(
            shape: [weight.shape[0], bands.count, weight.shape[2], weight.shape[3]], values: values)
    }
}
