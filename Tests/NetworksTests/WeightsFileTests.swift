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
    @Test(arguments: [nil, "state_dict", "model"]) func legacyFilesAreRead(wrapper: String?) throws {
        expectFixture(try WeightsFile.read(legacyFile(tensors, wrapper: wrapper), path: "old.pth"))
    }

    @Test(arguments: [nil, "state_dict", "model"]) func archivesAreRead(wrapper: String?) throws {
        expectFixture(try WeightsFile.read(archiveFile(tensors, wrapper: wrapper), path: "new.pth"))
    }

    @Test func archivesWithWideOffsetsAreRead() throws {
        expectFixture(try WeightsFile.read(archiveFile(tensors, isWide: true), path: "wide.pth"))
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
