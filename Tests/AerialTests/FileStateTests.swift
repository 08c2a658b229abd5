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
}
