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

    /// - Parameter confidence: the probability of `prediction`, 0...1.
    public init(
        id: String, reference: String, prediction: String, confidence: Double, thumbnail: ReportPicture? = nil
    ) {
        self.id = id
        self.reference = reference
        self.prediction = prediction
        self.confidence = confidence
        self.thumbnail = thumbnail
    }

    fileprivate var markup: Markup {
        let picture: Markup =
            thumbnail.map { "<img src=\"\($0.dataAddress)\" alt=\"\(id)\" loading=\"lazy\"/>" }
            ?? "<div class=\"blank\"></div>"
        return """
            <li>\(picture)<p><span class="wrong-class">\(prediction)</span> \(NumberText.percent(confidence))<br/>\
            reference: \(reference)</p><p class="where">\(id)</p></li>
            """
    }
}

extension Markup {
    static func gallery(_ mistakes: [Mistake]) -> Markup {
        "<ul class=\"gallery\">\(mistakes.map(\.markup))</ul>"
    }
}
