internal import AerialCore

/// Image files in the order of the inputs.
public struct ImagePlan: Sendable, Equatable {
    /// Images below one folder, or a single one.
    public struct Group: Codable, Sendable, Equatable {
        /// The folder, or the single image, as every machine reaches it.
        public let root: String
        /// The images from there; `nil` where the root is the image itself.
        public let names: [String]?
        /// By how many right angles, from 1 to 4, each is seen; labels are given of the first view.
        public let turns: Int

        /// - Parameters:
        ///   - root: the folder, or the single image, as every machine reaches it.
        ///   - names: paths below the folder; `nil` where the root is the image itself.
        ///   - turns: views of each image, turned by right angles, 1 to 4.
        public init(root: String, names: [String]?, turns: Int = 1) {
            self.root = root
            self.names = names
            self.turns = turns
        }

        var count: Int { names?.count ?? 1 }

        func path(at position: Int) -> String { names.map { "\(root)/\($0[position])" } ?? root }
    }

    /// An image as a worker reads it.
    public struct Image: Sendable, Equatable {
        /// As every machine reaches it.
        public let path: String
        /// Views of it, turned by right angles, 1 to 4.
        public let turns: Int
    }

    /// In the order of the items' numbers.
    public let groups: [Group]
    private let numbered: NumberedRuns

    /// - Parameter groups: in the order of the inputs; images are numbered through them.
    public init(groups: [Group]) {
        self.groups = groups
        numbered = NumberedRuns(counts: groups.map(\.count))
    }

    /// - Parameter rooted: a source's path as every machine reaches it.
    public init(images: [ScoredImage], rooted: (String) -> String) {
        var groups: [(source: String, names: [String]?)] = []
        for image in images {
            if image.path == image.source {
                groups.append((image.source, nil))
                continue
            }
            // By bytes: a name that begins with a combining mark joins the slash as a character.
            let name = String(Substring(image.path.utf8.dropFirst(image.source.utf8.count + 1)))
            if let last = groups.indices.last, groups[last].names != nil,
                ExactName(groups[last].source) == ExactName(image.source)
            {
                groups[last].names?.append(name)
            } else {
                groups.append((image.source, [name]))
            }
        }
        self.init(groups: groups.map { Group(root: rooted($0.source), names: $0.names) })
    }

    /// Images over all groups.
    public var imageCount: Int { numbered.count }

    /// The image with this number.
    /// - Parameter ordinal: in `0..<imageCount`.
    public func image(at ordinal: Int) -> Image {
        let (run, position) = numbered.place(of: ordinal)
        return Image(path: groups[run].path(at: position), turns: groups[run].turns)
    }

    var defect: String? {
        if groups.contains(where: { !(1...4).contains($0.turns) }) {
            return "the plan turns images by other than 1 to 4 right angles"
        }
        return groups.contains { $0.root.isEmpty } ? "the plan has images without a place" : nil
    }
}

extension ImagePlan: Codable {
    private enum CodingKeys: String, CodingKey {
        case groups
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(groups: try container.decode([Group].self, forKey: .groups))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(groups, forKey: .groups)
    }
}
