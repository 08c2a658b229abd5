/// The format of torch.save before PyTorch 1.6: five pickles (a magic number, a version, the machine's sizes, the
/// object, the keys of its storages), then each storage as a 64-bit count and its numbers.
enum TorchLegacy {
    static func read(_ bytes: [UInt8]) throws -> [(name: String, tensor: Tensor)] {
        var machine = PickleMachine(bytes)
        _ = try machine.load()
        guard case .integer(1001) = try machine.load() else {
            throw WeightsDefect.unsupported("its format version is not the known one, 1001")
        }
        try checkByteOrder(try machine.load(), of: machine)
        let dictionary = try StateDictionary(try machine.load(), of: machine)
        let keys = try storageKeys(try machine.load(), of: machine)
        let types = Dictionary(machine.storages.map { ($0.key, $0.type) }, uniquingKeysWith: { $1 })
        let starts = try storageStarts(keys, types: types, reader: ByteReader(bytes, from: machine.offset))
        return try dictionary.materialized(from: bytes) { storage in
            guard let start = starts[storage.key] else { throw WeightsDefect.truncated }
            guard types[storage.key] == storage.type, start.elementCount == storage.elementCount else {
                throw WeightsDefect.malformed("a storage's length differs from its description")
            }
            return start.offset
        }
    }

    private static func checkByteOrder(_ sizes: PickleValue, of machine: PickleMachine) throws {
        for case (.text("little_endian"), .boolean(false)) in machine.entries(of: sizes) ?? [] {
            throw WeightsDefect.unsupported("its numbers are big-endian")
        }
    }

    private static func storageKeys(_ value: PickleValue, of machine: PickleMachine) throws -> [String] {
        guard let elements = machine.elements(of: value) else {
            throw WeightsDefect.malformed("the list of its storages is missing")
        }
        return try elements.map { element in
            guard case .text(let key) = element else {
                throw WeightsDefect.malformed("a storage has no name")
            }
            return key
        }
    }

    /// A storage that the object does not name has an unknown width and ends the search; those before it are found.
    private static func storageStarts(
        _ keys: [String], types: [String: ElementType], reader: ByteReader
    ) throws -> [String: (offset: Int, elementCount: Int)] {
        var reader = reader
        var starts: [String: (offset: Int, elementCount: Int)] = [:]
        for key in keys {
            guard let type = types[key] else { break }
            let count = try reader.size()
            starts[key] = (reader.offset, count)
            try PickledStorage(key: key, type: type, elementCount: count).checkFits(in: reader.remaining)
            try reader.skip(count * type.byteCount)
        }
        return starts
    }
}
