/// What keeps libtorch from computing.
public enum TorchError: Error, Equatable, CustomStringConvertible {
    /// The library is not there or does not load.
    case missing(reason: String)
    /// The library refused what it was asked; the reason is its own message.
    case failed(reason: String)

    public var description: String {
        switch self {
        case .missing(let reason):
            "training needs libtorch, which did not load: \(reason). Run 'make deps build' (it installs Debian's "
                + "libtorch-dev), or set AERIAL_LIBRARIES to the folder that holds libAerialTorch.so."
        case .failed(let reason):
            "libtorch failed: \(reason)"
        }
    }
}
