internal import ArgumentParser
internal import Imagery

/// What a person said of labels that are probably wrong.
struct CorrectionsOption: ParsableArguments {
    @Option(
        name: .customLong("corrections"),
        help: ArgumentHelp(
            "Labels that were corrected, dropped or kept on the page of 'aerial review' (corrections.csv).",
            valueName: "file"))
    var path: String?

    /// The dataset with its corrections, if there are any.
    func applied(to dataset: ImageDataset) throws -> ImageDataset {
        guard let path else { return dataset }
        return try dataset.corrected(by: LabelCorrectionsFile.read(path: path), from: path)
    }
}
