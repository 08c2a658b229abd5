extension LayerGraph {
    /// Multiplications with their additions for one image, over convolutions and dense layers: the count that papers
    /// report as multiply-adds (two floating-point operations each).
    public var multiplyAddCount: Int {
        nodes.reduce(0) { $0 + $1.multiplyAddCount }
    }

    /// Numbers that training changes: running means and variances are not among them.
    public var parameterCount: Int {
        parameters.filter { $0.role != .runningMean && $0.role != .runningVariance }
            .reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
}

extension LayerNode {
    fileprivate var multiplyAddCount: Int {
        switch layer {
        case .convolution(let convolution):
            shape.elementCount * convolution.weightShape.dropFirst().reduce(1, *)
        case .dense(let inputs, let outputs):
            inputs * outputs
        default:
            0
        }
    }
}
