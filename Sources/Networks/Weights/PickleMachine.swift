/// Interprets the part of Python's pickle language that state dictionaries are written in, and executes nothing:
/// a global is one of a few known names or an error. Work and memory are proportional to the bytes read.
struct PickleMachine {
    var reader: ByteReader
    var stack: [PickleValue] = []
    private var memo: [Int: PickleValue] = [:]
    private var tuples: [[PickleValue]] = []
    private var lists: [[PickleValue]] = []
    private var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
    var storages: [PickledStorage] = []
    var copiedEntryCount = 0
    var tensors: [PickledTensor] = []
    var numpyTypes: [NumpyType] = []
    var numpyArrays: [NumpyArray?] = []

    init(_ bytes: [UInt8], from offset: Int = 0, to end: Int? = nil) {
        reader = ByteReader(bytes, from: offset, to: end)
    }

    /// Where the last value ended.
    var offset: Int { reader.offset }

    /// Reads one pickled value, up to and with its STOP.
    mutating func load() throws -> PickleValue {
        stack = []
        memo = [:]
        while true {
            let code = try reader.integer(UInt8.self)
            if code == UInt8(ascii: ".") { return try pop() }
            try execute(code)
        }
    }

    func elements(of value: PickleValue) -> [PickleValue]? {
        switch value {
        case .tuple(let index): tuples[index]
        case .list(let index): lists[index]
        default: nil
        }
    }

    func entries(of value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        if case .dictionary(let index) = value { dictionaries[index] } else { nil }
    }

    func tensor(of value: PickleValue) -> PickledTensor? {
        if case .tensor(let index) = value { tensors[index] } else { nil }
    }

    private mutating func execute(_ code: UInt8) throws {
        if try executeScalar(code) { return }
        if try executeContainer(code) { return }
        if try executeStackOrMemo(code) { return }
        if try executeObject(code) { return }
        throw WeightsDefect.refusedInstruction(code: code)
    }
}

// MARK: - Numbers and text

extension PickleMachine {
    private mutating func executeScalar(_ code: UInt8) throws -> Bool {
        switch code {
        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88: stack.append(.boolean(true))
        case 0x89: stack.append(.boolean(false))
        case UInt8(ascii: "J"): stack.append(.integer(Int(try reader.integer(Int32.self))))
        case UInt8(ascii: "K"): stack.append(.integer(Int(try reader.integer(UInt8.self))))
        case UInt8(ascii: "M"): stack.append(.integer(Int(try reader.integer(UInt16.self))))
        case 0x8A: stack.append(try longInteger(Int(try reader.integer(UInt8.self))))
        case 0x8B: stack.append(try longInteger(Int(try reader.integer(UInt32.self))))
        case UInt8(ascii: "G"):
            stack.append(.number(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped)))
        case 0x8C: stack.append(.text(try reader.text(Int(try reader.integer(UInt8.self)))))
        case UInt8(ascii: "X"): stack.append(.text(try reader.text(Int(try reader.integer(UInt32.self)))))
        case 0x8D: stack.append(.text(try reader.text(try reader.size())))
        case UInt8(ascii: "C"), UInt8(ascii: "U"):
            try appendBytes(Int(try reader.integer(UInt8.self)))
        case UInt8(ascii: "B"), UInt8(ascii: "T"):
            try appendBytes(Int(try reader.integer(UInt32.self)))
        case 0x8E: try appendBytes(try reader.size())
        default: return false
        }
        return true
    }

    private mutating func appendBytes(_ byteCount: Int) throws {
        let start = reader.offset
        try reader.skip(byteCount)
        stack.append(.bytes(start..<reader.offset))
    }

    /// Two's complement, little-endian; a number of more than 64 bits is read over.
    private mutating func longInteger(_ byteCount: Int) throws -> PickleValue {
        let bytes = try reader.bytes(byteCount)
        guard byteCount <= 8 else { return .opaque }
        let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let unused = UInt64(64 - 8 * byteCount)
        return .integer(byteCount == 0 ? 0 : Int(Int64(bitPattern: bits << unused) >> Int64(unused)))
    }
}

// MARK: - Tuples, lists and dictionaries

extension PickleMachine {
    private mutating func executeContainer(_ code: UInt8) throws -> Bool {
        switch code {
        case UInt8(ascii: ")"): pushTuple([])
        case 0x85: pushTuple(try pop(1))
        case 0x86: pushTuple(try pop(2))
        case 0x87: pushTuple(try pop(3))
        case UInt8(ascii: "t"): pushTuple(try popToMark())
        case UInt8(ascii: "]"): pushList([])
        case UInt8(ascii: "l"): pushList(try popToMark())
        case UInt8(ascii: "}"): pushDictionary([])
        case UInt8(ascii: "d"): pushDictionary(try pairs(try popToMark()))
        case UInt8(ascii: "a"): try extendList(with: try pop(1))
        case UInt8(ascii: "e"): try extendList(with: try popToMark())
        case UInt8(ascii: "s"): try extendDictionary(with: try pairs(try pop(2)))
        case UInt8(ascii: "u"): try extendDictionary(with: try pairs(try popToMark()))
        default: return false
        }
        return true
    }

    mutating func pushTuple(_ values: [PickleValue]) {
        tuples.append(values)
        stack.append(.tuple(tuples.count - 1))
    }

    private mutating func pushList(_ values: [PickleValue]) {
        lists.append(values)
        stack.append(.list(lists.count - 1))
    }

    mutating func pushDictionary(_ entries: [(key: PickleValue, value: PickleValue)]) {
        dictionaries.append(entries)
        stack.append(.dictionary(dictionaries.count - 1))
    }

    private func pairs(_ values: [PickleValue]) throws -> [(key: PickleValue, value: PickleValue)] {
        guard values.count % 2 == 0 else {
            throw WeightsDefect.malformed("a dictionary has a key without a value")
        }
        return stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
    }

    private mutating func extendList(with values: [PickleValue]) throws {
        guard case .list(let index)? = stack.last else {
            throw WeightsDefect.malformed("values are appended to something that is no list")
        }
        lists[index] += values
    }

    private mutating func extendDictionary(with entries: [(key: PickleValue, value: PickleValue)]) throws {
        guard case .dictionary(let index)? = stack.last else {
            throw WeightsDefect.malformed("entries are added to something that is no dictionary")
        }
        dictionaries[index] += entries
    }
}

// MARK: - The stack and the memo

extension PickleMachine {
    private mutating func executeStackOrMemo(_ code: UInt8) throws -> Bool {
        switch code {
        case 0x80: try reader.skip(1)  // protocol
        case 0x95: try reader.skip(8)  // frame
        case UInt8(ascii: "("): stack.append(.mark)
        case UInt8(ascii: "0"): _ = try pop()
        case UInt8(ascii: "1"): _ = try popToMark()
        case UInt8(ascii: "2"): stack.append(try top())
        case UInt8(ascii: "q"): memo[Int(try reader.integer(UInt8.self))] = try top()
        case UInt8(ascii: "r"): memo[Int(try reader.integer(UInt32.self))] = try top()
        case 0x94: memo[memo.count] = try top()
        case UInt8(ascii: "h"): try recall(Int(try reader.integer(UInt8.self)))
        case UInt8(ascii: "j"): try recall(Int(try reader.integer(UInt32.self)))
        default: return false
        }
        return true
    }

    private mutating func recall(_ index: Int) throws {
        guard let value = memo[index] else {
            throw WeightsDefect.malformed("its pickle recalls what it never kept")
        }
        stack.append(value)
    }

    func top() throws -> PickleValue {
        guard let value = stack.last else { throw WeightsDefect.malformed("its pickle runs out of values") }
        return value
    }

    mutating func pop() throws -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    mutating func pop(_ count: Int) throws -> [PickleValue] {
        guard stack.count >= count else { throw WeightsDefect.malformed("its pickle runs out of values") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws -> [PickleValue] {
        let index = stack.lastIndex { if case .mark = $0 { true } else { false } }
        guard let index else { throw WeightsDefect.malformed("its pickle closes what it never opened") }
        defer { stack.removeLast(stack.count - index) }
        return Array(stack[(index + 1)...])
    }
}
