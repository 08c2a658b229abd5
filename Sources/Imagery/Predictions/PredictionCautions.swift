internal import CGDAL
internal import Foundation

/// What whoever uses predictions must keep in mind: warnings of the imagery's scale, colours, borders and dates. They
/// travel with the predictions: in a table's `NAME.aerial.json`, in a class map's tag.
public enum PredictionCautions {
    /// A class map's tag, a line a caution.
    public static let key = "AERIAL_CAUTIONS"
    /// Of the file beside a table, after its whole name.
    static let ending = ".aerial.json"

    private struct Content: Codable {
        let cautions: [String]
    }

    /// Those that came with a table or a class map; none where nothing is said.
    public static func read(ofPredictions path: String) -> [String] {
        if ["tif", "tiff"].contains((path as NSString).pathExtension.lowercased()) {
            guard let file = try? RasterFile(path: path),
                let text = GDALGetMetadataItem(file.handle, key, nil)
            else {
                return []
            }
            return String(cString: text).split(separator: "\n").map { String($0) }
        }
        let data = FileManager.default.contents(atPath: path + ending)
        return data.flatMap { try? JSONDecoder().decode(Content.self, from: $0) }?.cautions ?? []
    }

    static func encoded(_ cautions: [String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Content(cautions: cautions)), as: UTF8.self) + "\n"
    }
}
