/// What keeps a model from running, or a job from being scored.
public enum ScoringError: Error, Equatable, CustomStringConvertible {
    case noQuantizedForm(path: String)

    public var description: String {
        switch self {
        case .noQuantizedForm(let path):
            "the model \(path) has no 8-bit form. Make one with 'aerial quantize \(path) DATASET'."
        }
    }
}
