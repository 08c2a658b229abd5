internal import Networks

extension ONNXNetwork {
    /// Why it is run as a file, in sentences.
    var foreignness: String {
        let kinds = unknownLayers
        guard !kinds.isEmpty else {
            return "it was imported by an older version. Import it anew: its layers are the program's own."
        }
        return "\(UnknownLayers(kinds: kinds)). Take a network of other layers."
    }
}
