/// How images are varied while a network trains on them: the field's symmetries of overhead imagery, and the 2017
/// scenario's random crop and colours.
public struct Augmentation: Codable, Sendable, Equatable, CustomStringConvertible {
    /// The eight flips and right-angle turns, each as likely.
    public var flipsAndTurns = true
    /// The shortest side of the random crop, as a share of the image's; 1 for the whole image.
    public var smallestCrop = 0.85
    /// Factors are drawn from 1 minus to 1 plus these.
    public var brightness = 0.2
    /// The same of the distance from the mean luma of the image.
    public var contrast = 0.2
    /// The same of the distance from the luma of each pixel.
    public var saturation = 0.2

    /// The defaults: flips and turns, crops from 0.85, colours by up to a fifth.
    public init() {}

    /// Images as they are.
    public static let none: Augmentation = {
        var augmentation = Augmentation()
        augmentation.flipsAndTurns = false
        augmentation.smallestCrop = 1
        augmentation.brightness = 0
        augmentation.contrast = 0
        augmentation.saturation = 0
        return augmentation
    }()

    enum CodingKeys: String, CodingKey, CaseIterable {
        case flipsAndTurns = "flips-and-turns"
        case smallestCrop = "smallest-crop"
        case brightness, contrast, saturation
    }

    public var description: String {
        "flips and turns \(flipsAndTurns ? "on" : "off"), crop \(smallestCrop), brightness \(brightness), contrast "
            + "\(contrast), saturation \(saturation)"
    }

    var isMeaningful: Bool {
        smallestCrop > 0 && smallestCrop <= 1
            && [brightness, contrast, saturation].allSatisfy((0...1).contains)
    }
}

/// One draw of an augmentation.
public struct Variation: Sendable, Equatable {
    /// Rows and columns are swapped, after the flips.
    public var isTransposed = false
    /// Left and right are swapped.
    public var isMirrored = false
    /// Top and bottom are swapped.
    public var isUpsideDown = false
    /// The crop's side as a share of the image's, and where it starts as shares of what is left over.
    public var cropSide = 1.0
    /// 0 for the left edge, 1 for the right.
    public var cropX = 0.0
    /// 0 for the top edge, 1 for the bottom.
    public var cropY = 0.0
    /// A factor of all values.
    public var brightness: Float = 1
    /// A factor of the distance from the image's mean luma.
    public var contrast: Float = 1
    /// A factor of the distance from each pixel's own luma.
    public var saturation: Float = 1

    /// The image as it is.
    public init() {}

    /// A draw: the same generator gives the same variation.
    public init(of augmentation: Augmentation, using generator: inout some RandomNumberGenerator) {
        if augmentation.flipsAndTurns {
            isTransposed = Bool.random(using: &generator)
            isMirrored = Bool.random(using: &generator)
            isUpsideDown = Bool.random(using: &generator)
        }
        cropSide = Double.random(in: augmentation.smallestCrop...1, using: &generator)
        cropX = Double.random(in: 0...1, using: &generator)
        cropY = Double.random(in: 0...1, using: &generator)
        func factor(_ spread: Double, _ generator: inout some RandomNumberGenerator) -> Float {
            Float(Double.random(in: 1 - spread...1 + spread, using: &generator))
        }
        brightness = factor(augmentation.brightness, &generator)
        contrast = factor(augmentation.contrast, &generator)
        saturation = factor(augmentation.saturation, &generator)
    }
}
