/// Writes the pickles (protocol 2) that the fixtures need.
struct PickleWriter {
    private(set) var bytes: [UInt8] = [0x80, 0x02]

    mutating func raw(_ text: String) { bytes += Array(text.utf8) }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func global(_ module: String, _ name: String) { raw("c\(module)\n\(name)\n") }

    mutating func text(_ text: String) {
        raw("X")
        bytes += littleEndian(UInt32(text.utf8.count))
        raw(text)
    }

    mutating func integer(_ value: Int) {
        guard let short = Int32(exactly: value) else {
            // LONG1 of eight bytes.
            bytes += [0x8A, 8] + littleEndian(Int64(value))
            return
        }
        raw("J")
        bytes += littleEndian(short)
    }

    mutating func tuple(_ values: [Int]) {
        raw("(")
        for value in values { integer(value) }
        raw("t")
    }

    /// A call of `torch._utils._rebuild_tensor_v2`.
    mutating func tensor(_ tensor: TensorFixture, isLegacy: Bool) {
        global("torch._utils", "_rebuild_tensor_v2")
        raw("((")
        text("storage")
        global("torch", tensor.storageType)
        text(tensor.key)
        text("cpu")
        integer(tensor.storageCount)
        if isLegacy { raw("N") }
        raw("tQ")
        integer(tensor.offset)
        tuple(tensor.shape)
        tuple(tensor.strides)
        byte(0x89)
        global("collections", "OrderedDict")
        raw(")RtR")
    }

    /// `OrderedDict` of the tensors with PyTorch's `_metadata` attribute.
    mutating func stateDictionary(_ tensors: [TensorFixture], isLegacy: Bool) {
        global("collections", "OrderedDict")
        raw(")R(")
        for tensor in tensors {
            text(tensor.name)
            self.tensor(tensor, isLegacy: isLegacy)
        }
        raw("u}")
        text("_metadata")
        raw("}sb")
    }

    /// What NumPy's arrays become: `_reconstruct`, then a state.
    mutating func array(_ array: ArrayFixture) {
        global("numpy.core.multiarray", "_reconstruct")
        raw("(")
        global("numpy", "ndarray")
        tuple([0])
        content([UInt8(ascii: "b")])
        raw("tR(")
        integer(1)
        tuple(array.shape)
        global("numpy", "dtype")
        raw("(")
        text(array.type)
        byte(0x89)
        byte(0x88)
        raw("tR(")
        integer(3)
        text(array.byteOrder)
        raw("NNN")
        for number in [-1, -1, 0] { integer(number) }
        raw("tb")
        byte(array.isFortran ? 0x88 : 0x89)
        content(array.content)
        raw("tb")
    }

    /// Bytes with a length of 32 bits.
    mutating func content(_ content: [UInt8]) {
        raw("B")
        bytes += littleEndian(UInt32(content.count)) + content
    }

    mutating func stop() { raw(".") }
}

func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// A tensor and the storage it looks into.
struct TensorFixture {
    var name: String
    var key: String
    var storageType = "FloatStorage"
    var storage: [UInt8]
    var storageCount: Int
    var offset = 0
    var shape: [Int]
    var strides: [Int]

    /// 32-bit numbers in their natural order.
    init(_ name: String, key: String, shape: [Int], values: [Float]) {
        self.name = name
        self.key = key
        storage = values.flatMap { littleEndian($0.bitPattern) }
        storageCount = values.count
        self.shape = shape
        strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    }
}

/// An array as NumPy pickles it.
struct ArrayFixture {
    var shape: [Int]
    var type = "f4"
    var byteOrder = "<"
    var isFortran = false
    var content: [UInt8]

    init(shape: [Int], values: [Float]) {
        self.shape = shape
        content = values.flatMap { littleEndian($0.bitPattern) }
    }
}

/// A pickle of `{"net": {"kernel": first, "bias": second}, "pair": [first, second]}`.
func numpyFile(_ first: ArrayFixture, _ second: ArrayFixture) -> [UInt8] {
    var writer = PickleWriter()
    writer.raw("}(")
    writer.text("net")
    writer.raw("}(")
    writer.text("kernel")
    writer.array(first)
    writer.text("bias")
    writer.array(second)
    writer.raw("u")
    writer.text("pair")
    writer.raw("](")
    writer.array(first)
    writer.array(second)
    writer.raw("eu")
    writer.stop()
    return writer.bytes
}

/// What torch.save wrote before PyTorch 1.6.
func legacyFile(_ tensors: [TensorFixture], wrapper: String? = nil) -> [UInt8] {
    var bytes: [UInt8] = [
        0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    ]
    bytes += [0x80, 0x02, 0x4D, 0xE9, 0x03, 0x2E]
    var sizes = PickleWriter()
    sizes.raw("}")
    sizes.text("little_endian")
    sizes.byte(0x88)
    sizes.raw("s.")
    bytes += sizes.bytes
    bytes += checkpointPickle(tensors, wrapper: wrapper, isLegacy: true)
    var keys = PickleWriter()
    keys.raw("](")
    for tensor in tensors { keys.text(tensor.key) }
    keys.raw("e.")
    bytes += keys.bytes
    for tensor in tensors { bytes += littleEndian(UInt64(tensor.storageCount)) + tensor.storage }
    return bytes
}

/// What torch.save writes since PyTorch 1.6.
func archiveFile(_ tensors: [TensorFixture], wrapper: String? = nil, isWide: Bool = false) -> [UInt8] {
    let pickle = checkpointPickle(tensors, wrapper: wrapper, isLegacy: false)
    let storages = tensors.map { (name: "archive/data/\($0.key)", content: $0.storage) }
    return zipFile(
        [("archive/data.pkl", pickle), ("archive/byteorder", Array("little".utf8))] + storages, isWide: isWide
    )
}

private func checkpointPickle(_ tensors: [TensorFixture], wrapper: String?, isLegacy: Bool) -> [UInt8] {
    var writer = PickleWriter()
    if let wrapper {
        writer.raw("}(")
        writer.text("epoch")
        writer.integer(7)
        writer.text(wrapper)
    }
    writer.stateDictionary(tensors, isLegacy: isLegacy)
    if wrapper != nil { writer.raw("u") }
    writer.stop()
    return writer.bytes
}

/// A zip archive of stored entries, with 64-bit sizes and offsets if `isWide`.
func zipFile(_ entries: [(name: String, content: [UInt8])], isWide: Bool = false) -> [UInt8] {
    var writer = ZipWriter(isWide: isWide)
    for (name, content) in entries { writer.append(name, content) }
    return writer.finished(entryCount: entries.count)
}

private struct ZipWriter {
    let isWide: Bool
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []

    init(isWide: Bool) {
        self.isWide = isWide
    }

    mutating func append(_ name: String, _ content: [UInt8]) {
        let offset = bytes.count
        let nameLength = littleEndian(UInt16(name.utf8.count))
        var extra: [UInt8] = []
        if isWide {
            extra = [1, 0, 24, 0]
            for value in [content.count, content.count, offset] { extra += littleEndian(UInt64(value)) }
        }
        bytes += [0x50, 0x4B, 0x03, 0x04] + zeros(14) + narrow(content.count) + narrow(content.count)
        bytes += nameLength + zeros(2) + Array(name.utf8) + content
        directory += [0x50, 0x4B, 0x01, 0x02] + zeros(16) + narrow(content.count) + narrow(content.count)
        directory += nameLength + littleEndian(UInt16(extra.count)) + zeros(10) + narrow(offset)
        directory += Array(name.utf8) + extra
    }

    func finished(entryCount: Int) -> [UInt8] {
        var result = bytes + directory
        if isWide {
            let count = littleEndian(UInt64(entryCount))
            result += [0x50, 0x4B, 0x06, 0x06] + zeros(20) + count + count
            result += littleEndian(UInt64(directory.count)) + littleEndian(UInt64(bytes.count))
            result += [0x50, 0x4B, 0x06, 0x07] + zeros(4)
            result += littleEndian(UInt64(bytes.count + directory.count)) + littleEndian(UInt32(1))
        }
        let count = littleEndian(isWide ? UInt16.max : UInt16(entryCount))
        result += [0x50, 0x4B, 0x05, 0x06] + zeros(4) + count + count
        return result + littleEndian(UInt32(directory.count)) + narrow(bytes.count) + zeros(2)
    }

    /// A 32-bit field; full where a 64-bit one stands elsewhere.
    private func narrow(_ value: Int) -> [UInt8] { littleEndian(isWide ? UInt32.max : UInt32(value)) }

    private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
