internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Networks

/// What every command that trains a model on a dataset takes.
struct TrainingArguments: ParsableArguments {
    @Argument(help: "A dataset of 'prepare', or any folder with one sub-folder of images per class.")
    var dataset: String

    @Option(help: ArgumentHelp("The model folder to make.", valueName: "model"))
    var out: String

    @Option(help: "The network.")
    var backbone: Backbone = .efficientNetLite0

    @Option(
        help: ArgumentHelp("A weights file of your own instead of the pretrained one.", valueName: "file"))
    var weights: String?

    @Option(
        help: ArgumentHelp(
            "Share of held-out images, for datasets without a test/ folder. (default: 0.2)", valueName: "0..1"
        ))
    var testFraction: Double?

    @Option(
        help: ArgumentHelp(
            "Rename, merge or drop the dataset's classes: YAML lines 'folder: Class'.", valueName: "file"))
    var mapClasses: String?

    @Option(
        help: ArgumentHelp(
            "The pixel size of the dataset's images, for folders of pictures. (default: what 'prepare' recorded)",
            valueName: "m"))
    var gsd: Double?

    @Option(
        help: ArgumentHelp(
            "A tile's side in pixels as the network sees it; at most that of the dataset's tiles. (default: theirs)",
            discussion: """
                Tiles are averaged as they are read, and scenes later on: half the pixels a side cost a quarter, and show less. \
                Example: --tile-pixels 112
                """, valueName: "n"))
    var tilePixels: Int?

    @Flag(
        help: ArgumentHelp(
            "Fit a temperature on training images that were not learned from, and divide the model's logits by it.",
            discussion: """
                Confidences then mean what they say: of tiles with confidence 0.8 about 80 % are right. No class changes. finetune fits it on its validation part.
                """))
    var calibrate = false

    @OptionGroup var sample: SampleOption
    @OptionGroup var corrections: CorrectionsOption
    @OptionGroup var overwrite: OverwriteOption

    /// In metres: no instrument's pixels are larger.
    private static let coarsestPixel = 100_000.0

    func validate() throws {
        if let testFraction, testFraction < 0 || testFraction >= 1 {
            throw ValidationError("--test-fraction takes a share from 0 to below 1.")
        }
        if let gsd, !(gsd > 0 && gsd <= Self.coarsestPixel) {
            throw ValidationError("--gsd takes the side of a pixel in metres, above 0 and at most 100,000.")
        }
        if let tilePixels, !TileSpec.pixelCounts.contains(tilePixels) {
            throw ValidationError("--tile-pixels: \(TileSpecError.pixels(tilePixels))")
        }
    }

    /// The files and folders that are read.
    var inputs: [String] {
        [dataset]
            + [weights ?? WeightsStore().weightsPath(for: backbone), mapClasses, corrections.path].compactMap
        { $0 }
    }

    /// The dataset with the classes, the corrections, the part and the pixels that were asked for.
    func readDataset(seed: SeedOption, _ console: Console) throws -> ImageDataset {
        var data = try corrections.applied(
            to: ImageDataset(
                path: dataset, classMapping: try mapClasses.map(ClassMapping.init(file:)), observer: console)
        ).sampled(by: sample.part(seed: seed))
        if let tilePixels { data = try data.seen(throughPixels: tilePixels) }
        if data.hasSides, testFraction != nil {
            console.warn("\(dataset) has its own train/ and test/; --test-fraction is not used.")
        }
        return data
    }

    /// What may be replaced: none of the files that are read, these others among them.
    func policy(keeping others: [String?] = []) -> OutputPolicy {
        overwrite.policy(keeping: [mapClasses, corrections.path] + others)
    }

    /// What to do with the model.
    var nextSteps: String {
        "The model: \(out). Next: aerial evaluate \(out) \(dataset) --out EVALUATION, or aerial "
            + "score \(out) IMAGERY... --out predictions.gpkg"
    }
}
