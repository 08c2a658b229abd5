internal import AerialCore

/// Tiles or pictures that a person is to look at, one after the other.
protocol WorklistFile: MarkedFile {
    var entries: [WorklistEntry] { get }
}

/// Something to look at.
struct WorklistEntry: Sendable {
    /// What marks are kept by: a tile's name, a picture's path.
    let id: String
    /// The class that it has, or that the model takes it for.
    let label: String
    /// The class that is offered in its place; `nil` for none.
    let suggested: String?
    /// How likely the label is wrong, or how sure the model is, 0 to 1.
    let probability: Double
    /// In degrees; `nil` for a picture without a place.
    let bounds: MapBounds?
    /// Of a picture, as the table has it; `nil` for a tile of scenes.
    let picture: String?
}
