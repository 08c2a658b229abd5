internal import Foundation

/// What another program wrote into a file of polygons beside their ids, classes and outlines: fields of its own, the file's name and
/// its system. It stays when the page writes the file again.
struct ForeignMembers {
    private var ofCollection: [String: JSONValue] = [:]
    private var ofFeatures: [String: [String: JSONValue]] = [:]

    init(ofFileAt path: String) {
        guard let data = FileManager.default.contents(atPath: path),
            let old = try? JSONDecoder().decode(Collection.self, from: data)
        else { return }
        ofCollection = old.members.values
        for feature in old.features {
            feature.values["properties"]?["id"]?.text.map { ofFeatures[$0] = feature.values }
        }
    }

    func collection(_ features: [JSONValue]) -> JSONValue {
        .object(
            ofCollection.merging(["type": "FeatureCollection", "features": .array(features)]) { $1 })
    }

    /// A feature as the page writes it, with what the file has of it.
    func feature(_ own: JSONValue) -> JSONValue {
        guard let members = own.members, let properties = own["properties"]?.members,
            let other = properties["id"]?.text.flatMap({ ofFeatures[$0] })
        else { return own }
        var merged = other.merging(members) { $1 }
        merged["properties"] = .object(
            (other["properties"]?.members ?? [:]).merging(properties) { $1 })
        return .object(merged)
    }

    private struct Collection: Decodable {
        let members: Members
        let features: [Members]

        private enum CodingKeys: String, CodingKey { case features }

        init(from decoder: any Decoder) throws {
            members = try Members(from: decoder)
            features = try decoder.container(keyedBy: CodingKeys.self).decode(
                [Members].self, forKey: .features)
        }
    }

    /// Of an object without its geometry, which takes long to read, and without its box, which may hold it no more.
    private struct Members: Decodable {
        let values: [String: JSONValue]

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            values = try container.allKeys.reduce(into: [:]) { values, key in
                guard !["features", "geometry", "bbox"].contains(key.stringValue) else { return }
                values[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
            }
        }
    }
}
