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
