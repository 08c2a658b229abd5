/// A tensor whose shape is not the network's.
public struct ShapeMismatch: Hashable, Sendable {
    /// What the network has under the name.
    public let parameter: ParameterSpec
    /// The shape that the file has.
    public let found: [Int]

    /// - Parameter found: the shape that the file has.
    public init(parameter: ParameterSpec, found: [Int]) {
        self.parameter = parameter
        self.found = found
    }
}

/// How a file's tensors and a network's parameters agree.
public struct WeightsReport: Hashable, Sendable {
    /// Parameters that the file does not have.
    public let missing: [ParameterSpec]
    /// Parameters that the file has in another shape.
    public let mismatched: [ShapeMismatch]
    /// Tensors of the file that the network does not know.
    public let unexpected: [String]
    /// What a person must know who uses the file, because it does not tell; `nil` for nothing.
    public let remark: String?

    /// - Parameters:
    ///   - unexpected: names of tensors that the network does not know.
    ///   - remark: what a person must know who uses the file.
    public init(
        missing: [ParameterSpec], mismatched: [ShapeMismatch], unexpected: [String], remark: String? = nil
    ) {
        self.remark = remark
        self.missing = missing
        self.mismatched = mismatched
        self.unexpected = unexpected
    }

    /// Every parameter is there. Further tensors do not matter.
    public var isComplete: Bool { problemCount == 0 }

    /// Every parameter but the head's is there.
    public var isBackboneComplete: Bool {
        missing.allSatisfy(\.isHead) && mismatched.allSatisfy(\.parameter.isHead)
    }

    /// Every parameter outside the dense layers and the head is there, and further dense ones are not there at all.
    public var areConvolutionsComplete: Bool {
        missing.allSatisfy { $0.isHead || $0.isDense } && mismatched.allSatisfy(\.parameter.isHead)
    }

    /// Dense layers before the head are not there.
    public var lacksDenseLayers: Bool { missing.contains { $0.isDense && !$0.isHead } }

    /// The head is missing or made for another number of classes.
    public var lacksHead: Bool {
        missing.contains(where: \.isHead) || mismatched.contains { $0.parameter.isHead }
    }

    /// - Throws: ``WeightsError`` when less than `part` of the network is there.
    public func check(has part: NetworkPart, path: String, network: String) throws {
        let isEnough =
            switch part {
            case .all: isComplete
            case .features: isBackboneComplete
            case .convolutions: areConvolutionsComplete
            }
        guard !isEnough else { return }
        throw areConvolutionsComplete && lacksDenseLayers
            ? WeightsError.lacksDenseLayers(path: path, network: network)
            : WeightsError.doesNotMatch(path: path, network: network, report: self)
    }

    var problemCount: Int { missing.count + mismatched.count }

    /// A sentence with the first names of each kind.
    public var summary: String {
        let parts = [
            Self.list(missing.map(\.name), "missing"),
            Self.list(
                mismatched.map { "\($0.parameter.name) (\($0.parameter.shape) expected, \($0.found) found)" },
                "of another shape"),
            Self.list(unexpected, "unexpected"),
        ]
        let text = parts.compactMap { $0 }.joined(separator: "; ")
        return text.isEmpty ? "all parameters are there" : text
    }

    private static func list(_ names: [String], _ what: String) -> String? {
        guard !names.isEmpty else { return nil }
        let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
        return "\(names.count) \(what): \(names.prefix(3).joined(separator: ", "))\(rest)"
    }
}
