import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Headers that claim what cannot be.
struct HostilePlaceTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    private func raster(_ change: (inout DrawnTIFF) -> Void) -> DrawnTIFF {
        var raster = DrawnTIFF(width: 230, height: 230, value: Pattern.value)
        change(&raster)
        return raster
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300, 1e12])
    func aCornerThatIsNoneOnEarthIsAnError(number: Double) throws {
        for (name, raster) in [
            ("west.tif", raster { $0.west = number }), ("north.tif", raster { $0.north = number }),
            (
                "degrees.tif",
                raster {
                    $0.west = number
                    $0.isGeographic = true
                    $0.epsg = 4326
                }
            ),
        ] {
            let path = try folder.drawn(name, raster)
            #expect(throws: ImageryError.self, "\(name)") { try Mosaic(paths: [path]) }
        }
    }

    @Test(arguments: [Double.nan, .infinity, 1e300, 1e9, 1e7, 1e-9, 1e-300])
    func aPixelOfNoSensibleSizeIsAnError(side: Double) throws {
        let path = try folder.drawn(
            "a.tif",
            raster {
                $0.pixelWidth = side
                $0.pixelHeight = side
            })
        #expect(throws: ImageryError.self) { try Mosaic(paths: [path]) }
    }

    @Test func scenesAtTheEndsOfTheEarthAreNoMosaic() throws {
        let near = try folder.drawn("a.tif", raster { _ in })
        let far = try folder.drawn(
            "b.tif",
            raster {
                $0.west = 9_000_000
                $0.north = -9_000_000
            })
        let error = #expect(throws: ImageryError.self) { try Mosaic(paths: [near, far]) }
        guard case .tooWide(let path, _, _) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(path.contains("a.tif with 1 more"))
    }

    @Test func scenesSomeKilometresApartAreOneMosaic() throws {
        let near = try folder.drawn("a.tif", raster { _ in })
        let far = try folder.drawn(
            "b.tif",
            raster {
                $0.west = 590_000
                $0.north = 3_910_000
            })
        #expect(try Mosaic(paths: [near, far]).grid.tileCount > 100_000)
    }

    @Test(.timeLimit(.minutes(1))) func aPipeIsWaitedForUnderNoName() throws {
        for name in ["a.png", "b.jpg", "c.tif"] {
            #expect(mkfifo(folder.file(name), 0o600) == 0)
            #expect(throws: ImageryError.self) { try ImageFile.read(path: folder.file(name), side: 64) }
            #expect(throws: ImageryError.self) { try Scene(path: folder.file(name)) }
        }
    }

    @Test func aPictureIsRefusedByItsHeaderWhenItIsTooLarge() throws {
        let path = folder.file("large.tif")
        try SparseTIFF(width: 200_000, height: 200_000, rowsPerStrip: 100).write(to: path)
        #expect(throws: ImageryError.tooLargePicture(path: path, width: 200_000, height: 200_000)) {
            try ImageFile.read(path: path, side: 224)
        }
        let message = "\(ImageryError.tooLargePicture(path: path, width: 200_000, height: 200_000))"
        #expect(message.contains("200000 x 200000") && message.contains("8192 x 8192"))
    }
}

/// A TIFF of three bands whose strips are all left out: a few bytes that claim any size.
private struct SparseTIFF {
    let width: UInt32
    let height: UInt32
    let rowsPerStrip: UInt32
    var isCompressed = false

    func write(to path: String) throws {
        let strips = Int((height + rowsPerStrip - 1) / rowsPerStrip)
        let arrays = 8 + 2 + 10 * 12 + 4
        func place(_ number: Int) -> UInt32 { strips == 1 ? 0 : UInt32(arrays + 6 + number * 4 * strips) }
        let tags: [(number: UInt16, type: UInt16, count: UInt32, value: UInt32)] = [
            (256, 4, 1, width), (257, 4, 1, height), (258, 3, 3, UInt32(arrays)),
            (259, 3, 1, isCompressed ? 8 : 1), (262, 3, 1, 2), (273, 4, UInt32(strips), place(0)),
            (277, 3, 1, 3), (278, 4, 1, rowsPerStrip), (279, 4, UInt32(strips), place(1)), (284, 3, 1, 1),
        ]
        var bytes: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 10, 0]
        func append(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
        }
        for tag in tags {
            append(tag.number)
            append(tag.type)
            append(tag.count)
            append(tag.value)
        }
        append(UInt32(0))
        for _ in 0..<3 { append(UInt16(8)) }
        bytes += [UInt8](repeating: 0, count: strips == 1 ? 0 : 8 * strips)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}
