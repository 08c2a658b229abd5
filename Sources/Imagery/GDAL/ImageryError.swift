internal import AerialCore

/// What is wrong with a file of imagery, labels or places: what happened, to which file, and what to do next.
public enum ImageryError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case cannotOpenVectors(path: String, reason: String)
    /// An area of something else than polygons.
    case noPolygons(path: String)
    /// A virtual file that names what lies outside of its folder.
    case untrustedSource(path: String, names: String)
    /// A MrSID file, which no free decoder reads.
    case multiResolutionSID(path: String)
    case missingGeoreference(path: String)
    /// A place by control points alone, between which pixels have to be warped.
    case onlyControlPoints(path: String, count: Int)
    /// A place that is none on Earth, or pixels of no sensible size.
    case impossiblePlace(path: String, reason: String)
    /// Scenes that lie too far apart, or reach too far, for one grid.
    case tooWide(path: String, widthMeters: Double, heightMeters: Double)
    /// More pixels than a picture of one tile can sensibly have.
    case tooLargePicture(path: String, width: Int, height: Int)
    /// Pixels that are neither whole numbers from 0 nor fractions, nor whole numbers with a sign in 16 bits or more.
    case strangePixels(path: String, kind: String, advice: String)
    case cannotRead(path: String, reason: String)
    /// A server that gave a file's beginning no longer answers for it.
    case unreachable(path: String, reason: String)
    case cannotWrite(path: String, reason: String)
    /// An object store did not take a file.
    case cannotStore(path: String, reason: String)
    /// A folder of an object store could not be listed to its end.
    case cannotList(path: String, reason: String)
    /// A pipe or a device for a format that is not written from its beginning to its end.
    case needsFile(path: String)
    case unknownReference(definition: String)
    case cannotTransform(from: String, to: String, reason: String)
    case noSuchBand(path: String, band: Int, bandCount: Int)
    /// More bands than a picture has, and no word which of them are red, green and blue.
    case unnamedBands(path: String, bandCount: Int)
    /// Numbers of bands that are not one per band of the tile.
    case otherBandCount(path: String, given: Int, wanted: [String])
    /// The file does not say which of its bands these are.
    case missingBands(path: String, names: [String], bandCount: Int)
    /// The file's pixels are numbers of colours.
    case palettedBands(path: String, names: [String])
    /// A picture of a tile has others than the tiles that are wanted.
    case otherPictureBands(path: String, found: Int, wanted: [String])
    /// Land-cover codes between whole numbers.
    case fractionalCode(path: String, value: Double)
    /// A picture of a map where a raster of codes is wanted.
    case coloredLabels(path: String)
    /// Land-cover codes that a compression for pictures has changed.
    case lossyLabels(path: String, compression: String)
    /// Another file lies under the path than the one that a plan was made of.
    case otherThanDescribed(path: String)
    case smallerThanTile(path: String, widthMeters: Int, heightMeters: Int, tileMeters: Double)

    /// All that follows would fail likewise, so it costs a run and not a tile.
    public var endsAll: Bool { if case .unreachable = self { true } else { false } }

    /// Without what may be secret in addresses, which GDAL's reasons name too.
    public var description: String { FileName.withoutSecrets(text) }

    private var text: String {
        switch self {
        case .cannotOpen(let path, let reason) where RemotePlace.isRemote(path),
            .cannotOpenVectors(let path, let reason) where RemotePlace.isRemote(path):
            "cannot open \(path): \(Self.sentence(reason, about: path)) \(Self.remoteAdvice)"
        case .unreachable(let path, let reason):
            "the server of \(path) broke off and cannot be reached any more: \(Self.sentence(reason, about: path)) What was done "
                + "is kept where the command can go on with it (--resume)."
        case .cannotOpen(let path, let reason):
            "cannot open \(path): \(Self.sentence(reason, about: path)) "
                + OpeningFailure.advice(
                    reason, usual: "Check that it is a whole image file that gdalinfo reads.")
        case .cannotOpenVectors(let path, let reason):
            "cannot open \(path): \(Self.sentence(reason, about: path)) "
                + OpeningFailure.advice(
                    reason, usual: "Check that it is a whole vector file that ogrinfo reads.")
        case .noPolygons(let path):
            "\(path) holds no polygon, so it says no area. Give a file with the area's outline as a polygon."
        case .untrustedSource(let path, let names):
            "\(path) would have \(names) read, which lies outside of its folder or is no plain file. If you trust where it "
                + "comes from, pass --trust-sources; else give the imagery itself."
        case .multiResolutionSID(let path):
            "cannot read \(path): MrSID is a closed format without a free decoder. Convert it with its vendor's "
                + "mrsiddecode (or order the imagery as GeoTIFF, COG or JPEG 2000) and pass the result."
        case .missingGeoreference(let path):
            "\(path) does not say where it lies: it has no coordinate reference system or no position. "
                + "Add them with gdal_edit.py -a_srs EPSG:NNNN -a_ullr WEST NORTH EAST SOUTH, or give a GeoTIFF."
        case .onlyControlPoints(let path, let count):
            "\(path) says where it lies by \(count) control points alone. Warp it between them, which keeps its place: "
                + "gdalwarp -of COG -t_srs EPSG:NNNN IN OUT, with the UTM zone of the place for NNNN."
        case .impossiblePlace(let path, let reason):
            "\(path) says of its place what cannot be: \(Self.sentence(reason)) Correct it with gdal_edit.py -a_srs "
                + "EPSG:NNNN -a_ullr WEST NORTH EAST SOUTH."
        case .tooWide(let path, let widthMeters, let heightMeters):
            "\(path) would need a grid of \(Self.kilometers(widthMeters)) x \(Self.kilometers(heightMeters)) km, most of it "
                + "without imagery, or more tiles than a map holds. Score scenes that lie far apart one by one, and check "
                + "that each lies where it should."
        case .tooLargePicture(let path, let width, let height):
            "\(path) has \(width) x \(height) pixels: a picture that is one tile has at most "
                + "\(ImageFile.mostPixels) (8192 x 8192). Cut it into tiles, or shrink it: gdal_translate -outsize 1024 0."
        case .strangePixels(let path, let kind, let advice):
            "\(path) holds \(kind), which are not read. \(advice)"
        case .cannotRead(let path, let reason):
            "cannot read \(path): \(Self.sentence(reason, about: path)) The file may be cut short; get it again."
        case .cannotWrite(let path, let reason):
            "cannot write \(path): \(Self.sentence(reason)) \(WriteAdvice.sentence(reason))"
        case .cannotStore(let path, let reason):
            "cannot put \(path) into its store: \(Self.sentence(reason.isEmpty ? "it did not take it" : reason)) \(Self.remoteAdvice)"
        case .cannotList(let path, let reason):
            "cannot list \(path): \(Self.sentence(reason, about: path)) \(Self.remoteAdvice)"
        case .needsFile(let path):
            "\(path) is a pipe or a device, and a file of this kind is not written from its beginning to its end. Name a "
                + "file, or write CSV, GeoJSON or text into it."
        case .unknownReference(let definition):
            "'\(definition.prefix(80))' is no coordinate reference system that GDAL knows. Use a name such as EPSG:26919."
        case .cannotTransform(let source, let target, let reason):
            "no way from \(source) to \(target): \(Self.sentence(reason))"
        case .noSuchBand(let path, let band, let bandCount):
            "\(path) has no band \(band): its bands are 1 to \(bandCount). "
                + "Name one or three of them, red first, with --bands."
        case .unnamedBands(let path, let bandCount):
            "\(path) has \(bandCount) bands and does not say which are red, green and blue. Of scenes name them with "
                + "--bands; of pictures write those three into files of their own: gdal_translate -b RED -b GREEN -b BLUE."
        case .otherBandCount(let path, let given, let wanted):
            "\(given) bands of \(path) were named, and a tile has \(wanted.count) (\(wanted.joined(separator: ", "))). "
                + "Name one of the file's bands for each of them, in this order, with --bands."
        case .missingBands(let path, let names, let bandCount):
            "\(path) does not say which of its \(bandCount) bands is \(names.joined(separator: ", which is ")). Give imagery "
                + "that has \(names.count == 1 ? "it" : "them"), or name the bands' numbers in the order of the tile's bands "
                + "with --bands."
        case .palettedBands(let path, let names):
            "\(path) holds numbers of a colour table, which give red, green and blue and not "
                + "\(names.joined(separator: ", ")). Give imagery that has these bands."
        case .otherPictureBands(let path, let found, let wanted):
            "\(path) has \(found) \(found == 1 ? "band" : "bands"), and tiles of \(wanted.count) "
                + "(\(wanted.joined(separator: ", "))) are wanted. Give pictures with these bands, in this order."
        case .fractionalCode(let path, let value):
            "\(path) holds the value \(Float(value)): land-cover codes are whole numbers, and averaging between them makes "
                + "codes of other classes. Resample the original with nearest neighbour: gdalwarp -r near."
        case .coloredLabels(let path):
            "\(path) is a coloured picture: its bands are red, green and blue, not land-cover codes. Give the raster of "
                + "codes that it was drawn from."
        case .lossyLabels(let path, let compression):
            "\(path) is compressed as \(compression), which changes values: land-cover codes become others. Give the original, "
                + "or one that was compressed without loss (DEFLATE, LZW)."
        case .otherThanDescribed(let path):
            "\(path) is not the file that the tiles were planned on: its size, bands or position are others. Every "
                + "machine must find the same imagery under this path; plan again if it has changed."
        case .smallerThanTile(let path, let widthMeters, let heightMeters, let tileMeters):
            "\(path) covers \(widthMeters) m x \(heightMeters) m, less than one tile of "
                + "\(TileSpec.text(tileMeters)) m x \(TileSpec.text(tileMeters)) m. "
                + "Give imagery of a larger area, or score the file as a picture."
        }
    }

    private static let remoteAdvice =
        "Check the address, the network and, for a store, the credentials: what GDAL takes them from "
        + "(AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_S3_ENDPOINT, AZURE_STORAGE_CONNECTION_STRING, GOOGLE_APPLICATION_CREDENTIALS)."

    private static func kilometers(_ meters: Double) -> String { String(Int(meters / 1000)) }

    /// - Parameter path: a file that the message has named already, and GDAL's text often names again.
    private static func sentence(_ reason: String, about path: String? = nil) -> String {
        var text = reason.isEmpty ? "no reason was given" : reason
        for ending in [", ", ": "] {
            if let path, text.hasPrefix(path + ending) { text.removeFirst(path.count + ending.count) }
        }
        return text.hasSuffix(".") ? text : text + "."
    }
}
