import AerialCore
import Foundation
import Testing

@testable import Imagery

/// What a file may make the program read. Trust is the whole process's, so no test here gives it.
struct SourceTrustTests {
    private let folder: SceneFolder

    init() throws {
        folder = try SceneFolder()
        try FileManager.default.createDirectory(atPath: folder.file("in"), withIntermediateDirectories: true)
        _ = try folder.drawn("out.tif", raster)
        _ = try folder.drawn("in/scene.tif", raster)
        _ = try folder.drawn("in/.hidden.tif", raster)
    }

    private var raster: DrawnTIFF { DrawnTIFF(width: 230, height: 230, value: Pattern.value) }

    private func virtual(_ name: String, source: String, band: String = "") throws -> String {
        let text = """
            <VRTDataset rasterXSize="230" rasterYSize="230"><SRS>EPSG:26917</SRS>
            <GeoTransform>500000, 1, 0, 4000000, 0, -1</GeoTransform>
            \((1...3).map { number in
                """
                <VRTRasterBand dataType="Byte" band="\(number)"\(band)>\(source.replacing("BAND", with: "\(number)"))\
                </VRTRasterBand>
                """
            }.joined())
            </VRTDataset>
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
        return folder.file(name)
    }

    private func simple(_ file: String, relative: Bool = true) -> String {
        "<SimpleSource><SourceFilename relativeToVRT=\"\(relative ? 1 : 0)\">\(file)</SourceFilename>"
            + "<SourceBand>BAND</SourceBand></SimpleSource>"
    }

    @Test func filesOfItsOwnFolderAreRead() throws {
        for (name, source) in [
            ("in/a.vrt", "scene.tif"), ("in/b.vrt", "./.hidden.tif"), ("c.vrt", "in/scene.tif"),
            ("d.vrt", "in/a.vrt"),
        ] {
            let scene = try Scene(path: virtual(name, source: simple(source)))
            #expect(scene.bandCount == 3)
        }
        let absolute = try virtual("in/e.vrt", source: simple(folder.file("in/scene.tif"), relative: false))
        #expect(try Scene(path: absolute).bandCount == 3)
    }

    @Test(
        arguments: [
            "../out.tif", "/etc/passwd", "/vsicurl/http://127.0.0.1:9/a.tif", "http://127.0.0.1:9/a.tif",
            "/vsizip/scene.zip/a.tif", "link.tif", "up/out.tif", "WMS:http://127.0.0.1:9/?", "/vsistdin/",
            "&lt;VRTDataset&gt;&lt;VRTRasterBand&gt;&lt;SimpleSource&gt;&lt;SourceFilename&gt;/etc/passwd"
                + "&lt;/SourceFilename&gt;&lt;/SimpleSource&gt;&lt;/VRTRasterBand&gt;&lt;/VRTDataset&gt;",
        ])
    func filesOutsideOfItAreNot(source: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("in/link.tif"), withDestinationPath: "/etc/passwd")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("in/up"), withDestinationPath: folder.path)
        let isPrefixed = source.contains(":") && !source.hasPrefix("/") && !source.hasPrefix("&")
        let path = try virtual(
            "in/a.vrt", source: simple(source, relative: !source.hasPrefix("/") && !isPrefixed))
        let error = #expect(throws: ImageryError.self) { try Scene(path: path) }
        if isPrefixed { return }
        guard case .untrustedSource(let named, _) = error else {
            Issue.record("\(source): \(String(describing: error))")
            return
        }
        #expect(named == path)
    }

    /// Twelve files that name the next one a hundred times each.
    @Test(.timeLimit(.minutes(1))) func manyNamesOfTheSameFilesAreLookedAtOnce() throws {
        for number in 0..<12 {
            _ = try virtual(
                "in/\(number).vrt",
                source: String(
                    repeating: simple(number == 11 ? "scene.tif" : "\(number + 1).vrt"), count: 100))
        }
        let error = #expect(throws: ImageryError.self) { try SourceTrust.check(folder.file("in/0.vrt")) }
        guard case .untrustedSource = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func rawBytesChainsAndCodeAreRefused() throws {
        let raw = try virtual(
            "in/raw.vrt", source: "<SourceFilename relativeToVRT=\"0\">/etc/passwd</SourceFilename>",
            band: " subClass=\"VRTRawRasterBand\"")
        let code = try virtual(
            "in/code.vrt",
            source:
                "<PixelFunctionType>f</PixelFunctionType><PixelFunctionLanguage>Python</PixelFunctionLanguage>"
                + "<PixelFunctionCode>import os</PixelFunctionCode>" + simple("scene.tif"),
            band: " subClass=\"VRTDerivedRasterBand\"")
        _ = try virtual("in/inner.vrt", source: simple("../out.tif"))
        let chain = try virtual("in/outer.vrt", source: simple("inner.vrt"))
        for path in [raw, code, chain] {
            #expect(throws: ImageryError.self, "\(path)") { try Scene(path: path) }
        }
    }

    @Test func descriptionsOfServicesAndLayersElsewhereAreRefused() throws {
        let service = folder.file("in/service.xml")
        try Data(
            "<GDAL_WMS><Service name=\"TMS\"><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service></GDAL_WMS>"
                .utf8
        )
        .write(to: URL(fileURLWithPath: service))
        let layer = folder.file("in/layer.vrt")
        try Data(
            "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
                .utf8
        ).write(to: URL(fileURLWithPath: layer))
        for body in [
            { _ = try Scene(path: service) },
            { _ = try AreaOfInterest(path: layer, reference: CoordinateReference(definition: "EPSG:26917")) },
        ] as [() throws -> Void] {
            let error = #expect(throws: ImageryError.self, performing: body)
            guard case .untrustedSource = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }
}
