// Python objects, as data.

extension PickleMachine {
    mutating func executeObject(_ code: UInt8) throws -> Bool {
        switch code {
        case UInt8(ascii: "c"): try pushGlobal(module: try reader.line(), name: try reader.line())
        case 0x93:
            let names = try pop(2)
            guard case .text(let module) = names[0], case .text(let name) = names[1] else {
                throw WeightsDefect.malformed("a Python name is no text")
            }
            try pushGlobal(module: module, name: name)
        case UInt8(ascii: "Q"): try pushStorage(identifier: try pop())
        case UInt8(ascii: "R"):
            let call = try pop(2)
            guard case .global(let global) = call[0], let arguments = elements(of: call[1]) else {
                throw WeightsDefect.malformed("its pickle calls what is no Python name")
            }
            try apply(global, to: arguments)
        case UInt8(ascii: "b"):
            let state = try pop()
            try setState(state, of: try top())
        default: return false
        }
        return true
    }

    private mutating func pushGlobal(module: String, name: String) throws {
        guard let global = PickleGlobal(module: module, name: name) else {
            throw WeightsDefect.refusedGlobal(name: "\(module).\(name)")
        }
        stack.append(.global(global))
    }

    /// `('storage', type, key, device, element count)`, and in legacy files a view, which must be `None`.
    private mutating func pushStorage(identifier: PickleValue) throws {
        guard let parts = elements(of: identifier), parts.count >= 5, case .text("storage") = parts[0],
            case .global(.storage(let type)) = parts[1], case .text(let key) = parts[2],
            case .integer(let count) = parts[4], count >= 0
        else { throw WeightsDefect.malformed("a storage is described wrongly") }
        if parts.count > 5 {
            guard case .none = parts[5] else { throw WeightsDefect.unsupported("it holds views of storages") }
        }
        storages.append(PickledStorage(key: key, type: type, elementCount: count))
        stack.append(.storage(storages.count - 1))
    }

    private mutating func setState(_ state: PickleValue, of object: PickleValue) throws {
        switch object {
        // Attributes, such as the version numbers that PyTorch keeps: not needed.
        case .dictionary: break
        case .numpyType(let index): try setByteOrder(of: index, to: state)
        case .numpyArray(let index): numpyArrays[index] = try numpyArray(fromState: state)
        default: throw WeightsDefect.malformed("attributes are set on something that is no dictionary")
        }
    }

    private mutating func apply(_ global: PickleGlobal, to arguments: [PickleValue]) throws {
        switch global {
        case .orderedDictionary:
            pushDictionary(try arguments.isEmpty ? [] : entriesOfPairs(arguments[0]))
        case .rebuildTensor:
            try pushTensor(arguments)
        case .rebuildParameter:
            guard let value = arguments.first, case .tensor = value else {
                throw WeightsDefect.malformed("a parameter has no tensor")
            }
            stack.append(value)
        case .size:
            guard let value = arguments.first, let sizes = elements(of: value) else {
                throw WeightsDefect.malformed("a size is no tuple")
            }
            pushTuple(sizes)
        case .reconstructArray:
            numpyArrays.append(nil)
            stack.append(.numpyArray(numpyArrays.count - 1))
        case .numpyType:
            try pushNumpyType(arguments)
        case .storage:
            throw WeightsDefect.refusedGlobal(name: "a call of a torch storage")
        case .numpyArray:
            throw WeightsDefect.refusedGlobal(name: "a call of numpy.ndarray")
        }
    }

    private mutating func entriesOfPairs(_ value: PickleValue) throws -> [(
        key: PickleValue, value: PickleValue
    )] {
        guard let pairs = elements(of: value) else {
            throw WeightsDefect.malformed("an ordered dictionary is made of something that is no list")
        }
        // A list can be recalled again and again by a few bytes; what is copied may not outgrow the file.
        copiedEntryCount += pairs.count
        guard copiedEntryCount <= reader.bytes.count else {
            throw WeightsDefect.malformed("its dictionaries claim more entries than the file can hold")
        }
        return try pairs.map { pair in
            guard let entry = elements(of: pair), entry.count == 2 else {
                throw WeightsDefect.malformed("an ordered dictionary is made of something that is no pair")
            }
            return (entry[0], entry[1])
        }
    }

    /// Storage, offset, shape, strides; whether it has gradients and hooks does not matter here.
    private mutating func pushTensor(_ arguments: [PickleValue]) throws {
        guard arguments.count >= 4, case .storage(let storage) = arguments[0],
            case .integer(let offset) = arguments[1],
            let shape = integers(arguments[2]), let strides = integers(arguments[3])
        else { throw WeightsDefect.malformed("a tensor is described wrongly") }
        tensors.append(
            PickledTensor(storage: storages[storage], offset: offset, shape: shape, strides: strides))
        stack.append(.tensor(tensors.count - 1))
    }

    func integers(_ value: PickleValue) -> [Int]? {
        guard let values = elements(of: value), values.count <= TensorBudget.mostDimensions else {
            return nil
        }
        let integers = values.compactMap { if case .integer(let number) = $0 { number } else { nil } }
        return integers.count == values.count ? integers : nil
    }
}
