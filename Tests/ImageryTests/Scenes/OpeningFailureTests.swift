import AerialCore
import Foundation
import Testing

@testable import Imagery

/// What a user gives in the place of a scene or an area, and what is said of it: the cause, and what to do about just that.
struct OpeningFailureTests {
    let folder: SceneFolder

    init() throws {
        folder = try SceneFolder()
        try "a note".write(toFile: folder.file("note.txt"), atomically: true, encoding: .utf8)
        try Data().write(to: URL(fileURLWithPath: folder.file("empty.tif")))
        try FileManager.default.createDirectory(
            atPath: folder.file("scenes"), withIntermediateDirectories: true)
    }

    static let cases = [
        ("missing.tif", "there is no such file. Check the path."),
        ("scenes", "it is a folder. Give the files in it."),
        ("empty.tif", "it is empty. Check"), ("note.txt", "it is in no format that is known here. Check"),
    ]

    @Test(arguments: cases) func aSceneThatIsNone(name: String, said: String) throws {
        let path = folder.file(name)
        let error = #expect(throws: ImageryError.self) { try RasterFile(path: path) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.hasPrefix("cannot open \(path): \(said)"), "\(text)")
        #expect(!text.contains("recognized") && !text.contains("No such file or directory"))
    }

    @Test(arguments: [
        (
            "Byte", #"<Metadata domain="IMAGE_STRUCTURE"><MDI key="PIXELTYPE">SIGNEDBYTE</MDI></Metadata>"#,
            "signed bytes"
        ),
        ("CFloat32", "", "complex numbers"),
    ])
    func numbersThatWouldBeReadAsOthersAreRefused(type: String, metadata: String, said: String) throws {
        let path = folder.file("strange.vrt")
        try """
        <VRTDataset rasterXSize="4" rasterYSize="4">
        <VRTRasterBand dataType="Byte" band="1"/><VRTRasterBand dataType="\(type)" band="2">\(metadata)</VRTRasterBand>
        </VRTDataset>
        """.write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: ImageryError.self) { try RasterFile(path: path) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.hasPrefix("\(path) holds \(said), which are not read. Write"), "\(text)")
    }

    @Test func aFolderOfAnArchiveIsToldAsOne() throws {
        try archive(of: "Forest/a.txt").write(to: URL(fileURLWithPath: folder.file("pictures.tar")))
        let path = "/vsitar/\(folder.file("pictures.tar"))/Forest"
        let error = #expect(throws: ImageryError.self) { try RasterFile(path: path) }
        #expect(error.map { "\($0)".contains("it is a folder of an archive. Give a file in it") } == true)
        let file = #expect(throws: ImageryError.self) { try RasterFile(path: "\(path)/a.txt") }
        #expect(file.map { "\($0)".contains("folder of an archive") } == false)
    }

    /// A tar with one file that holds a few words.
    private func archive(of name: String) -> Data {
        let content = Array("a picture".utf8)
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at start: Int) {
            for (offset, byte) in text.utf8.enumerated() { header[start + offset] = byte }
        }
        put(name, at: 0)
        put("0000644\0" + "0000000\0" + "0000000\0", at: 100)
        put(String(format: "%011o", content.count) + "\0" + "00000000000\0" + "        " + "0", at: 124)
        put("ustar\0" + "00", at: 257)
        put(String(format: "%06o", header.reduce(0) { $0 + Int($1) }) + "\0 ", at: 148)
        return Data(header + content + [UInt8](repeating: 0, count: 512 - content.count + 1024))
    }

    @Test(arguments: cases) func anAreaThatIsNone(name: String, said: String) throws {
        let reference = try CoordinateReference(definition: "EPSG:26917")
        let path = folder.file(name)
        let error = #expect(throws: ImageryError.self) {
            try AreaOfInterest(path: path, reference: reference)
        }
        #expect(error.map { "\($0)".contains(said) } == true, "\(String(describing: error))")
    }

    /// The file is whole, so nobody should be sent to get it again.
    @Test func anAreaOfPointsIsSaidToHoldNoPolygon() throws {
        let json =
            #"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[-80.7,36.1]}}"#
        try json.write(toFile: folder.file("p.geojson"), atomically: true, encoding: .utf8)
        let reference = try CoordinateReference(definition: "EPSG:26917")
        #expect(throws: ImageryError.noPolygons(path: folder.file("p.geojson"))) {
            try AreaOfInterest(path: folder.file("p.geojson"), reference: reference)
        }
    }
}
