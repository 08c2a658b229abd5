/// Makes tensors of pickled views, and stops before a small file can ask for much memory.
struct TensorBudget {
    static let mostDimensions = 8

    /// No honest file holds more numbers than bytes: tensors that share a storage are few.
    private var remainingElements: Int

    init(fileByteCount: Int) {
        remainingElements = fileByteCount
    }

    /// The number of elements of `shape`, taken from the budget.
    mutating func elementCount(of shape: [Int]) throws -> Int {
        var count = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { throw WeightsDefect.malformed("a tensor's shape is absurd") }
            count = product
        }
        guard count <= remainingElements, shape.count <= Self.mostDimensions else {
            throw WeightsDefect.malformed("its tensors claim more numbers than the file can hold")
        }
        remainingElements -= count
        return count
    }
}

extension PickledTensor {
    /// Copies the view out of its storage, the last dimension running fastest.
    /// - Parameter start: the storage's first byte in `bytes`; its end has been checked.
    func materialized(from bytes: [UInt8], start: Int, budget: inout TensorBudget) throws -> Tensor {
        let count = try budget.elementCount(of: shape)
        guard shape.count == strides.count else { throw WeightsDefect.malformed("a tensor lacks strides") }
        guard count > 0 else { return Tensor(shape: shape, values: []) }
        try checkBounds()
        let values = bytes.withUnsafeBytes { raw in
            isContiguous
                ? storage.type.values(in: raw, offset: start + offset * storage.type.byteCount, count: count)
                : stridedValues(in: raw, start: start, count: count)
        }
        return Tensor(shape: shape, values: values)
    }

    private var isContiguous: Bool {
        var expected = 1
        for (size, stride) in zip(shape, strides).reversed() {
            guard size == 1 || stride == expected else { return false }
            expected *= size
        }
        return true
    }

    /// The first and the last element lie within the storage, so all do.
    private func checkBounds() throws {
        var last = offset
        for (size, stride) in zip(shape, strides) {
            let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
            let (sum, carry) = last.addingReportingOverflow(reach)
            guard stride >= 0, !overflow, !carry else { throw WeightsDefect.truncated }
            last = sum
        }
        guard offset >= 0, last < storage.elementCount else { throw WeightsDefect.truncated }
    }

    private func stridedValues(in bytes: UnsafeRawBufferPointer, start: Int, count: Int) -> [Float] {
        var index = [Int](repeating: 0, count: shape.count)
        var element = offset
        return (0..<count).map { _ in
            let value = storage.type.value(in: bytes, at: start + element * storage.type.byteCount)
            for axis in shape.indices.reversed() {
                index[axis] += 1
                // The stride of an axis of one element may be any number: it is added and taken away again.
                element &+= strides[axis]
                if index[axis] < shape[axis] { break }
                element &-= strides[axis] &* shape[axis]
                index[axis] = 0
            }
            return value
        }
    }
}
