/// The names that timm gives the layers of the MobileNet and EfficientNet family: `conv_stem`, `blocks.STAGE.BLOCK.conv_dw`,
/// `conv_head`, `classifier`.
struct TimmNaming {
    private var prefixes: [String: String] = [:]
    private var stage = -1
    private var block = 0

    /// What begins the network: a convolution and its normalisation, by the graph's own names.
    mutating func addStem(_ convolution: String, _ norm: String) {
        prefixes[convolution] = "conv_stem"
        prefixes[norm] = "bn1"
    }

    mutating func beginStage() {
        stage += 1
        block = 0
    }

    /// - Parameter layers: two pairs of a block that does not expand, three of one that does.
    mutating func addBlock(_ layers: [(convolution: String, norm: String)]) {
        let names = layers.count == 2 ? ["conv_dw", "conv_pw"] : ["conv_pw", "conv_dw", "conv_pwl"]
        for (number, (name, layer)) in zip(names, layers).enumerated() {
            prefixes[layer.convolution] = "blocks.\(stage).\(block).\(name)"
            prefixes[layer.norm] = "blocks.\(stage).\(block).bn\(number + 1)"
        }
        block += 1
    }

    /// What ends it.
    mutating func addHead(_ convolution: String, _ norm: String, classifier: String) {
        prefixes[convolution] = "conv_head"
        prefixes[norm] = "bn2"
        prefixes[classifier] = "classifier"
    }

    /// - Parameter remark: see ``LayerNaming/remark``.
    func naming(remark: String? = nil) -> LayerNaming { LayerNaming(prefixes: prefixes, remark: remark) }
}
