/// What a report counts: tiles of imagery, or images as they come.
public enum SampleKind: Sendable, Equatable {
    /// A square of a scene, with a place on the ground.
    case tile
    /// An image file of its own.
    case image

    var plural: String {
        switch self {
        case .tile: "tiles"
        case .image: "images"
        }
    }

    var singular: String { String(plural.dropLast()) }

    /// `1 tile`, `1,204 images`
    func counted(_ count: Int) -> String {
        "\(NumberText.count(count)) \(count == 1 ? singular : plural)"
    }
}
