internal import AerialCore
internal import Imagery
internal import Scoring

/// Scores image files, in the order of the inputs.
struct ImageScoring {
    let model: TrainedModel
    let images: [ScoredImage]
    let options: ScoreRun.Options
    let observer: any JourneyObserver

    func run() throws -> ScoreSummary {
        observer.say("\(images.count) images; \(model.description)")
        warnOfDepth()
        try options.cascade?.takeMemory(options.memory)
        try MemoryBudget.divide(options.memory, blockCache: 64 << 20, network: model.network)
        let run = try ScoreRun(
            model: model, options: options, grid: nil, total: images.count,
            plan: try Self.ledgerPlan(model: model, images: images).adding(
                try options.cascade?.ledgerEntries ?? []),
            observer: observer)
        var restored = images.makeIterator()
        return try run.run(
            restore: { outcome in
                guard let image = restored.next() else { throw Self.tooManyRows }
                return [model.prediction(of: outcome, image: image)]
            },
            work: {
                let paths = images.map(\.path)
                var inference = model.imageInference
                inference.first = options.cascade?.look
                try inference.runBatches(paths: paths, from: run.restoredCount) { results in
                    try run.deliver(
                        results.map(\.1),
                        rows: results.map { model.prediction(of: $0.1, image: images[$0.0]) })
                }
            })
    }

    /// So many pictures, spread over all, tell how many bits they have.
    private static let lookedAtForDepth = 32

    /// Pictures of more than 8 bits need the range that the model learned them in.
    private func warnOfDepth() {
        guard model.pictureTones == nil else { return }
        let step = max(1, images.count / Self.lookedAtForDepth)
        let some = stride(from: 0, to: images.count, by: step).map { images[$0].path }
        guard let bits = some.compactMap({ try? ImageFile.bitsPerSample(path: $0) }).max(), bits > 8 else {
            return
        }
        observer.warn(
            "pictures have \(bits) bits, and the model learned from others: each is brought to 8 by the range of its "
                + "own values, so that classes that differ in brightness look alike.")
    }

    private static var tooManyRows: CommandError {
        CommandError("the ledger holds more tiles than there are images. Start again without --resume.")
    }

    /// The images of a folder are one entry: its value changes with any of them.
    static func ledgerPlan(model: TrainedModel, images: [ScoredImage]) throws -> LedgerPlan {
        let order = images.map(\.path).joined(separator: "\n")
        let folders = Dictionary(grouping: images) { ExactName($0.source) }.sorted { $0.key < $1.key }
        return try LedgerPlan(
            model: model,
            inputs: folders.map { source, members in
                let states = members.map { "\($0.path) \(FileState.ofPicture($0.path))" }
                return ("the input \(source.text)", FileChecksum.sha256(of: states.joined(separator: "\n")))
            } + [("the order of the inputs", FileChecksum.sha256(of: order))])
    }
}

extension TrainedModel {
    /// The row of an image.
    func prediction(of outcome: InferenceOutcome, image: ScoredImage) -> TilePrediction {
        prediction(of: outcome, id: image.id, source: image.source, filePath: image.path, label: image.folder)
    }
}
