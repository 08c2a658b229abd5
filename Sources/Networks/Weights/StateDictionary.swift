/// The named tensors in a checkpoint: the dictionary itself, or the one it keeps as `state_dict`, `model` or another of
/// the usual names.
struct StateDictionary {
    let tensors: [(name: String, tensor: PickledTensor)]

    private static let wrappers = [
        "state_dict", "model", "model_state_dict", "module", "net", "network", "params", "weights",
        "state_dict_ema", "model_ema", "ema_state_dict", "ema_model", "ema",
    ]
    private static let deepestWrapper = 4

    init(_ value: PickleValue, of machine: PickleMachine) throws {
        var value = value
        for _ in 0..<Self.deepestWrapper {
            guard let entries = machine.entries(of: value) else { break }
            // A best accuracy or a step may stand beside the dictionary as tensors of their own.
            if let inner = Self.wrapped(in: entries, of: machine) {
                value = inner
                continue
            }
            tensors = Self.tensors(in: entries, of: machine)
            guard !tensors.isEmpty else { break }
            return
        }
        throw WeightsDefect.malformed("it holds no dictionary of named tensors")
    }

    private static func tensors(
        in entries: [(key: PickleValue, value: PickleValue)], of machine: PickleMachine
    ) -> [(name: String, tensor: PickledTensor)] {
        entries.compactMap { entry in
            guard case .text(let name) = entry.key, let tensor = machine.tensor(of: entry.value) else {
                return nil
            }
            return (name, tensor)
        }
    }

    private static func wrapped(
        in entries: [(key: PickleValue, value: PickleValue)], of machine: PickleMachine
    ) -> PickleValue? {
        for name in wrappers {
            for case (.text(name), let value) in entries where machine.entries(of: value) != nil {
                return value
            }
        }
        return nil
    }

    /// Copies all floating-point tensors.
    /// - Parameter storageStart: the first byte of a storage, after checking that all of it is there.
    func materialized(
        from bytes: [UInt8], storageStart: (PickledStorage) throws -> Int
    ) throws -> [(name: String, tensor: Tensor)] {
        var budget = TensorBudget(fileByteCount: bytes.count)
        return try tensors.compactMap { name, tensor in
            if case .integer = tensor.storage.type { return nil }
            let start = try storageStart(tensor.storage)
            return (name, try tensor.materialized(from: bytes, start: start, budget: &budget))
        }
    }
}

extension PickledStorage {
    /// - Throws: ``WeightsDefect/truncated`` when `available` bytes do not hold the storage.
    func checkFits(in available: Int) throws {
        let (byteCount, overflow) = elementCount.multipliedReportingOverflow(by: type.byteCount)
        guard !overflow, byteCount <= available else { throw WeightsDefect.truncated }
    }
}
