import Foundation
import Testing

@testable import Aerial

/// By what a run that goes on knows its inputs again.
struct FileStateTests {
    private func virtual(of source: String) -> String {
        """
        <VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
        <SourceFilename relativeToVRT="1">\(source)</SourceFilename><SourceBand>1</SourceBand>
        <SourceProperties RasterXSize="4" RasterYSize="4" DataType="Byte" BlockXSize="4" BlockYSize="4"/>
        <SrcRect xOff="0" yOff="0" xSize="4" ySize="4"/><DstRect xOff="0" yOff="0" xSize="4" ySize="4"/>
        </SimpleSource></VRTRasterBand></VRTDataset>
        """
    }

    @Test(arguments: ["inner.vrt", "outer.vrt"]) func aVirtualRasterChangesWithWhatItReads(name: String)
        throws
    {
        let folder = Scratch()
        func write(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder[name]))
        }
        try write("pixels", "a.tif")
        try write(virtual(of: "a.tif"), "inner.vrt")
        try write(virtual(of: "inner.vrt"), "outer.vrt")
        let before = FileState.of(folder[name])
        #expect(before == FileState.of(folder[name]) && before.contains("sources"))
        try write("other pixels", "a.tif")
        let after = FileState.of(folder[name])
        #expect(after != before)
        try write("a mask", name + ".msk")
        #expect(FileState.of(folder[name]) != after)
    }

    /// Moved by its `.prj`, the same shapes hold other tiles: what was kept of the first ones stood in the rows of others.
    @Test func anOutlineIsWhatLiesBesideItToo() throws {
        let folder = Scratch()
        // Big-endian file code and length in words, version and type; no shapes.
        var header = [UInt8](repeating: 0, count: 100)
        (header[2], header[3], header[27], header[28], header[32]) = (0x27, 0x0A, 50, 0xE8, 5)
        header[29] = 0x03
        for name in ["a.shp", "a.shx"] { try Data(header).write(to: URL(fileURLWithPath: folder[name])) }
        let place =
            "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174]]"
        try Data(place.utf8).write(to: URL(fileURLWithPath: folder["a.prj"]))
        let before = try LedgerPlan.checksums(ofArea: folder["a.shp"])
        #expect(try LedgerPlan.checksums(ofArea: folder["a.shp"]) == before)
        try Data(place.replacing("Greenwich\",0", with: "Paris\",2.337").utf8)
            .write(to: URL(fileURLWithPath: folder["a.prj"]))
        #expect(try LedgerPlan.checksums(ofArea: folder["a.shp"]) != before)
        // Alone it has its own checksum, as ledgers of older versions have it.
        try Data("{\"type\": \"FeatureCollection\", \"features\": []}".utf8)
            .write(to: URL(fileURLWithPath: folder["a.geojson"]))
        #expect(
            try LedgerPlan.checksums(ofArea: folder["a.geojson"])
                == FileChecksum.sha256(ofFile: folder["a.geojson"]))
    }

    /// Overviews that average are read in the place of the pixels, and a mask says which count.
    @Test(arguments: [".ovr", ".msk"]) func whatIsLaidBesideASceneChangesIt(ending: String) throws {
        let folder = Scratch()
        func write(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder[name]))
        }
        try write("pixels", "a.tif")
        try write(virtual(of: "a.tif"), "a.vrt")
        let before = ["a.tif", "a.vrt"].map { FileState.of(folder[$0]) }
        try write("more", "a.tif" + ending)
        let after = ["a.tif", "a.vrt"].map { FileState.of(folder[$0]) }
        #expect(before[0] != after[0] && before[1] != after[1])
        try write("other", "a.tif" + ending)
        #expect(FileState.of(folder["a.tif"]) != after[0])
    }

    /// A program that shows a file lays its statistics beside it; a nodata value there is another matter.
    @Test func statisticsBesideAPictureDoNotChangeIt() throws {
        let folder = Scratch()
        func auxiliary(_ band: String) throws {
            let text = """
                <PAMDataset>
                  <PAMRasterBand band="1">
                    \(band)
                  </PAMRasterBand>
                </PAMDataset>

                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder["a.tif.aux.xml"]))
        }
        let statistics = """
            <Histograms>
              <HistItem><HistMin>0</HistMin><HistCounts>1|2</HistCounts></HistItem>
            </Histograms>
            <Metadata>
              <MDI key="STATISTICS_MAXIMUM">255</MDI>
              <MDI key="STATISTICS_APPROXIMATE">YES</MDI>
            </Metadata>
            """
        try Data("pixels".utf8).write(to: URL(fileURLWithPath: folder["a.tif"]))
        let before = FileState.ofPicture(folder["a.tif"])
        try auxiliary(statistics)
        #expect(FileState.ofPicture(folder["a.tif"]) == before)
        try auxiliary("<NoDataValue>0</NoDataValue>")
        let told = FileState.ofPicture(folder["a.tif"])
        #expect(told != before)
        try auxiliary("<NoDataValue>0</NoDataValue>\n" + statistics)
        #expect(FileState.ofPicture(folder["a.tif"]) == told)
        try auxiliary("<NoDataValue>255</NoDataValue>")
        #expect(FileState.ofPicture(folder["a.tif"]) != told)
    }
}
