internal import CGDAL

extension LabelRaster {
    /// True for a file with a place on Earth that has one band of whole numbers, as land cover has; its codes are not looked at.
    public static func isLandCover(_ path: String) -> Bool {
        guard let file = try? RasterFile(path: path), file.geoTransform != nil, !file.projection.isEmpty,
            file.bandCount == 1
        else { return false }
        return withExtendedLifetime(file) {
            GDALDataTypeIsInteger(GDALGetRasterDataType(file.band(1))) != 0
                && GDALGetMetadataItem(file.handle, ChangeRaster.classesKey, nil) == nil
        }
    }
}
