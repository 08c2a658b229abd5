public import AerialCore
internal import CGDAL
internal import Foundation

/// What predictions say of how they came to be, for whoever uses them. It travels with them: beside a table as
/// `NAME.aerial.json`, in a class map as tags.
public struct PredictionRecord: Codable, Equatable, Sendable {
    /// The model that made them, and how good it is.
    public struct Model: Codable, Equatable, Sendable {
        /// The model's folder, without the folders above it.
        public let name: String
        /// The share of held-out tiles that it got right, 0 to 1; `nil` where it was not judged.
        public let accuracy: Double?
        /// How many tiles that was judged on.
        public let heldOutTiles: Int

        /// - Parameter accuracy: the share of held-out tiles that it got right, 0 to 1.
        public init(name: String, accuracy: Double?, heldOutTiles: Int) {
            self.name = name
            self.accuracy = accuracy
            self.heldOutTiles = heldOutTiles
        }
    }

    /// What must be kept in mind of them: warnings of the imagery's scale, colours, borders and dates.
    public var cautions: [String]
    /// The imagery that they were made of, as paths from the predictions' own folder; what lies on a server is not named.
    public var scenes: [String]
    /// `nil` where nothing says which.
    public var model: Model?
    /// The model's classes with their codes and colours, which a table has by name alone. A class map has them in a tag of its own.
    public var legend: Legend?

    /// A record; what is not given is not known.
    public init(cautions: [String] = [], scenes: [String] = [], model: Model? = nil, legend: Legend? = nil) {
        self.cautions = cautions
        self.scenes = scenes
        self.model = model
        self.legend = legend
    }

    /// Nothing is known.
    public var isEmpty: Bool { self == PredictionRecord() }

    /// Any of them may be missing: older files have the cautions alone.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        cautions = try container.decodeIfPresent([String].self, forKey: .cautions) ?? []
        scenes = try container.decodeIfPresent([String].self, forKey: .scenes) ?? []
        model = try container.decodeIfPresent(Model.self, forKey: .model)
        legend = try container.decodeIfPresent(Legend.self, forKey: .legend)
            .map { try Legend(name: $0.name, classes: $0.classes) }
    }
}

extension PredictionRecord {
    /// Of the file beside a table, after its whole name.
    static let ending = ".aerial.json"
    /// A class map's tags: a line a caution; the others are JSON.
    private static let cautionsKey = "AERIAL_CAUTIONS"
    private static let scenesKey = "AERIAL_SCENES"
    private static let modelKey = "AERIAL_HELD_OUT"

    /// What came with a table or a class map; empty where nothing is said.
    public init(ofPredictions path: String) {
        self.init()
        if ["tif", "tiff"].contains((path as NSString).pathExtension.lowercased()) {
            guard let file = try? RasterFile(path: path) else { return }
            func tag(_ key: String) -> String? {
                GDALGetMetadataItem(file.handle, key, nil).map { String(cString: $0) }
            }
            cautions = tag(Self.cautionsKey)?.split(separator: "\n").map { String($0) } ?? []
            scenes = tag(Self.scenesKey).flatMap(Self.decoded) ?? []
            model = tag(Self.modelKey).flatMap(Self.decoded)
        } else if let data = FileManager.default.contents(atPath: path + Self.ending),
            let found = try? JSONDecoder().decode(Self.self, from: data)
        {
            self = found
        }
    }

    private static func decoded<Value: Decodable>(_ text: String) -> Value? {
        try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    /// The tags of a class map; what is not known has none.
    public var tags: [String: String] {
        var tags: [String: String] = [:]
        if !cautions.isEmpty { tags[Self.cautionsKey] = cautions.joined(separator: "\n") }
        if !scenes.isEmpty { tags[Self.scenesKey] = Self.text(scenes) }
        if let model { tags[Self.modelKey] = Self.text(model) }
        return tags
    }

    /// As the file beside a table.
    var encoded: String { Self.text(self, .prettyPrinted) + "\n" }

    private static func text(
        _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting = []
    ) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, formatting]
        // Numbers are finite: encoding cannot fail.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension PredictionRecord {
    /// Names scenes as the record does.
    /// - Parameter output: where the predictions go.
    public static func scenes(_ paths: [String], from output: String) -> [String] {
        let folder = components(ofFolder: output)
        return paths.filter { !RemotePlace.isRemote($0) && !$0.hasPrefix("/vsi") }.map { path in
            let place = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
            let shared = zip(folder, place).prefix { $0 == $1 }.count
            // Only the root in common: a way up through it leads nowhere elsewhere.
            guard shared > 1 else { return place.dropFirst().reduce("") { "\($0)/\($1)" } }
            return (folder.dropFirst(shared).map { _ in ".." } + place.dropFirst(shared)).joined(
                separator: "/")
        }
    }

    /// The scenes as paths from here, where the files are still there.
    /// - Parameter path: the predictions.
    public func scenesAtHand(ofPredictions path: String) -> [String] {
        let folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent()
        let paths = scenes.map { URL(fileURLWithPath: $0, relativeTo: folder).standardizedFileURL.path }
        return paths.allSatisfy { FileManager.default.fileExists(atPath: $0) } ? paths : []
    }

    /// The same record beside another file.
    public func moved(from path: String, to output: String) -> PredictionRecord {
        var record = self
        record.scenes = Self.scenes(scenesAtHand(ofPredictions: path), from: output)
        return record
    }

    private static func components(ofFolder path: String) -> [String] {
        URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().pathComponents
    }
}
