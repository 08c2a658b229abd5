package import AerialCore
package import Networks

extension Backbone {
    /// The network for images of a tile's pixels and bands.
    /// - Parameter classCount: of the head; `nil` for the network's own.
    /// - Throws: ``CommandError`` for a tile of too few pixels.
    func graph(for tile: TileSpec, classCount: Int? = nil) throws -> LayerGraph {
        do {
            return try classCount.map {
                try graph(
                    inputSize: tile.sidePixels, inputChannels: tile.bands.count, classCount: $0)
            } ?? graph(inputSize: tile.sidePixels, inputChannels: tile.bands.count)
        } catch GraphError.inputDoesNotFit {
            throw CommandError(
                "\(name) does not take tiles of \(tile.sidePixels) pixels a side: its layers shrink them to nothing. Show it more "
                    + "of them with --tile-pixels of 'prepare', for example 64, or take another --backbone.")
        }
    }
}

/// A backbone with its weights, made to take the tiles of a dataset.
package struct PretrainedNetwork {
    /// What it is called.
    package let name: String
    /// How it takes pixels.
    package let normalization: PixelNormalization
    package let tile: TileSpec
    package let graph: LayerGraph
    package let weights: NetworkWeights
    package let path: String
    /// It came as an ONNX file.
    package let isImported: Bool
    /// What a person must know of the weights, because their file does not tell; `nil` for nothing.
    package private(set) var caution: String?

    /// - Parameter file: a user's own weights; otherwise those that were pulled or imported.
    /// - Parameter part: what must be there.
    package init(backbone: Backbone, file: String?, tile: TileSpec, needing part: NetworkPart) throws {
        guard let path = file ?? WeightsStore().weightsPath(for: backbone) else {
            let remedy =
                backbone.pretrained != nil
                ? "Get them with 'aerial weights pull \(backbone.name)'."
                : "No package is known to hold them; import a file with 'aerial weights import FILE --backbone "
                    + "\(backbone.name)'."
            throw CommandError(
                "there are no weights for \(backbone.name) in \(WeightsStore().weightsDirectory). \(remedy)")
        }
        name = backbone.name
        self.path = path
        self.tile = tile
        if backbone.isImported, file != nil {
            throw CommandError(
                "\(backbone.name) came as an ONNX file, which holds its weights: a file of weights cannot go into it."
            )
        }
        isImported = backbone.isImported
        guard backbone.onnxNetwork == nil else {
            normalization = backbone.normalization
            graph = try backbone.graph(for: tile)
            weights = NetworkWeights(tensors: [:])
            return
        }
        graph = try backbone.graph(for: tile)
        normalization = backbone.normalization(for: tile)
        let report: WeightsReport
        (weights, report) = try Self.weights(
            from: path, for: backbone, graph: graph, tile: tile, needing: part)
        caution = report.remark.map { "\(path): \($0)" }
    }

    /// Weights of a network for the tile's bands are taken as they are, those for red, green and blue are widened.
    private static func weights(
        from path: String, for backbone: Backbone, graph: LayerGraph, tile: TileSpec,
        needing part: NetworkPart
    ) throws -> (NetworkWeights, WeightsReport) {
        let file = try WeightsFile.read(from: path)
        let (own, report) = NetworkWeights.load(file, for: graph)
        if tile.isColor || report.mismatched.allSatisfy(\.parameter.isHead) {
            try report.check(has: part, path: path, network: backbone.name)
            return (own, report)
        }
        let colorGraph = try backbone.graph(inputSize: tile.sidePixels)
        let (weights, colorReport) = NetworkWeights.load(file, for: colorGraph)
        try colorReport.check(has: part, path: path, network: backbone.name)
        return (weights.widened(to: tile, of: colorGraph), colorReport)
    }
}
