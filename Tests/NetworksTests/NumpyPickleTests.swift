import AerialCore
import Testing

@testable import Networks

private let kernel = ArrayFixture(shape: [1, 2, 3], values: [1, 2, 3, 4, 5, 6])
private let bias = ArrayFixture(shape: [2], values: [-1, 0.5])

private func defect(_ bytes: [UInt8]) -> WeightsDefect? {
    do {
        _ = try WeightsFile.read(bytes, path: "weights.pkl")
        return nil
    } catch WeightsError.unreadable(_, let defect) {
        return defect
    } catch {
        Issue.record("another error: \(error)")
        return nil
    }
}

/// A pickle with one changed array in it.
private func defect(changing change: (inout ArrayFixture) -> Void) -> WeightsDefect? {
    var array = kernel
    change(&array)
    return defect(numpyFile(array, bias))
}

struct NumpyPickleTests {
    @Test func namesArePathsOfKeysAndPositions() throws {
        let file = try WeightsFile.read(numpyFile(kernel, bias), path: "weights.pkl")
        #expect(file.names == ["net.kernel", "net.bias", "pair.0", "pair.1"])
        for name in ["net.kernel", "pair.0"] {
            #expect(file[name] == Tensor(shape: [1, 2, 3], values: [1, 2, 3, 4, 5, 6]))
        }
        #expect(file["pair.1"] == Tensor(shape: [2], values: [-1, 0.5]))
    }

    @Test func otherWidthsBecomeThirtyTwoBitsAndIntegersAreLeftOut() throws {
        var wide = ArrayFixture(shape: [2], values: [])
        wide.type = "f8"
        wide.content = littleEndian((-0.125).bitPattern) + littleEndian((3.0).bitPattern)
        var counter = ArrayFixture(shape: [1], values: [])
        counter.type = "i8"
        counter.content = littleEndian(Int64(7))
        let file = try WeightsFile.read(numpyFile(wide, counter), path: "weights.pkl")
        #expect(file.names == ["net.kernel", "pair.0"])
        #expect(file["pair.0"]?.values == [-0.125, 3])
    }

    @Test(arguments: [[1, 2, 4], [7], [-1, -6], [1 << 30, 1 << 30, 1 << 30], [], [1 << 30, 0]])
    func aShapeThatLiesIsRefused(shape: [Int]) {
        #expect(
            defect { $0.shape = shape } == .malformed("an array's length differs from its shape"))
    }

    @Test func whatIsNoPlainNumberIsRefused() {
        #expect(defect { $0.type = "O8" } == .unsupported("it holds numbers of the type O8"))
        #expect(defect { $0.byteOrder = ">" } == .unsupported("its numbers are not little-endian"))
        #expect(
            defect { $0.isFortran = true } == .unsupported("the first dimension of an array runs fastest"))
        #expect(
            defect { $0.shape = Array(repeating: 1, count: 9) } == .malformed("an array is described wrongly")
        )
    }

    @Test func foreignObjectsAreRefusedByName() {
        var writer = PickleWriter()
        writer.global("os", "system")
        writer.stop()
        #expect(defect(writer.bytes) == .refusedGlobal(name: "os.system"))
        var call = PickleWriter()
        call.global("numpy", "ndarray")
        call.raw(")R.")
        #expect(defect(call.bytes) == .refusedGlobal(name: "a call of numpy.ndarray"))
        var load = PickleWriter()
        load.global("numpy", "load")
        load.stop()
        #expect(defect(load.bytes) == .refusedGlobal(name: "numpy.load"))
    }

    @Test func aPickleWithoutArraysIsNoWeightsFile() {
        #expect(defect(Array("\u{0}".utf8)) != nil)
        #expect(defect([0x80, 3] + Array("}.".utf8)) == .malformed("it holds no named arrays of numbers"))
    }

    /// An array that never got its state is not read as one.
    @Test func anArrayWithoutStateIsNone() {
        var writer = PickleWriter()
        writer.global("numpy.core.multiarray", "_reconstruct")
        writer.raw(")R.")
        #expect(defect(writer.bytes) == .malformed("it holds no named arrays of numbers"))
    }

    /// `d = {}; d["x"] = d`
    @Test func circlesEnd() {
        var writer = PickleWriter()
        writer.raw("}q\u{1}")
        writer.text("x")
        writer.raw("h\u{1}s.")
        #expect(defect(writer.bytes) == .malformed("its containers claim more than the file can hold"))
    }

    @Test func recalledArraysAndNamesDoNotMultiply() {
        let claims = "its containers claim more than the file can hold"
        for (key, expected) in [("k", nil), (String(repeating: "k", count: 5000), claims)] {
            var writer = PickleWriter()
            writer.text(key)
            writer.raw("q\u{1}0")
            writer.array(kernel)
            writer.raw("q\u{2}0}(")
            for _ in 0..<20 { writer.raw("h\u{1}h\u{2}") }
            writer.raw("u.")
            #expect(defect(writer.bytes) == expected.map { .malformed($0) })
        }
        // Lists of lists of lists, each twice the one before.
        var writer = PickleWriter()
        writer.array(kernel)
        for _ in 0..<7 {
            writer.raw("q\u{1}0](")
            for _ in 0..<20 { writer.raw("h\u{1}") }
            writer.raw("e")
        }
        writer.raw(".")
        #expect(defect(writer.bytes) == .malformed(claims))
    }

    @Test func everyCutFileIsAnErrorAndDamagedOnesNeverCrash() {
        let original = numpyFile(kernel, bias)
        for length in original.indices { #expect(defect(Array(original[..<length])) != nil) }
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<5000 {
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
