internal import Foundation
internal import ONNXSchema

/// The image that an ONNX network takes, as far as the file or its user say.
struct ONNXImage {
    let value: Onnx_ValueInfoProto
    let layout: ImageLayout
    let bands: Int
    let isFixedToOne: Bool
    let side: Int?
    let normalization: PixelNormalization?
    /// What to give, for people.
    let missing: [String]

    private static let mostBands = 32
    private static let sides = 16...2048

    /// - Throws: ``ONNXDefect`` for an input that is no image.
    init(of model: Onnx_ModelProto, known: ONNXInput) throws {
        value = try Self.input(of: model.graph)
        guard case .tensorType(let tensor)? = value.type.value, tensor.shape.dim.count == 4 else {
            throw ONNXDefect(
                "its input '\(value.name)' has not the four dimensions of images (batch, bands, rows, columns)"
            )
        }
        let type = Onnx_TensorProto.DataType(rawValue: Int(tensor.elemType))
        guard [.float, .float16, .uint8].contains(type) else {
            throw ONNXDefect("its input '\(value.name)' takes neither floating-point numbers nor bytes")
        }
        let sizes = tensor.shape.dim.map { dimension -> Int? in
            if case .dimValue(let size)? = dimension.value, size > 0 { Int(size) } else { nil }
        }
        if let batch = sizes[0], batch != 1 {
            throw ONNXDefect(
                "it takes exactly \(batch) images at a time. Export it with an open batch (dynamic_axes), or for one image"
            )
        }
        isFixedToOne = sizes[0] == 1
        var missing: [String] = []
        let layout = known.layout ?? Self.layout(sizes)
        if layout == nil { missing.append("--layout NCHW or NHWC, the order of its input's dimensions") }
        self.layout = layout ?? .channelsFirst
        let isFirst = self.layout == .channelsFirst
        guard let bands = sizes[isFirst ? 1 : 3], bands <= Self.mostBands else {
            throw ONNXDefect(
                "its input '\(value.name)' does not say how many bands it takes. Export it for a fixed number of them"
            )
        }
        self.bands = bands
        let (height, width) = isFirst ? (sizes[2], sizes[3]) : (sizes[1], sizes[2])
        let facts = Dictionary(model.metadataProps.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        side = try Self.side(height, width, known: known.inputSize, facts: facts)
        if side == nil {
            missing.append("--input-size PIXELS, the side of the images that it was trained on")
        }
        normalization = try Self.normalization(
            known, facts: facts, bands: bands, takesBytes: type == .uint8)
        if normalization == nil {
            missing.append(
                "--mean and --std, by which its training normalised pixels (ImageNet's: --mean 0.485,0.456,0.406 --std "
                    + "0.229,0.224,0.225)")
        }
        self.missing = missing
    }

    private static func input(of graph: Onnx_GraphProto) throws -> Onnx_ValueInfoProto {
        let constants = Set(graph.initializer.map(\.name))
        let inputs = graph.input.filter { !constants.contains($0.name) }
        guard inputs.count == 1 else {
            throw ONNXDefect(
                "it has \(inputs.count) inputs (\(inputs.prefix(5).map(\.name).joined(separator: ", "))), and one image is all that it "
                    + "is given")
        }
        return inputs[0]
    }

    /// Bands are few, rows and columns many, and those two alike.
    private static func layout(_ sizes: [Int?]) -> ImageLayout? {
        func isFew(_ axis: Int) -> Bool { sizes[axis].map { $0 <= mostBands } ?? false }
        func isSquare(_ rows: Int, _ columns: Int) -> Bool {
            sizes[rows] == nil || sizes[columns] == nil || sizes[rows] == sizes[columns]
        }
        let (first, last) = (isFew(1), isFew(3))
        switch (first && (!last || isSquare(2, 3)), last && (!first || isSquare(1, 2))) {
        case (true, false): return .channelsFirst
        case (false, true): return .channelsLast
        default: return nil
        }
    }

    private static func side(
        _ height: Int?, _ width: Int?, known: Int?, facts: [String: String]
    ) throws -> Int? {
        let own = height ?? width
        if let height, let width, height != width {
            throw ONNXDefect("it takes images of \(width)x\(height) pixels, and tiles are square")
        }
        if let own, let known, own != known {
            throw ONNXDefect("it takes images of \(own) pixels, not of \(known)")
        }
        guard let side = own ?? known ?? facts["tiles_size"].flatMap({ Int($0) }) else { return nil }
        guard sides.contains(side) else {
            throw ONNXDefect(
                "it takes images of \(side) pixels, and tiles have \(sides.lowerBound) to \(sides.upperBound)"
            )
        }
        return side
    }

    /// Networks of bytes normalise for themselves.
    private static func normalization(
        _ known: ONNXInput, facts: [String: String], bands: Int, takesBytes: Bool
    ) throws -> PixelNormalization? {
        func numbers(_ key: String) -> [Float]? {
            facts[key].flatMap { try? JSONDecoder().decode([Float].self, from: Data($0.utf8)) }
        }
        if takesBytes {
            guard known.mean == nil, known.standardDeviation == nil, known.pixelRange == nil else {
                throw ONNXDefect(
                    "it takes bytes, which it brings to its own range itself. Leave --mean, --std and --pixel-range out"
                )
            }
            return PixelNormalization(
                mean: Array(repeating: 0, count: bands), standardDeviation: Array(repeating: 1, count: bands))
        }
        guard let mean = known.mean ?? numbers("standardization_mean"),
            let deviation = known.standardDeviation ?? numbers("standardization_std")
        else { return nil }
        func spread(_ values: [Float]) throws -> [Float] {
            guard values.count == bands || values.count == 1, values.allSatisfy(\.isFinite) else {
                throw ONNXDefect("it takes \(bands) bands, and mean or std has \(values.count) numbers")
            }
            return values.count == bands ? values : Array(repeating: values[0], count: bands)
        }
        let (means, deviations) = (try spread(mean), try spread(deviation))
        guard deviations.allSatisfy({ $0 > 0 }) else { throw ONNXDefect("a standard deviation is above 0") }
        // The user's and the file's numbers may be of two ranges.
        let isOfOneSource = (known.mean == nil) == (known.standardDeviation == nil)
        func inBytes(_ values: [Float], isGiven: Bool) -> [Float] {
            let judged = isOfOneSource ? means + deviations : values
            let told = isGiven || isOfOneSource ? known.pixelRange : nil
            let range = told ?? (judged.contains { abs($0) > 1 } ? 255 : 1)
            return values.map { $0 * 255 / range }
        }
        return PixelNormalization(
            mean: inBytes(means, isGiven: known.mean != nil),
            standardDeviation: inBytes(deviations, isGiven: known.standardDeviation != nil))
    }

    /// The input with its dimensions said in full.
    func named(side: Int) -> Onnx_ValueInfoProto {
        let sizes = layout == .channelsFirst ? [bands, side, side] : [side, side, bands]
        var tensor = value.type.tensorType
        var batch = Onnx_TensorShapeProto.Dimension()
        batch.value = isFixedToOne ? .dimValue(1) : .dimParam("batch")
        tensor.shape.dim =
            [batch]
            + sizes.map {
                var dimension = Onnx_TensorShapeProto.Dimension()
                dimension.dimValue = Int64($0)
                return dimension
            }
        var named = value
        named.type.tensorType = tensor
        return named
    }
}
