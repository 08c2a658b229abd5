internal import struct Foundation.Data
internal import class Foundation.JSONDecoder
internal import class Foundation.JSONEncoder

/// The safetensors format: the header's length in 64 bits, a JSON header, the numbers.
enum Safetensors {
    static func read(_ bytes: [UInt8]) throws -> [(name: String, tensor: Tensor)] {
        var reader = ByteReader(bytes)
        let header = Data(try reader.bytes(try reader.size()))
        let start = reader.offset
        guard let fields = try? JSONDecoder().decode([String: Field].self, from: header) else {
            throw WeightsDefect.malformed("its header is no valid JSON")
        }
        let entries = fields.compactMap { name, field in field.entry.map { (name: name, entry: $0) } }
            .sorted {
                ($0.entry.offsets.first ?? 0, $0.name) < ($1.entry.offsets.first ?? 0, $1.name)
            }
        var budget = TensorBudget(fileByteCount: bytes.count)
        return try entries.compactMap { name, entry in
            try tensor(entry, in: bytes, start: start, budget: &budget).map { (name, $0) }
        }
    }

    private static func tensor(
        _ entry: Entry, in bytes: [UInt8], start: Int, budget: inout TensorBudget
    ) throws -> Tensor? {
        guard let type = entry.elementType else {
            throw WeightsDefect.unsupported("it holds numbers of the type \(entry.dtype.prefix(16))")
        }
        if case .integer = type { return nil }
        let count = try budget.elementCount(of: entry.shape)
        let available = bytes.count - start
        guard entry.offsets.count == 2, entry.offsets[0] >= 0, entry.offsets[1] <= available,
            entry.offsets[0] <= entry.offsets[1]
        else { throw WeightsDefect.truncated }
        guard entry.offsets[1] - entry.offsets[0] == count * type.byteCount else {
            throw WeightsDefect.malformed("a tensor's length differs from its shape")
        }
        let values = bytes.withUnsafeBytes {
            type.values(in: $0, offset: start + entry.offsets[0], count: count)
        }
        return Tensor(shape: entry.shape, values: values)
    }

    /// The file's content, sorted by name: the same tensors give the same bytes.
    static func encode(_ tensors: [String: Tensor]) throws -> Data {
        let sorted = tensors.sorted { $0.key < $1.key }
        var fields: [String: Field] = ["__metadata__": .metadata(["format": "pt"])]
        var offset = 0
        for (name, tensor) in sorted {
            let end = offset + tensor.values.count * ElementType.float32.byteCount
            fields[name] = .entry(Entry(dtype: "F32", shape: tensor.shape, offsets: [offset, end]))
            offset = end
        }
        var data = try header(fields)
        for (_, tensor) in sorted { data.append(littleEndianData(tensor.values)) }
        return data
    }

    /// What comes before the numbers.
    static func header(_ fields: [String: Field]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var header = try encoder.encode(fields)
        // The numbers start at a multiple of eight.
        header.append(Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header
    }

    private static func littleEndianData(_ values: [Float]) -> Data {
        values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
    }
}

extension Safetensors {
    struct Entry: Codable {
        let dtype: String
        let shape: [Int]
        /// First byte and the one after the last, counted from the header's end.
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype
            case shape
            case offsets = "data_offsets"
        }

        var elementType: ElementType? {
            switch dtype {
            case "F32": .float32
            case "F64": .float64
            case "F16": .float16
            case "BF16": .bfloat16
            case "I64", "U64": .integer(byteCount: 8)
            case "I32", "U32": .integer(byteCount: 4)
            case "I16", "U16": .integer(byteCount: 2)
            case "I8", "U8", "BOOL": .integer(byteCount: 1)
            default: nil
            }
        }
    }

    /// A member of the header: a tensor, or the free text under `__metadata__`.
    enum Field: Codable {
        case entry(Entry)
        case metadata([String: String])

        var entry: Entry? {
            if case .entry(let entry) = self { entry } else { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let entry = try? container.decode(Entry.self) {
                self = .entry(entry)
            } else {
                self = .metadata(try container.decode([String: String].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .entry(let entry): try container.encode(entry)
            case .metadata(let texts): try container.encode(texts)
            }
        }
    }
}
