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

    private func isRefused(_ path: String) -> Bool {
        do { try SourceTrust.check(path) } catch ImageryError.untrustedSource(let named, _) {
            return named == path
        } catch {}
        return false
    }

    /// The name of a source as a document that names a file outside, escaped for the document around it. GDAL finds the root's
    /// name wherever it stands.
    @Test(
        arguments: [
            "", " ", "\n\t ", "\u{FEFF}", "\u{A0}", "x", "scene.tif", "./", "<a b=\"<VRTDataset\"/>", "/etc/",
            "a/../",
        ])
    func documentsInsideOfDocumentsAreJudgedWhateverStandsBefore(start: String) throws {
        func document(_ source: String) -> String {
            let text =
                start
                + "<VRTDataset rasterXSize=\"230\" rasterYSize=\"230\"><VRTRasterBand dataType=\"Byte\" band=\"1\">"
                + simple(source, relative: false) + "</VRTRasterBand></VRTDataset>"
            return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
                "\"", with: "&quot;")
        }
        for isRelative in [true, false] {
            let bad = try virtual("in/bad.vrt", source: simple(document("/etc/passwd"), relative: isRelative))
            #expect(isRefused(bad), "\(start)")
            let good = try virtual(
                "in/good.vrt", source: simple(document(folder.file("in/scene.tif")), relative: isRelative))
            #expect(!isRefused(good), "\(start)")
        }
    }

    /// GDAL's parser takes capitals for small letters, and an attribute for an element.
    @Test(
        arguments: [
            "<sourcefilename>@</sourcefilename>",
            "<SOURCEFILENAME relativetovrt=\"0\">@</SOURCEFILENAME>",
            "<SourceFilename><![CDATA[@]]></SourceFilename>", "<sourceDataset>@</sourceDataset>",
            "<DEMPath>@</DEMPath>",
        ])
    func namesAreFoundHoweverTheirElementIsWritten(element: String) throws {
        for (name, isOutside) in [("/etc/passwd", true), (folder.file("in/scene.tif"), false)] {
            let source =
                "<SimpleSource>\(element.replacing("@", with: name))<SourceBand>1</SourceBand></SimpleSource>"
            #expect(try isRefused(virtual("in/a.vrt", source: source)) == isOutside, "\(element)")
        }
    }

    @Test func namesInAttributesAreFound() throws {
        for (name, isOutside) in [("/etc/passwd", true), (folder.file("in/scene.tif"), false)] {
            for attribute in ["SourceFilename", "sourcefilename"] {
                let source =
                    "<SimpleSource \(attribute)=\"\(name)\"><SourceBand>1</SourceBand></SimpleSource>"
                #expect(try isRefused(virtual("in/a.vrt", source: source)) == isOutside)
            }
        }
        #expect(try isRefused(virtual("in/b.vrt", source: "<SimpleSource PixelFunctionCode=\"import os\"/>")))
    }

    @Test(
        arguments: [
            "GTIFF_DIR:1:/etc/a.tif", "PG:host=127.0.0.1", "NETCDF:\"../a.nc\":v",
            "derived_subdataset:A:/etc/a.tif",
        ])
    func wordsOfDriversAreNoFiles(name: String) throws {
        // Also where the program runs in the file's own folder.
        let source =
            "<SimpleSource><SourceFilename>\(name.replacing("\"", with: "&quot;"))</SourceFilename></SimpleSource>"
        for isRelative in ["0", "1"] {
            let path = try virtual(
                "in/a.vrt",
                source: source.replacing(
                    "<SourceFilename>", with: "<SourceFilename relativeToVRT=\"\(isRelative)\">"))
            #expect(isRefused(path))
        }
        #expect(try !isRefused(virtual("in/b.vrt", source: simple("m_12:30:00.tif"))))
    }

    /// Unicode writes é in two ways, and a disk keeps both apart.
    @Test func namesThatLookAlikeAreTwoFilesAndTwoFolders() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        #expect(composed == decomposed)
        _ = try virtual("in/\(composed).vrt", source: simple("scene.tif"))
        _ = try virtual("in/\(decomposed).vrt", source: simple("../out.tif"))
        for names in [[composed, decomposed], [decomposed, composed]] {
            let both = try virtual("in/a.vrt", source: names.map { simple("\($0).vrt") }.joined())
            #expect(isRefused(both))
        }
        for name in [composed, decomposed] {
            try FileManager.default.createDirectory(
                atPath: folder.file("in/\(name)"), withIntermediateDirectories: true)
            _ = try folder.drawn("in/\(name)/s.tif", raster)
        }
        let other = folder.file("in/\(decomposed)/s.tif")
        #expect(try isRefused(virtual("in/\(composed)/a.vrt", source: simple(other, relative: false))))
        #expect(try !isRefused(virtual("in/\(decomposed)/a.vrt", source: simple(other, relative: false))))
    }
}
