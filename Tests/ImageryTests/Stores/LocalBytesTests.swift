import Foundation
import Testing

@testable import Imagery

/// What reads servers and stores, on files of this machine, which GDAL opens in the same way.
struct LocalBytesTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func written(_ count: Int, name: String = "a.bin") throws -> (path: String, bytes: [UInt8]) {
        var generator = SystemPattern(state: 7)
        let bytes = (0..<count).map { _ in generator.next() }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
        return (folder.file(name), bytes)
    }

    /// Bytes without a period that a piece's length could hide.
    private struct SystemPattern {
        var state: UInt32

        mutating func next() -> UInt8 {
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }

    @Test func aFileUpToTheLimitIsReadWholeAndALongerOneNotAtAll() throws {
        let (path, bytes) = try written(1000)
        #expect(try RemoteBytes.contents(of: path, limit: 1000) == bytes)
        #expect(try RemoteBytes.contents(of: path, limit: 1001) == bytes)
        #expect(try RemoteBytes.contents(of: path, limit: 999) == nil)
        #expect(try RemoteBytes.contents(of: written(0, name: "empty").path, limit: 1000) == nil)
        #expect(try RemoteBytes.contents(of: written(1, name: "one").path, limit: 1)?.count == 1)
    }

    /// A piece is 8 MiB.
    @Test(arguments: [8 << 20, 8 << 20 + 1])
    func piecesAreSetTogetherInTheirOrder(count: Int) throws {
        let path = folder.file("long.bin")
        var words = [UInt32](repeating: 0, count: (count + 3) / 4)
        for position in words.indices { words[position] = UInt32(position) }
        let data = words.withUnsafeBytes { Data($0.prefix(count)) }
        try data.write(to: URL(fileURLWithPath: path))
        #expect(try RemoteBytes.contents(of: path, limit: 1 << 30).map { Data($0) } == data)
        try RemoteBytes.fetch(path, bytes: count, to: folder.file("b.bin"), by: folder.file("b.part"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("b.bin"))) == data)
        #expect(folder.names == ["b.bin", "long.bin"])
    }

    @Test func anEmptyFileIsFetched() throws {
        let path = try written(0).path
        try RemoteBytes.fetch(path, bytes: 0, to: folder.file("b.bin"), by: folder.file("b.part"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("b.bin"))).isEmpty)
        #expect(folder.names == ["a.bin", "b.bin"])
    }

    @Test func aFileOfAnotherSizeThanListedReplacesNothing() throws {
        let path = try written(500).path
        let older = Data("older".utf8)
        try older.write(to: URL(fileURLWithPath: folder.file("b.bin")))
        let error = #expect(throws: ImageryError.self) {
            try RemoteBytes.fetch(path, bytes: 501, to: folder.file("b.bin"), by: folder.file("b.part"))
        }
        #expect(error?.description.contains("has 500 bytes and was listed with 501") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("b.bin"))) == older)
        #expect(folder.names == ["a.bin", "b.bin"])
    }

    @Test func whatCannotBeWrittenHereLeavesNothing() throws {
        let path = try written(10).path
        let target = folder.file("none/b.bin")
        #expect(throws: ImageryError.cannotWrite(path: target, reason: "No such file or directory")) {
            try RemoteBytes.fetch(path, bytes: 10, to: target, by: folder.file("none/b.part"))
        }
        try FileManager.default.createDirectory(
            atPath: folder.file("taken"), withIntermediateDirectories: false)
        #expect(throws: ImageryError.self) {
            try RemoteBytes.fetch(path, bytes: 10, to: folder.file("taken"), by: folder.file("b.part"))
        }
        #expect(folder.names == ["a.bin", "taken"])
    }

    @Test func anOlderPartIsWrittenOver() throws {
        let (path, bytes) = try written(10)
        try Data(repeating: 1, count: 5000).write(to: URL(fileURLWithPath: folder.file("b.part")))
        try RemoteBytes.fetch(path, bytes: 10, to: folder.file("b.bin"), by: folder.file("b.part"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("b.bin"))) == Data(bytes))
        #expect(folder.names == ["a.bin", "b.bin"])
    }

    @Test func aFolderIsListedInTheOrderOfNamesWithAllBelow() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file("m/deep"), withIntermediateDirectories: true)
        let names = ["m/z.tif", "m/a.tif", "m/deep/ü & <x>.tif", "m/deep.tif", "m/A.tif", "m/10", "m/9"]
        for (count, name) in names.enumerated() { _ = try written(count, name: name) }
        let found = try RemoteStore.objects(below: folder.file("m"))
        let plain = names.map { String($0.dropFirst(2)) }
        #expect(found.map(\.name) == plain.sorted())
        #expect(found.map(\.bytes) == plain.sorted().compactMap { plain.firstIndex(of: $0) })
        #expect(try RemoteStore.objects(below: folder.file("m/")) == found)
        #expect(found.allSatisfy { !$0.version.isEmpty })
    }

    @Test func storesTakeFilesAndWebServersDoNot() {
        for address in ["s3://b/a.tif", "gs://b/a", "az://c/a", "/vsis3/b/a", "/vsigs/b/a", "/vsiaz/c/a"] {
            #expect(RemoteStore.takesFiles(address), "\(address)")
        }
        for path in [
            "https://h/a.tif", "/vsicurl/https://h/a", "a.tif", "/data/s3://b/a", "", "S3:/b", "./s3:/b/a",
        ] { #expect(!RemoteStore.takesFiles(path), "\(path)") }
    }

    /// Azure's parts would be seen under the name before the last one is there.
    @Test func onlyLargeFilesGoInParts() {
        let part = 64 << 20
        for store in ["s3://b/a", "gs://b/a", "/vsis3/b/a"] {
            #expect(!RemoteStore.goesInParts(store, bytes: 0) && !RemoteStore.goesInParts(store, bytes: part))
            #expect(RemoteStore.goesInParts(store, bytes: part + 1))
            #expect(RemoteStore.goesInParts(store, bytes: .max))
        }
        #expect(!RemoteStore.goesInParts("az://c/a", bytes: .max))
        #expect(!RemoteStore.goesInParts("/vsiaz/c/a", bytes: .max))
    }
}
