/// What a pickle can make here. Containers are positions in the machine's tables, so that values nest to any depth
/// and in circles without recursion or leaks.
enum PickleValue {
    case none
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    /// Where bytes lie in the file.
    case bytes(Range<Int>)
    /// Read over, never looked at.
    case opaque
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
    case numpyType(Int)
    case numpyArray(Int)
    case mark
}

/// The Python names that are understood, as data; every other is refused.
enum PickleGlobal: Equatable {
    case orderedDictionary
    case rebuildTensor
    case rebuildParameter
    case size
    case storage(ElementType)
    /// NumPy's empty array, which a state fills.
    case reconstructArray
    case numpyArray
    case numpyType

    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch", "Size"): self = .size
        case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
            self = .reconstructArray
        case ("numpy", "ndarray"): self = .numpyArray
        case ("numpy", "dtype"): self = .numpyType
        case ("torch", _):
            guard let type = Self.storageTypes[name] else { return nil }
            self = .storage(type)
        default: return nil
        }
    }

    private static let storageTypes: [String: ElementType] = [
        "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16,
        "BFloat16Storage": .bfloat16, "LongStorage": .integer(byteCount: 8),
        "IntStorage": .integer(byteCount: 4),
        "ShortStorage": .integer(byteCount: 2), "CharStorage": .integer(byteCount: 1),
        "ByteStorage": .integer(byteCount: 1), "BoolStorage": .integer(byteCount: 1),
    ]
}

/// A block of numbers that lies elsewhere in the file.
struct PickledStorage: Equatable {
    let key: String
    let type: ElementType
    let elementCount: Int
}

/// A view into a storage; offset and strides count elements.
struct PickledTensor: Equatable {
    let storage: PickledStorage
    let offset: Int
    let shape: [Int]
    let strides: [Int]
}
