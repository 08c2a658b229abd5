import Foundation
import Testing

@testable import Networks

private let tensors = [
    TensorFixture("a.weight", key: "0", shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
    TensorFixture("a.bias", key: "1", shape: [2], values: [-1, 0.5]),
]

private func expectFixture(_ file: WeightsFile) {
    #expect(file.names == ["a.weight", "a.bias"])
    #expect(file["a.weight"] == Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]))
    #expect(file["a.bias"] == Tensor(shape: [2], values: [-1, 0.5]))
}

struct WeightsFileTests {
    @Test(arguments: [nil, "state_dict", "model", "ema_state_dict"]) func legacyFilesAreRead(wrapper: String?)
        throws
    {
        expectFixture(try WeightsFile.read(legacyFile(tensors, wrapper: wrapper), path: "old.pth"))
    }

    @Test(arguments: [nil, "state_dict", "model"]) func archivesAreRead(wrapper: String?) throws {
        expectFixture(try WeightsFile.read(archiveFile(tensors, wrapper: wrapper), path: "new.pth"))
    }

    @Test func archivesWithWideOffsetsAreRead() throws {
        expectFixture(try WeightsFile.read(archiveFile(tensors, isWide: true), path: "wide.pth"))
    }

    /// PyTorch's own example for ImageNet keeps the best accuracy as a tensor beside the dictionary.
    @Test func aTensorBesideTheDictionaryIsNotTheWeights() throws {
        var writer = PickleWriter()
        writer.raw("}(")
        writer.text("best_acc1")
        writer.tensor(tensors[1], isLegacy: false)
        writer.text("state_dict")
        writer.stateDictionary(tensors, isLegacy: false)
        writer.raw("u")
        writer.stop()
        let storages = tensors.map { (name: "archive/data/\($0.key)", content: $0.storage) }
        expectFixture(
            try WeightsFile.read(
                zipFile([("archive/data.pkl", writer.bytes)] + storages), path: "checkpoint.pth"))
    }

    @Test func anIndexStandsForItsShards() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shards-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, shard) in [("a", "1.safetensors"), ("b", "2.safetensors")] {
            let weights = NetworkWeights(tensors: [
                name: Tensor(shape: [1], values: [1]), "stray": Tensor(shape: [1], values: [2]),
            ])
            try weights.safetensors().write(to: folder.appending(path: shard))
        }
        func read(_ map: String) throws -> WeightsFile {
            let index = folder.appending(path: "model.safetensors.index.json")
            try Data(#"{"metadata": {"total_size": 8}, "weight_map": {\#(map)}}"#.utf8).write(to: index)
            return try WeightsFile.read(from: index.path)
        }
        let file = try read(#""a": "1.safetensors", "b": "2.safetensors""#)
        #expect(Set(file.names) == ["a", "b"])
        for lacking in [
            #""a": "3.safetensors""#, #""a": "../1.safetensors""#, #""a": "/etc/passwd""#, #""a": """#,
        ] {
            #expect(throws: WeightsError.self) { try read(lacking) }
        }
    }

    @Test func safetensorsComeBackAsWritten() throws {
        let weights = NetworkWeights(tensors: [
            "b \"quoted\"/x": Tensor(shape: [], values: [7]),
            "a": Tensor(shape: [2, 2], values: [1, 2, 3, .infinity]),
            "empty": Tensor(shape: [0, 4], values: []),
        ])
        let bytes = Array(try weights.safetensors())
        let file = try WeightsFile.read(bytes, path: "w.safetensors")
        #expect(Dictionary(uniqueKeysWithValues: file.names.map { ($0, file[$0]) }) == weights.tensors)
        #expect(bytes == Array(try weights.safetensors()))
        let headerLength = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(headerLength % 8 == 0)
    }

    @Test(
        arguments: [
            ("F16", [0x00, 0x3C, 0x00, 0xC1, 0x01, 0x00], [1, -2.5, 0x1p-24]),
            ("BF16", [0x80, 0x3F, 0x20, 0xC0, 0x00, 0x00], [1, -2.5, 0]),
            (
                "F64",
                littleEndian((-0.125).bitPattern) + littleEndian((3.0).bitPattern) + littleEndian(UInt64(0)),
                [-0.125, 3, 0]
            ),
        ] as [(String, [UInt8], [Float])])
    func otherWidthsBecomeThirtyTwoBits(type: String, data: [UInt8], values: [Float]) throws {
        let header = Array(#"{"x":{"dtype":"\#(type)","shape":[3],"data_offsets":[0,\#(data.count)]}}"#.utf8)
        let file = try WeightsFile.read(littleEndian(UInt64(header.count)) + header + data, path: "w")
        #expect(file["x"]?.values == values)
    }

    @Test func stridesAndOffsetsPickTheRightNumbers() throws {
        var transposed = TensorFixture("t", key: "0", shape: [6], values: [0, 1, 2, 3, 4, 5])
        transposed.shape = [2, 2]
        transposed.strides = [1, 2]
        transposed.offset = 1
        let file = try WeightsFile.read(legacyFile([transposed]), path: "strided.pth")
        #expect(file["t"]?.values == [1, 3, 2, 4])
    }

    @Test func integerTensorsAreLeftOut() throws {
        var counter = TensorFixture("num_batches_tracked", key: "9", shape: [2], values: [0, 0])
        counter.storageType = "IntStorage"
        expectFixture(try WeightsFile.read(archiveFile(tensors + [counter]), path: "w"))
        expectFixture(try WeightsFile.read(legacyFile([counter] + tensors), path: "w"))
    }
}
