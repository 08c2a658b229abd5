/// What stands for a value of an ONNX graph while it is translated.
enum TranslatedValue {
    /// What a layer gives.
    case node(Int)
    /// The image, each band multiplied and added to, before any layer has taken it.
    case pixels(PixelMapping)
    /// A layer's output with zeros around it, which the next convolution takes as its padding: top, left, bottom, right.
    case padded(Int, [Int])
    /// Sizes that a program wrote down, to shape something by; `nil` for the number of images.
    case sizes([Int?])
    /// A part of `x * (1 + erf(x / sqrt(2))) / 2`, which programs write down as sums and products.
    case gaussian(GaussianPart)
    /// Of a layer that is not known.
    case unknown
}

/// What has been computed so far of the Gaussian error linear unit of a layer's output `x`.
struct GaussianPart {
    enum Kind {
        /// `factor * x`
        case multiple
        /// `factor * erf(x / sqrt(2))`
        case error
        /// `factor * (1 + erf(x / sqrt(2)))`
        case share
        /// `factor * x * (1 + erf(x / sqrt(2)))`
        case product
    }

    let source: Int
    let kind: Kind
    let factor: Double

    func times(_ number: Double) -> GaussianPart {
        GaussianPart(source: source, kind: kind, factor: factor * number)
    }

    /// After `erf`.
    var error: GaussianPart? {
        guard kind == .multiple, abs(factor - 0.5.squareRoot()) < 1e-5 else { return nil }
        return GaussianPart(source: source, kind: .error, factor: 1)
    }

    /// After a number was added.
    func plus(_ number: Double) -> GaussianPart? {
        guard kind == .error, factor == number else { return nil }
        return GaussianPart(source: source, kind: .share, factor: factor)
    }

    /// After a product with another part.
    func times(_ other: GaussianPart) -> GaussianPart? {
        guard source == other.source, Set([kind, other.kind]) == [.multiple, .share] else { return nil }
        return GaussianPart(source: source, kind: .product, factor: factor * other.factor)
    }

    /// Nothing is missing.
    var isWhole: Bool { kind == .product && abs(factor - 0.5) < 1e-6 }

    /// What it is called where it remains a part.
    var operation: String { kind == .multiple ? "Mul with a constant" : "Erf" }
}

/// `factor * input + offset`, band by band, of an image with its bands first or last.
struct PixelMapping: Equatable {
    var factors: [Double]
    var offsets: [Double]
    var layout: ImageLayout

    init(bands: Int, layout: ImageLayout) {
        factors = Array(repeating: 1, count: bands)
        offsets = Array(repeating: 0, count: bands)
        self.layout = layout
    }

    /// After one more operation with a number, or with one number a band.
    /// - Returns: `nil` for another operation, or numbers that are none of the bands'.
    func after(_ operation: String, _ constant: Tensor, isFirst: Bool) -> PixelMapping? {
        guard let numbers = values(of: constant) else { return nil }
        var mapping = self
        for (band, number) in numbers.enumerated() {
            switch operation {
            case "Add": mapping.offsets[band] += number
            case "Sub" where !isFirst: mapping.offsets[band] -= number
            case "Mul", "Div":
                guard number > 0, operation == "Mul" || !isFirst else { return nil }
                let factor = operation == "Mul" ? number : 1 / number
                mapping.factors[band] *= factor
                mapping.offsets[band] *= factor
            default: return nil
            }
        }
        return mapping
    }

    /// One a band, where the shape says that they lie along the bands.
    private func values(of constant: Tensor) -> [Double]? {
        let bands = factors.count
        if constant.values.count == 1 {
            return Array(repeating: Double(constant.values[0]), count: bands)
        }
        let shape = Array(repeating: 1, count: max(0, 4 - constant.shape.count)) + constant.shape
        guard shape == (layout == .channelsFirst ? [1, bands, 1, 1] : [1, 1, 1, bands]) else { return nil }
        return constant.values.map { Double($0) }
    }

    /// The normalization that does the same to pixels, in the place of `before` and this.
    func normalization(after before: PixelNormalization) -> PixelNormalization {
        let bands = factors.indices
        return PixelNormalization(
            mean: bands.map {
                Float(
                    Double(before.mean[$0]) - offsets[$0] * Double(before.standardDeviation[$0]) / factors[$0]
                )
            },
            standardDeviation: bands.map { Float(Double(before.standardDeviation[$0]) / factors[$0]) })
    }
}
