/// The format of torch.save since PyTorch 1.6: a zip archive that holds `NAME/data.pkl`, one stored entry
/// `NAME/data/KEY` for each storage, and perhaps `NAME/byteorder`.
enum TorchArchive {
    static func read(_ bytes: [UInt8]) throws -> [(name: String, tensor: Tensor)] {
        let entries = try ZipDirectory.read(bytes)
        guard let pickle = entries.keys.filter({ $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }).min(),
            let pickleRange = try entries[pickle]?.content(in: bytes)
        else { throw WeightsDefect.unknownFormat(looksLike: "a zip archive without PyTorch's data.pkl") }
        let prefix = pickle.dropLast("data.pkl".count)
        if let order = try entries["\(prefix)byteorder"]?.content(in: bytes),
            bytes[order] == ArraySlice("big".utf8)
        {
            throw WeightsDefect.unsupported("its numbers are big-endian")
        }
        var machine = PickleMachine(bytes, from: pickleRange.lowerBound, to: pickleRange.upperBound)
        let dictionary = try StateDictionary(try machine.load(), of: machine)
        return try dictionary.materialized(from: bytes) { storage in
            guard let entry = entries["\(prefix)data/\(storage.key)"] else { throw WeightsDefect.truncated }
            let content = try entry.content(in: bytes)
            try storage.checkFits(in: content.count)
            return content.lowerBound
        }
    }
}
