/// A pickle of NumPy arrays in dictionaries and lists, as Python's pickle.dump writes it. A name is the path of keys
/// and positions, joined by points: `conv1.0`, `AlexNet_0.Conv_0.kernel`.
enum NumpyPickle {
    static func read(_ bytes: [UInt8]) throws -> [(name: String, tensor: Tensor)] {
        var machine = PickleMachine(bytes)
        var collector = Collector(root: try machine.load(), machine: machine)
        let arrays = try collector.collected()
        guard !arrays.isEmpty else { throw WeightsDefect.malformed("it holds no named arrays of numbers") }
        var budget = TensorBudget(fileByteCount: bytes.count)
        return try arrays.compactMap { name, array in
            if case .integer = array.type { return nil }
            let count = try budget.elementCount(of: array.shape)
            let values = bytes.withUnsafeBytes {
                array.type.values(in: $0, offset: array.content.lowerBound, count: count)
            }
            return (name, Tensor(shape: array.shape, values: values))
        }
    }

    /// Walks through nested containers. A container can be recalled again and again by a few bytes, and even in
    /// circles: depth, steps and the length of all names have bounds.
    private struct Collector {
        private static let deepestNesting = 8

        private let root: PickleValue
        private let machine: PickleMachine
        private var remainingBytes: Int
        private var arrays: [(name: String, array: NumpyArray)] = []

        init(root: PickleValue, machine: PickleMachine) {
            self.root = root
            self.machine = machine
            remainingBytes = machine.reader.bytes.count
        }

        mutating func collected() throws -> [(name: String, array: NumpyArray)] {
            try visit(root, name: "", depth: 0)
            return arrays
        }

        private mutating func visit(_ value: PickleValue, name: String, depth: Int) throws {
            remainingBytes -= 1 + name.utf8.count
            guard remainingBytes >= 0, depth <= Self.deepestNesting else {
                throw WeightsDefect.malformed("its containers claim more than the file can hold")
            }
            if let array = machine.numpyArray(of: value) {
                arrays.append((name, array))
            } else if let entries = machine.entries(of: value) {
                remainingBytes -= entries.count
                for case (.text(let key), let inner) in entries {
                    try visit(inner, name: Self.path(name, key), depth: depth + 1)
                }
            } else if let elements = machine.elements(of: value) {
                for (position, inner) in elements.enumerated() {
                    try visit(inner, name: Self.path(name, String(position)), depth: depth + 1)
                }
            }
        }

        private static func path(_ outer: String, _ inner: String) -> String {
            outer.isEmpty ? inner : "\(outer).\(inner)"
        }
    }
}
