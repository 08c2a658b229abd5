/// Zeros around an image before a window slides over it.
public enum Padding: Hashable, Sendable {
    /// The same number of pixels on every side, as PyTorch counts it.
    case symmetric(Int)
    /// TensorFlow's SAME: as many pixels as make the output `ceil(input / stride)`; an odd one goes to the right
    /// and to the bottom.
    case same
    /// So many before (left, top) and after (right, bottom), whatever the size: files of other programs have it.
    case uneven(before: Int, after: Int)

    /// Pixels before (left, top) and after (right, bottom) along one side of `size` pixels.
    public func pixels(size: Int, kernelSize: Int, stride: Int) -> (before: Int, after: Int) {
        switch self {
        case .symmetric(let count):
            return (count, count)
        case .same:
            let outputSize = (size + stride - 1) / stride
            let total = max((outputSize - 1) * stride + kernelSize - size, 0)
            return (total / 2, total - total / 2)
        case .uneven(let before, let after):
            return (before, after)
        }
    }
}

/// Pixels of zeros on the four sides.
public struct EdgePadding: Hashable, Sendable {
    /// Rows of pixels.
    public let top: Int
    /// Columns of pixels.
    public let left: Int
    /// Rows of pixels.
    public let bottom: Int
    /// Columns of pixels.
    public let right: Int

    /// - Parameter top: rows of pixels; `left` and `right` are columns.
    public init(top: Int, left: Int, bottom: Int, right: Int) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }
}
