/// The networks that are known by name.
public enum Backbone: String, CaseIterable, Sendable, Codable {
    case efficientNetLite0 = "efficientnet-lite0"
    case efficientNetLite1 = "efficientnet-lite1"
    case efficientNetLite2 = "efficientnet-lite2"
    case alexNet = "alexnet"
    case vgg16 = "vgg16"
    case squeezeNet = "squeezenet1-1"
    case mobileNetV2 = "mobilenet-v2"
    case resNet18 = "resnet18"
    case resNet34 = "resnet34"
    case resNet50 = "resnet50"

    /// As options and files write it.
    public var name: String { rawValue }

    /// The side of the images it was made for, in pixels.
    public var nativeInputSize: Int {
        switch self {
        case .efficientNetLite1: 240
        case .efficientNetLite2: 260
        default: 224
        }
    }

    /// The side of the images that pretrained backbones were made for, or near to it, in pixels.
    public static let defaultInputSize = 224

    /// The classes of ImageNet, which pretrained heads tell apart.
    public static let imageNetClassCount = 1000

    /// The pixels that its pretrained weights expect.
    public var normalization: PixelNormalization {
        switch self {
        case .efficientNetLite0, .efficientNetLite1, .efficientNetLite2: .efficientNetLite
        case .alexNet, .vgg16, .squeezeNet, .mobileNetV2, .resNet18, .resNet34, .resNet50: .imageNet
        }
    }

    /// The length of the vector before the head.
    public var featureCount: Int {
        switch self {
        case .efficientNetLite0, .efficientNetLite1, .efficientNetLite2, .mobileNetV2: 1280
        case .resNet18, .resNet34, .squeezeNet: 512
        case .alexNet, .vgg16: 4096
        case .resNet50: 2048
        }
    }

    /// The prefix of the head's parameters.
    public var headPrefix: String {
        switch self {
        case .efficientNetLite0, .efficientNetLite1, .efficientNetLite2: "_fc"
        case .mobileNetV2, .squeezeNet: "classifier.1"
        case .alexNet, .vgg16: "classifier.6"
        case .resNet18, .resNet34, .resNet50: "fc"
        }
    }

    /// The network for square images of `inputSize` pixels and `inputChannels` bands and a head of `classCount` classes.
    /// - Throws: ``GraphError`` when the network shrinks such an image to nothing.
    public func graph(
        inputSize: Int = Backbone.defaultInputSize, inputChannels: Int = 3,
        classCount: Int = Backbone.imageNetClassCount
    ) throws -> LayerGraph {
        try design.graph(inputSize: inputSize, inputChannels: inputChannels, classCount: classCount)
    }

    private var design: any NetworkDesign {
        switch self {
        case .efficientNetLite0: EfficientNetLite.lite0
        case .efficientNetLite1: EfficientNetLite.lite1
        case .efficientNetLite2: EfficientNetLite.lite2
        case .alexNet: AlexNet()
        case .vgg16: VGG16()
        case .squeezeNet: SqueezeNet()
        case .mobileNetV2: MobileNetV2()
        case .resNet18: ResNet.resNet18
        case .resNet34: ResNet.resNet34
        case .resNet50: ResNet.resNet50
        }
    }
}

/// How a kind of network is built for an input and a number of classes.
protocol NetworkDesign {
    func graph(inputSize: Int, inputChannels: Int, classCount: Int) throws -> LayerGraph
}
