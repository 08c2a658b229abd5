/// What keeps a classical classifier from being trained.
public enum ClassicalError: Error, Equatable, CustomStringConvertible {
    case tooFewClasses(names: [String])
    case tooFewSamples(className: String, count: Int, needed: Int)
    /// A row of the table, counted from 0, holds a number that is not finite.
    case notFinite(sample: Int)
    /// Training led to weights that are not finite numbers.
    case diverged(penalty: Double)
    /// The library is not there or does not load.
    case xgboostMissing(reason: String)
    /// The library refused what it was asked, or its model is in an unknown form.
    case xgboost(reason: String)

    public var description: String {
        switch self {
        case .tooFewClasses(let names):
            "a classifier needs at least two classes with training images; there is "
                + (names.isEmpty ? "none." : "only '\(names.joined(separator: "', '"))'.")
        case .tooFewSamples(let className, let count, let needed):
            "class '\(className)' has \(count) training image\(count == 1 ? "" : "s"); at least \(needed) are needed "
                + "(one to train, one to choose the regularisation). Add images, or merge or drop the class with "
                + "--map-classes."
        case .notFinite(let sample):
            "the features of training image \(sample + 1) are not finite numbers: the weights file is damaged or of "
                + "another network."
        case .diverged(let penalty):
            "the logistic regression diverged: with the penalty \(penalty) its weights are not finite numbers. Take another "
                + "--penalty (usual ones are 1 to 1000), or check that the weights file is not damaged."
        case .xgboostMissing(let reason):
            "growing trees needs XGBoost, which did not load: \(reason). Run 'make deps' or install Debian's libxgboost0."
        case .xgboost(let reason):
            "XGBoost failed: \(reason)."
        }
    }
}
