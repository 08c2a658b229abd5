internal import Aerial
internal import ArgumentParser
internal import Imagery

/// What a person said of labels that are probably wrong.
struct CorrectionsOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Labels that were corrected, dropped or kept on the page of 'aerial review' (corrections.csv).",
            valueName: "file"))
    var corrections: String?

    /// The file, for the list of what a command reads.
    var path: String? { corrections }

    /// The dataset with its corrections, if there are any.
    func applied(to dataset: ImageDataset) throws -> ImageDataset {
        guard let corrections else { return dataset }
        return try dataset.corrected(
            by: LabelCorrectionsFile.read(path: StoredFile.here(corrections)), from: corrections)
    }
}
