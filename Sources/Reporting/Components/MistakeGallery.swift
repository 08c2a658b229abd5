/// A tile or image that the model got wrong, with its picture.
public struct Mistake: Sendable, Equatable {
    /// The tile's name, its place or its file.
    public let id: String
    /// The class that is right.
    public let reference: String
    /// The class that the model took for the most probable.
    public let prediction: String
    /// 0...1
    public let confidence: Double
    /// The tile as the model saw it; `nil` when it could not be read again.
    public let thumbnail: ReportPicture?
    /// Where the model sees the class that it took for right; `nil` where it does not tell.
    public let sight: SightVeil?

    /// - Parameter confidence: the probability of `prediction`, 0...1.
    public init(
        id: String, reference: String, prediction: String, confidence: Double,
        thumbnail: ReportPicture? = nil,
        sight: SightVeil? = nil
    ) {
        self.id = id
        self.reference = reference
        self.prediction = prediction
        self.confidence = confidence
        self.thumbnail = thumbnail
        self.sight = sight
    }

    fileprivate var markup: Markup {
        """
        <li>\(Markup.picture(thumbnail, id, veil: sight))<p><span class="wrong-class">\(prediction)</span> \(NumberText.percent(confidence))<br/>\
        reference: \(reference)</p><p class="where">\(id)</p></li>
        """
    }
}

extension Markup {
    static func gallery(_ mistakes: [Mistake]) -> Markup {
        "<ul class=\"gallery\">\(mistakes.map(\.markup))</ul>"
    }
}
