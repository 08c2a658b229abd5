internal import AerialCore

internal import struct Foundation.Data
internal import class Foundation.JSONDecoder
internal import class Foundation.JSONEncoder

/// `forest.safetensors`: a forest's tables as tensors of one dimension, what it is in the header's metadata.
enum ForestFile {
    private static let format = "aerial-forest"
    private static let version = "1"
    /// Of forests with a temperature, which older programs would not apply.
    private static let temperedVersion = "2"

    static func encode(_ forest: DecisionForest) throws -> Data {
        let layout = forest.layout
        // Numbers of eight bytes first, so that all are aligned.
        let columns: [(name: String, column: Column)] = [
            ("class.start", .doubles(forest.start)),
            ("leaf.values", .doubles(layout.leafValues)),
            ("node.feature", .integers(layout.nodes.map(\.feature))),
            ("node.left", .integers(layout.nodes.map(\.left))),
            ("node.right", .integers(layout.nodes.map(\.right))),
            ("node.threshold", .floats(layout.nodes.map(\.threshold))),
            ("tree.class", .integers(layout.treeClasses)),
            ("tree.root", .integers(layout.roots)),
        ]
        var fields: [String: Safetensors.Field] = [
            "__metadata__": .metadata(facts(of: forest))
        ]
        var numbers = Data()
        for (name, column) in columns {
            let start = numbers.count
            numbers.append(column.data)
            fields[name] = .entry(
                Safetensors.Entry(dtype: column.type, shape: [column.count], offsets: [start, numbers.count]))
        }
        return try Safetensors.header(fields) + numbers
    }

    private static func facts(of forest: DecisionForest) -> [String: String] {
        var facts = [
            "format": format, "version": version, "aggregation": forest.aggregation.rawValue,
            "classes": String(forest.classCount), "features": String(forest.featureCount),
        ]
        if forest.temperature != 1 {
            facts["version"] = temperedVersion
            facts["temperature"] = String(forest.temperature)
        }
        return facts
    }

    /// - Throws: ``WeightsDefect`` or ``ForestDefect``.
    static func decode(_ bytes: [UInt8]) throws -> DecisionForest {
        var reader = ByteReader(bytes)
        let header = Data(try reader.bytes(try reader.size()))
        guard let fields = try? JSONDecoder().decode([String: Safetensors.Field].self, from: header) else {
            throw WeightsDefect.malformed("its header is no valid JSON")
        }
        let facts = try Facts(fields["__metadata__"])
        let columns = ForestColumns(fields: fields, bytes: bytes, start: reader.offset)
        let features: [Int32] = try columns.integers("node.feature")
        let thresholds = try columns.floats("node.threshold")
        let (lefts, rights) = (try columns.integers("node.left"), try columns.integers("node.right"))
        guard [thresholds.count, lefts.count, rights.count].allSatisfy({ $0 == features.count }) else {
            throw WeightsDefect.malformed("its nodes' columns differ in length")
        }
        return try DecisionForest(
            classCount: facts.classCount, featureCount: facts.featureCount, aggregation: facts.aggregation,
            start: try columns.doubles("class.start"),
            layout: ForestLayout(
                nodes: features.indices.map {
                    ForestLayout.Node(
                        feature: features[$0], threshold: thresholds[$0], left: lefts[$0], right: rights[$0])
                },
                roots: try columns.integers("tree.root"), treeClasses: try columns.integers("tree.class"),
                leafValues: try columns.doubles("leaf.values"))
        ).dividingLogits(by: facts.temperature)
    }

    /// What the header says of the forest.
    private struct Facts {
        let classCount: Int
        let featureCount: Int
        let aggregation: DecisionForest.Aggregation
        let temperature: Double

        init(_ field: Safetensors.Field?) throws {
            guard case .metadata(let texts) = field, texts["format"] == ForestFile.format else {
                throw WeightsDefect.malformed("it is no forest")
            }
            let isTempered = texts["version"] == ForestFile.temperedVersion
            guard isTempered || texts["version"] == ForestFile.version else {
                throw WeightsDefect.malformed("it is a forest of another version")
            }
            guard let classCount = texts["classes"].flatMap(Int.init),
                let featureCount = texts["features"].flatMap(Int.init),
                let aggregation = texts["aggregation"].flatMap(DecisionForest.Aggregation.init)
            else { throw WeightsDefect.malformed("its header does not say what the forest tells apart") }
            let temperature = isTempered ? texts["temperature"].flatMap(Double.init) ?? 0 : 1
            guard (0.01...100).contains(temperature) else {
                throw WeightsDefect.malformed("its temperature is no number from 0.01 to 100")
            }
            self.classCount = classCount
            self.featureCount = featureCount
            self.aggregation = aggregation
            self.temperature = temperature
        }
    }
}

/// One table of numbers on its way into a file.
private enum Column {
    case doubles([Double])
    case floats([Float])
    case integers([Int32])

    var type: String {
        switch self {
        case .doubles: "F64"
        case .floats: "F32"
        case .integers: "I32"
        }
    }

    var count: Int {
        switch self {
        case .doubles(let values): values.count
        case .floats(let values): values.count
        case .integers(let values): values.count
        }
    }

    var data: Data {
        switch self {
        case .doubles(let values):
            values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
        case .floats(let values): values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
        case .integers(let values): values.map(\.littleEndian).withUnsafeBytes { Data($0) }
        }
    }
}

/// The tables of a file, each checked when it is asked for.
private struct ForestColumns {
    let fields: [String: Safetensors.Field]
    let bytes: [UInt8]
    /// Where the numbers begin.
    let start: Int

    func doubles(_ name: String) throws -> [Double] {
        try numbers(name, type: "F64") { (bits: UInt64) in Double(bitPattern: bits) }
    }

    func floats(_ name: String) throws -> [Float] {
        try numbers(name, type: "F32") { (bits: UInt32) in Float(bitPattern: bits) }
    }

    func integers(_ name: String) throws -> [Int32] {
        try numbers(name, type: "I32") { (bits: UInt32) in Int32(bitPattern: bits) }
    }

    private func numbers<Bits: FixedWidthInteger, Number>(
        _ name: String, type: String, number: (Bits) -> Number
    ) throws -> [Number] {
        guard let entry = fields[name]?.entry, entry.dtype == type, entry.shape.count == 1 else {
            throw WeightsDefect.malformed("it has no column '\(name)' of the type \(type)")
        }
        let size = Bits.bitWidth / 8
        let available = bytes.count - start
        guard entry.offsets.count == 2, entry.offsets[0] >= 0, entry.offsets[0] <= entry.offsets[1],
            entry.offsets[1] <= available
        else { throw WeightsDefect.truncated }
        let byteCount = entry.offsets[1] - entry.offsets[0]
        guard byteCount % size == 0, entry.shape[0] == byteCount / size else {
            throw WeightsDefect.malformed("the length of the column '\(name)' differs from its shape")
        }
        return bytes.withUnsafeBytes { buffer in
            (0..<entry.shape[0]).map { index in
                let bits = buffer.loadUnaligned(
                    fromByteOffset: start + entry.offsets[0] + index * size, as: Bits.self)
                return number(Bits(littleEndian: bits))
            }
        }
    }
}
