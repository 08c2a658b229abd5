import CGDAL
import Testing

/// A table of vectors that is filled in as a person does it.
struct LabelFilling {
    let path: String

    init(_ path: String) throws { self.path = path }

    /// Writes the texts into a field, row by row, again from the first when they are used up.
    func fill(_ field: String, with texts: [String]) throws {
        let flags = UInt32(GDAL_OF_VECTOR | GDAL_OF_UPDATE)
        let opened = GDALOpenEx(path, flags, nil, nil, nil)
        let dataset = try #require(opened)
        defer { GDALClose(dataset) }
        let first = GDALDatasetGetLayer(dataset, 0)
        let layer = try #require(first)
        let index = OGR_FD_GetFieldIndex(OGR_L_GetLayerDefn(layer), field)
        try #require(index >= 0)
        var row = 0
        OGR_L_ResetReading(layer)
        while let feature = OGR_L_GetNextFeature(layer) {
            defer { OGR_F_Destroy(feature) }
            OGR_F_SetFieldString(feature, index, texts[row % texts.count])
            #expect(OGR_L_SetFeature(layer, feature) == OGRERR_NONE)
            row += 1
        }
    }
}
