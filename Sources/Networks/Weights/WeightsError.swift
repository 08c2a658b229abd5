internal import AerialCore

/// What is wrong inside a weights file; ``WeightsError/unreadable(path:defect:)`` adds which file it is.
public enum WeightsDefect: Error, Equatable, CustomStringConvertible {
    /// Neither safetensors nor PyTorch nor a pickle. `looksLike` says what it may be instead.
    case unknownFormat(looksLike: String?)
    /// It ends, or an offset in it points, beyond its bytes.
    case truncated
    /// A pickle that wants a Python object other than tensors, dictionaries and numbers.
    case refusedGlobal(name: String)
    /// A pickle instruction that no state dictionary needs.
    case refusedInstruction(code: UInt8)
    case malformed(String)
    case unsupported(String)

    public var description: String {
        switch self {
        case .unknownFormat(let looksLike):
            "it is no weights file" + (looksLike.map { " but looks like \($0)" } ?? "")
                + ". Give a .safetensors file or one that PyTorch's torch.save wrote."
        case .truncated:
            "it is cut short or damaged. Get it again."
        case .refusedGlobal(let name):
            "it asks for the Python object '\(name)', and only tensors, dictionaries and numbers are read. "
                + "Save the state dictionary alone: torch.save(model.state_dict(), ...), or use safetensors."
        case .refusedInstruction(let code):
            "its pickle holds the instruction 0x\(String(code, radix: 16)), which no state dictionary needs. "
                + "Save it again with torch.save, or use safetensors."
        case .malformed(let what):
            "\(what). The file is damaged; get it again."
        case .unsupported(let what):
            "\(what). Save it again as safetensors with 16- or 32-bit numbers."
        }
    }
}

/// Why weights could not be used.
public enum WeightsError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case unreadable(path: String, defect: WeightsDefect)
    case cannotWrite(path: String, reason: String)
    /// The file's tensors do not fill the network.
    case doesNotMatch(path: String, network: String, report: WeightsReport)
    /// Its convolutions are there, but not the dense layers after them, which are needed.
    case lacksDenseLayers(path: String, network: String)
    /// All of it is there up to the features, and no head to try.
    case lacksHead(path: String, network: String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the weights file \(path): \(reason). Check the path and its permissions."
        case .unreadable(let path, let defect):
            "cannot read the weights file \(path): \(defect)"
        case .cannotWrite(let path, let reason):
            "cannot write \(path): \(reason). \(WriteAdvice.sentence(reason))"
        case .doesNotMatch(let path, let network, let report):
            "the weights file \(path) does not fit \(network): \(report.summary). "
                + "Name the backbone that the file was made for."
        case .lacksDenseLayers(let path, let network):
            "the weights file \(path) holds \(network)'s convolutions without its dense layers, from which its "
                + "features come. Use 'aerial finetune --backbone \(network)', which starts them fresh, or import a "
                + "file that has them, such as torchvision's."
        case .lacksHead(let path, let network):
            "the weights file \(path) holds \(network) up to its features, without a head for ImageNet's \(Backbone.imageNetClassCount) "
                + "classes: there is nothing to try, and nothing is missing for 'aerial transfer' and 'aerial finetune'."
        }
    }
}
