internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring

/// A job on this machine: loaded once, then rows in and answers out until the rows end.
struct WorkerRun {
    private let job: ScoreJob
    private let model: TrainedModel
    private let mosaic: Mosaic?

    /// - Throws: ``WorkerExit`` when the job, its model or its imagery cannot be used here.
    init(folder: String, threads: Int?) throws {
        let job = try WorkerExit.guarding(.job) { try ScoreJob.read(from: folder) }
        self.job = job
        let path = "\(folder)/\(job.model)"
        model = try WorkerExit.guarding(.model) {
            try Self.checkProcessor(job.precision, model: path)
            return try TrainedModel(
                path: path, precision: job.precision, threads: threads ?? job.threads, outputs: job.outputs)
        }
        // Who planned the job has looked at what its files name.
        SourceTrust.trustAll()
        mosaic = try WorkerExit.guarding(.imagery) { try Self.imagery(of: job.plan) }
        if let tile = mosaic?.tile, tile != model.tile {
            throw WorkerExit(
                .model, "the job has tiles of \(tile), and its model takes \(model.tile). Plan the job again."
            )
        }
    }

    /// Other processors would give other labels than the machine that planned the job.
    private static func checkProcessor(_ precision: Precision, model path: String) throws {
        let processor = try InferenceEngine.processorName()
        switch precision {
        case .float32: return
        case .bfloat16:
            guard try InferenceEngine.capabilities().contains("BF16") else {
                throw WorkerExit(
                    .model,
                    "\(Talk.hostName) (\(processor)) does not compute in bf16. Score with --precision fp32.")
            }
        case .int8:
            let record = try ModelBundle.readDescription(from: path).quantization
            if let record, try !InferenceEngine.canRun(record.weightBits) {
                throw WorkerExit(
                    .model,
                    "\(Talk.hostName) (\(processor)) lacks the arithmetic that the model's 8-bit form was judged "
                        + "with. Score with --precision fp32.")
            }
        }
    }

    /// - Returns: the mosaic of a plan of tiles.
    private static func imagery(of plan: JobPlan) throws -> Mosaic? {
        switch plan {
        case .tiles(let tiles):
            let mosaic = try tiles.mosaic()
            do { try mosaic.checkFirstScene() } catch {
                throw unreachable("\(error)", isAddress: RemotePlace.isRemote(mosaic.scenes[0].path))
            }
            GDALRuntime.limitBlockCache(bytes: try mosaic.blockCacheBytes())
            return mosaic
        case .images(let images):
            try checkFirstAddress(images)
            let folders = images.groups.filter { !RemotePlace.isRemote($0.root) }.map { group in
                group.names == nil ? (group.root as NSString).deletingLastPathComponent : group.root
            }
            if let missing = Set(folders).sorted().first(where: {
                !FileManager.default.fileExists(atPath: $0)
            }) {
                throw unreachable("there is no folder \(missing).")
            }
            GDALRuntime.limitBlockCache(bytes: 64 << 20)
            return nil
        }
    }

    /// Whoever may read one picture of a server may read the others.
    private static func checkFirstAddress(_ images: ImagePlan) throws {
        guard images.imageCount > 0, let path = Optional(images.image(at: 0).path), RemotePlace.isRemote(path)
        else { return }
        do { try RemotePlace.check(path) } catch { throw unreachable("\(error)", isAddress: true) }
    }

    private static func unreachable(_ reason: String, isAddress: Bool = false) -> WorkerExit {
        let remedy =
            isAddress
            ? "A node reads addresses with its own variables and rights, not with those of the machine that planned the "
                + "job: set the variables there too (spark.executorEnv.AWS_ACCESS_KEY_ID and so on, or the environment of the "
                + "cluster's workers), or give the nodes a role that may read it."
            : "Every node must find it under the same path; mount the shared storage there."
        return WorkerExit(.imagery, "\(Talk.hostName) does not reach the imagery: \(reason) \(remedy)")
    }

    /// Runs the network once and says what there is.
    func check() throws -> String {
        _ = try WorkerExit.guarding(.model) { try model.network.imagesPerSecond(over: 0) }
        let items =
            switch job.plan {
            case .tiles(let plan): "\(plan.tileCount) tiles of \(plan.scenes.count) scenes"
            case .images(let plan): "\(plan.imageCount) images"
            }
        return [
            AerialVersion.programName, "\(InferenceEngine.name) \(try InferenceEngine.version())",
            "GDAL \(GDALRuntime.version)", "\(Talk.hostName): \(try InferenceEngine.processorName())",
            "model: \(model.description)", "job \(job.id): \(job.work.rawValue) of \(items)",
        ].joined(separator: "\n")
    }

    /// - Returns: how many rows were answered.
    func run(descriptor: Int32) throws -> Int {
        let source = RowSource(
            plan: job.plan, mosaic: mosaic, batchSize: model.batchSize, sight: job.sight,
            lines: LineSource(descriptor: STDIN_FILENO))
        var writer = AnswerWriter(descriptor: descriptor)
        var assembly = AnswerAssembly(model: model, job: job)
        let (tile, tones) = (model.tile, model.pictureTones)
        try InferenceLine(network: model.network, threads: model.threads).runBatches(
            makeSource: { { try source.next() } },
            decode: { (item: WorkItem) in item.decoded(as: tile, tones: tones) },
            deliver: { results in
                for (item, outcome) in results {
                    if let answer = assembly.answer(item, outcome) { writer.add(answer) }
                }
                try writer.flush()
            })
        guard source.count == writer.count else {
            throw WorkerExit(.model, "\(source.count) rows came and \(writer.count) were answered")
        }
        return writer.count
    }
}

/// Makes a row's answer of the outcomes of its items.
struct AnswerAssembly {
    private let model: TrainedModel
    private let work: ScoreJob.Work
    private var mean: TurnedMean
    private var features: [Float] = []
    /// What kept a view of the row's image from being seen.
    private var failure: InferenceOutcome?

    init(model: TrainedModel, job: ScoreJob) {
        self.model = model
        work = job.work
        mean = TurnedMean(turns: job.sight?.turns ?? 1)
    }

    /// - Returns: `nil` while further items of the row are to come.
    mutating func answer(_ item: WorkItem, _ outcome: InferenceOutcome) -> RowAnswer? {
        if work == .views, case .tile = item.content {
            return mean.add(outcome).map { RowAnswer(ordinal: item.ordinal, outcome: $0) }
        }
        if case .output(let values) = outcome { features += values } else { failure = failure ?? outcome }
        guard item.isLast else { return nil }
        defer {
            features = []
            failure = nil
        }
        if let failure { return RowAnswer(ordinal: item.ordinal, outcome: failure) }
        guard work == .labels else { return RowAnswer(ordinal: item.ordinal, outcome: .output(features)) }
        let row = model.prediction(of: .output(features), id: "", source: "")
        return RowAnswer(
            ordinal: item.ordinal, outcome: .output(features),
            label: row.predictedClass.map { model.legend.classNames[$0] }, confidence: row.confidence)
    }
}

extension ScoreJob {
    /// What the network has to give for an answer.
    fileprivate var outputs: [NetworkOutput] {
        switch work {
        case .labels: [.logits, .foreignness]
        case .features: [.features]
        case .views:
            [.logits] + (sight?.includesFeatures == true ? [.features] : []) + [.foreignness]
                + (sight?.includesCells == true ? [.cells] : [])
        }
    }
}
