import AerialCore
import Testing

@testable import Networks

private let tensors = [
    TensorFixture("a.weight", key: "0", shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
    TensorFixture("a.bias", key: "1", shape: [2], values: [-1, 0.5]),
]

private func defect(_ bytes: [UInt8]) -> WeightsDefect? {
    do {
        _ = try WeightsFile.read(bytes, path: "weights")
        return nil
    } catch WeightsError.unreadable(_, let defect) {
        return defect
    } catch {
        Issue.record("another error: \(error)")
        return nil
    }
}

struct HostileWeightsTests {
    @Test func foreignPythonObjectsAreRefusedByName() {
        var pickle = PickleWriter()
        pickle.global("os", "system")
        pickle.raw("(")
        pickle.text("true")
        pickle.raw("tR.")
        #expect(defect(zipFile([("archive/data.pkl", pickle.bytes)])) == .refusedGlobal(name: "os.system"))
        var stackGlobal = PickleWriter()
        stackGlobal.text("builtins")
        stackGlobal.text("eval")
        stackGlobal.byte(0x93)
        #expect(defect(zipFile([("data.pkl", stackGlobal.bytes)])) == .refusedGlobal(name: "builtins.eval"))
    }

    @Test func instructionsBeyondStateDictionariesAreRefused() {
        // INST, which would call a class.
        #expect(
            defect(zipFile([("data.pkl", [0x80, 2] + Array("(ios\nsystem\n.".utf8))]))
                == .refusedInstruction(code: UInt8(ascii: "i")))
    }

    @Test(arguments: [
        ("II*\0....", "a TIFF image"), ("name,value\n1,2\n", "a text file"),
        ("<!DOCTYPE html><html>", "a web page"),
        ("", "an empty file"), ("abcdefgh{}", "a text file"),
    ]) func otherFilesAreNamed(content: String, what: String) {
        #expect(defect(Array(content.utf8)) == .unknownFormat(looksLike: what))
    }

    @Test func aFileThatIsNotThereIsNamedWithTheReason() {
        #expect(
            throws: WeightsError.cannotOpen(path: "/nowhere/w.pth", reason: "there is no such file or folder")
        ) {
            try WeightsFile.read(from: "/nowhere/w.pth")
        }
    }

    @Test func everyCutFileIsAnError() throws {
        let safetensors = try NetworkWeights(tensors: ["x": Tensor(shape: [2], values: [1, 2])]).safetensors()
        for bytes in [
            legacyFile(tensors), archiveFile(tensors), archiveFile(tensors, isWide: true), Array(safetensors),
        ] {
            for length in bytes.indices { #expect(defect(Array(bytes[..<length])) != nil) }
        }
    }

    @Test func viewsBeyondTheirStorageAreErrors() {
        for (offset, strides) in [
            (1, [3, 1]), (0, [4, 1]), (-1, [3, 1]), (0, [3, -1]), (0, [.max, .max]),
        ] {
            var tensor = tensors[0]
            tensor.offset = offset
            tensor.strides = strides.map { Int(Int32(truncatingIfNeeded: $0)) }
            #expect(defect(legacyFile([tensor])) != nil)
            #expect(defect(archiveFile([tensor])) != nil)
        }
    }

    @Test(arguments: [Int.max, Int.max / 2 + 1, 1 << 62]) func anAxisOfOneMayHaveAnyStride(stride: Int) throws
    {
        for (shape, strides) in [
            ([2, 1, 3], [3, stride, 1]), ([2, 3, 1], [1, 2, stride]), ([1, 2, 3], [stride, 1, 2]),
        ] {
            var tensor = tensors[0]
            tensor.shape = shape
            tensor.strides = strides
            for bytes in [legacyFile([tensor]), archiveFile([tensor])] {
                let read = try WeightsFile.read(bytes, path: "weights")["a.weight"]
                #expect(read?.shape == shape)
                #expect(read?.values.sorted() == [1, 2, 3, 4, 5, 6])
            }
        }
    }

    @Test func repeatedNumbersDoNotFillTheMemory() {
        var tensor = tensors[0]
        tensor.shape = [1 << 30, 1 << 30]
        tensor.strides = [0, 0]
        #expect(defect(archiveFile([tensor])) != nil)
    }

    @Test func recalledListsDoNotMultiply() {
        var pickle = PickleWriter()
        pickle.raw("](")
        for _ in 0..<2000 { pickle.bytesOfPair() }
        pickle.raw("eq\u{1}0")
        for _ in 0..<2000 {
            pickle.global("collections", "OrderedDict")
            pickle.raw("h\u{1}")
            pickle.byte(0x85)
            pickle.raw("R0")
        }
        pickle.raw("}.")
        #expect(
            defect(zipFile([("data.pkl", pickle.bytes)]))
                == .malformed("its dictionaries claim more entries than the file can hold"))
    }

    @Test func deepNestingNeitherCrashesNorReadsAsWeights() {
        let nested =
            [0x80, 2, UInt8(ascii: ")")] + [UInt8](repeating: 0x85, count: 300_000) + [UInt8(ascii: ".")]
        #expect(
            defect(zipFile([("data.pkl", nested)])) == .malformed("it holds no dictionary of named tensors"))
    }

    @Test func damagedFilesNeverCrash() throws {
        let safetensors = try NetworkWeights(tensors: ["x": Tensor(shape: [2], values: [1, 2])]).safetensors()
        var generator = SeededGenerator(seed: 11)
        for original in [
            legacyFile(tensors), archiveFile(tensors), archiveFile(tensors, isWide: true), Array(safetensors),
        ] {
            for _ in 0..<3000 {
                var bytes = original
                for _ in 0...Int.random(in: 0..<4, using: &generator) {
                    let index = Int.random(in: bytes.indices, using: &generator)
                    bytes[index] =
                        Bool.random(using: &generator) ? UInt8.random(in: 0...255, using: &generator) : 0xFF
                }
                _ = try? WeightsFile.read(bytes, path: "damaged")
            }
        }
    }
}

extension PickleWriter {
    fileprivate mutating func bytesOfPair() {
        raw("NN")
        byte(0x86)
    }
}
