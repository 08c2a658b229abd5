/// An element type as `numpy.dtype` names it, `f4` say.
struct NumpyType {
    let code: String
    /// `<` little-endian, `>` big-endian, `|` where it does not matter; `nil` until the type's state says so.
    var byteOrder: String?

    /// `nil` for what is no plain number.
    var elementType: ElementType? {
        switch code {
        case "f4": .float32
        case "f8": .float64
        case "f2": .float16
        case "i8", "u8": .integer(byteCount: 8)
        case "i4", "u4": .integer(byteCount: 4)
        case "i2", "u2": .integer(byteCount: 2)
        case "i1", "u1", "b1": .integer(byteCount: 1)
        default: nil
        }
    }
}

/// An array whose numbers lie in the pickle itself, the last dimension running fastest.
struct NumpyArray {
    let shape: [Int]
    let type: ElementType
    /// Bytes of the file; as many as shape and type need.
    let content: Range<Int>
}

// NumPy's objects, as data: `_reconstruct` makes an empty array, `dtype` a type, and each gets a state.
extension PickleMachine {
    func numpyArray(of value: PickleValue) -> NumpyArray? {
        if case .numpyArray(let index) = value { numpyArrays[index] } else { nil }
    }

    /// Code, alignment, whether to copy.
    mutating func pushNumpyType(_ arguments: [PickleValue]) throws {
        guard case .text(let code)? = arguments.first else {
            throw WeightsDefect.malformed("an array's type has no name")
        }
        numpyTypes.append(NumpyType(code: code))
        stack.append(.numpyType(numpyTypes.count - 1))
    }

    /// Version, byte order, then what only structured types have.
    mutating func setByteOrder(of index: Int, to state: PickleValue) throws {
        guard let parts = elements(of: state), parts.count >= 2, case .text(let order) = parts[1] else {
            throw WeightsDefect.malformed("an array's type has no byte order")
        }
        numpyTypes[index].byteOrder = order
    }

    /// Version, shape, type, whether the first dimension runs fastest, numbers.
    func numpyArray(fromState state: PickleValue) throws -> NumpyArray {
        guard let parts = elements(of: state), parts.count == 5, let shape = integers(parts[1]),
            case .numpyType(let index) = parts[2], case .boolean(let isFortran) = parts[3]
        else { throw WeightsDefect.malformed("an array is described wrongly") }
        let type = try elementType(of: numpyTypes[index])
        guard !isFortran || shape.count < 2 else {
            throw WeightsDefect.unsupported("the first dimension of an array runs fastest")
        }
        guard case .bytes(let content) = parts[4], Self.byteCount(of: shape, type: type) == content.count
        else { throw WeightsDefect.malformed("an array's length differs from its shape") }
        return NumpyArray(shape: shape, type: type, content: content)
    }

    private func elementType(of type: NumpyType) throws -> ElementType {
        guard let element = type.elementType else {
            throw WeightsDefect.unsupported("it holds numbers of the type \(type.code.prefix(16))")
        }
        guard type.byteOrder == "<" || element.byteCount == 1 else {
            throw WeightsDefect.unsupported("its numbers are not little-endian")
        }
        return element
    }

    /// `nil` for a shape that no memory holds.
    private static func byteCount(of shape: [Int], type: ElementType) -> Int? {
        var count = type.byteCount
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }
}
