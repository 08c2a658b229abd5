import AerialCore
import Classical
import Foundation
import Networks
import Testing
import Training

@testable import Aerial

/// A program of one's own may set any number: one that no run can have is refused by name before any work, and ends nothing.
struct PlanValueTests {
    private let folder = Scratch()
    private let dataset: ImageDataset

    init() throws {
        for name in ["A/1.png", "A/2.png", "B/1.png", "B/2.png"] {
            try FileManager.default.createDirectory(
                atPath: (folder["d/" + name] as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true)
            try Data(name.utf8).write(to: URL(fileURLWithPath: folder["d/" + name]))
        }
        dataset = try ImageDataset(path: folder["d"])
    }

    private static let noNumbers = [Double.nan, .signalingNaN, .infinity, -.infinity]
    private static let noCounts = [0, -1, .min, .max]

    /// Nothing that the plan names is there, so that work would fail in other words.
    private func expectRefusal<Plan: Journey>(_ plan: Plan, _ comment: String) {
        let recorder = Recorder()
        do {
            _ = try plan.run(recorder)
            Issue.record("\(comment) is taken")
        } catch {
            let text = "\(error)"
            #expect(
                text.contains("cannot be") || text.contains("is none") || error is TrainingError,
                "\(comment): \(text)")
        }
        #expect(recorder.progress.isEmpty)
        #expect(!folder.has("out"))
    }

    private func expectRefusals<Plan: Journey, Value>(
        of values: [Value], _ plan: Plan, _ setting: WritableKeyPath<Plan, Value>
    ) {
        for (number, value) in values.enumerated() {
            var plan = plan
            plan[keyPath: setting] = value
            expectRefusal(plan, "\(Plan.self), \(setting), value \(number)")
        }
    }

    private func expectRefusals<Plan: Journey, Value>(
        of values: [Value], _ plan: Plan, _ setting: WritableKeyPath<Plan, Value?>
    ) {
        expectRefusals(of: values.map(Optional.some), plan, setting)
    }

    @Test func scoring() {
        let plan = ScorePlan(model: folder["none"], inputs: [folder["x.tif"]], out: folder["out"])
        expectRefusals(of: Self.noNumbers + [-0.1, 1.1], plan, \.maxEmptyShare)
        expectRefusals(of: Self.noCounts, plan, \.threads)
        expectRefusals(of: Self.noCounts, plan, \.workerThreads)
        expectRefusals(of: [0, -1, .min], plan, \.memoryBytes)
        let script = SparkScriptPlan(scoring: plan, script: folder["out"], storage: "/x")
        expectRefusals(of: Self.noCounts, script, \.partitions)
        expectRefusals(of: Self.noCounts, script, \.scoring.workerThreads)
        expectRefusals(
            of: Self.noNumbers, SparkAnswersPlan(scoring: plan, folder: "/x"), \.scoring.maxEmptyShare)
    }

    @Test func changes() {
        let plan = ChangePlan(
            model: folder["none"], before: [folder["a.tif"]], after: [folder["b.tif"]], out: folder["out"])
        expectRefusals(
            of: (Self.noNumbers + [0, 1, -1, 2]).map(ListLength.falseShare)
                + Self.noCounts.map(ListLength.top), plan, \.length)
        for share in Self.noNumbers + [0, 0.5, 1.1] {
            expectRefusal(
                ChangePlan(
                    model: folder["none"],
                    labels: ChangeLabels(path: folder["l.tif"], rule: .purity(share)),
                    after: [folder["b.tif"]], out: folder["out"]), "a share of \(share)")
        }
        expectRefusals(of: Self.noCounts + [5], plan, \.turns)
        expectRefusals(of: Self.noNumbers + [-0.1, 1.1], plan, \.maxEmptyShare)
        expectRefusals(of: [0, -1, .min], plan, \.memoryBytes)
        expectRefusals(of: Self.noCounts, plan, \.threads)
        expectRefusals(of: Self.noCounts, plan, \.workerThreads)
    }

    @Test func maps() {
        let plan = MapPlan(predictions: folder["none.tif"], out: folder["out"])
        let hectares = Self.noNumbers + [0, -1, 1e300]
        expectRefusals(of: hectares, plan, \.minimumHectares)
        expectRefusals(of: Self.noNumbers + [0, -1, 1.1], plan, \.purity)
        let set = MapSetPlan(maps: [folder["none.tif"]], out: folder["out"])
        expectRefusals(of: hectares, set, \.minimumHectares)
    }

    @Test func areaSamples() {
        let plan = AreaDesignPlan(map: folder["none.tif"], out: folder["out"])
        expectRefusals(of: Self.noNumbers + [0, -1, 0.5], plan, \.standardError)
        expectRefusals(of: Self.noCounts, plan, \.least)
        for value in Self.noNumbers + [0, 1, -1, 2] {
            for name in [nil, "Forest"] {
                var plan = plan
                plan.expectations = [
                    ExpectedAccuracy(className: name, accuracy: 0.8),
                    ExpectedAccuracy(className: name, accuracy: value),
                ]
                expectRefusal(plan, "an accuracy of \(value)")
            }
        }
    }

    @Test func reviewsAndSuggestions() {
        let review = ReviewPlan(model: folder["none"], dataset: dataset, out: folder["out"])
        expectRefusals(of: Self.noCounts + [1, 21], review, \.folds)
        expectRefusals(of: Self.noCounts, review, \.top)
        expectRefusals(of: Self.noCounts, review, \.threads)
        let suggest = SuggestPlan(model: folder["none"], inputs: [folder["x.tif"]], out: folder["out"])
        expectRefusals(of: Self.noCounts + [1001], suggest, \.count)
        expectRefusals(of: Self.noNumbers + [-0.1, 1.1], suggest, \.maxEmptyShare)
        expectRefusals(of: Self.noCounts, suggest, \.threads)
    }

    @Test func trainings() {
        let transfer = TransferPlan(dataset: dataset, out: folder["out"])
        expectRefusals(of: Self.noNumbers + [-0.1, 1], transfer, \.testFraction)
        expectRefusals(of: Self.noNumbers + [0, -1, 1.1], transfer, \.trainingShare)
        expectRefusals(of: Self.noNumbers + [0, -1, 1e6], transfer, \.imageMeters)
        expectRefusals(of: Self.noCounts + [5], transfer, \.turns)
        expectRefusals(of: Self.noCounts, transfer, \.threads)
        let trees = TreeOptions(depth: 6, rowShare: 0.5, featureShare: 0.5)
        func changed(_ change: (inout TreeOptions) -> Void) -> TreeOptions {
            var options = trees
            change(&options)
            return options
        }
        let shares = Self.noNumbers + [0, -1, 1.1]
        let options =
            Self.noCounts.map { depth in changed { $0.depth = depth } }
            + shares.flatMap { share in
                [changed { $0.rowShare = share }, changed { $0.featureShare = share }]
            }
        var classifiers = (Self.noNumbers + [0, -1]).map { ClassifierPlan.logisticRegression(penalty: $0) }
        classifiers += options.flatMap {
            [
                ClassifierPlan.randomForest(treeCount: 10, $0),
                .gradientBoosting(roundCount: 10, learningRate: 0.1, $0),
            ]
        }
        classifiers += Self.noCounts.flatMap {
            [
                ClassifierPlan.randomForest(treeCount: $0, trees),
                .gradientBoosting(roundCount: $0, learningRate: 0.1, trees),
            ]
        }
        classifiers += shares.map { .gradientBoosting(roundCount: 10, learningRate: $0, trees) }
        expectRefusals(of: classifiers, transfer, \.classifier)
        let finetune = FinetunePlan(dataset: dataset, out: folder["out"], recipe: Recipe())
        expectRefusals(of: Self.noNumbers + [-0.1, 1], finetune, \.testFraction)
        expectRefusals(of: Self.noNumbers + [0, -1, 1e6], finetune, \.imageMeters)
        expectRefusals(of: Self.noNumbers + [0, -1], finetune, \.recipe.learningRate)
        expectRefusals(of: Self.noCounts, finetune, \.recipe.batchSize)
        expectRefusals(of: Self.noCounts, finetune, \.checkpointSteps)
        expectRefusals(of: Self.noCounts, finetune, \.keptCheckpoints)
        expectRefusals(of: Self.noCounts, finetune, \.threads)
        let places = [(0, 0), (0, -1), (-1, 2), (2, 2), (0, .max)].map { rank, size in
            RankPlace(rank: rank, size: size, meeting: .file("/none"), timeoutSeconds: 1)
        }
        expectRefusals(of: places, finetune, \.place)
        let quantize = QuantizePlan(model: folder["none"], dataset: dataset)
        expectRefusals(of: Self.noNumbers + [-1], quantize, \.limits.maxDrop)
        expectRefusals(of: Self.noNumbers + [-1], quantize, \.limits.maxFlips)
        expectRefusals(of: Self.noCounts, quantize, \.limits.calibrationTiles)
        expectRefusals(of: Self.noCounts, quantize, \.limits.leastHeldOut)
        expectRefusals(of: Self.noCounts, quantize, \.threads)
    }

    @Test func evaluations() {
        let plan = EvaluatePlan(model: folder["none"], dataset: dataset, out: folder["out"])
        expectRefusals(of: Self.noCounts, plan, \.settings.threads)
        expectRefusals(of: Self.noCounts, plan, \.settings.workerThreads)
        let folds = EvaluateFoldsPlan(models: folder["none"], dataset: folder["d"], out: folder["out"])
        expectRefusals(of: Self.noCounts, folds, \.settings.threads)
    }

    @Test func datasets() {
        let plan = PreparePlan(
            imagery: [folder["x.tif"]], labels: folder["l.tif"], out: folder["out"],
            split: .blocks(sideMeters: 2000))
        expectRefusals(of: Self.noNumbers + [-0.1, 1], plan, \.testFraction)
        expectRefusals(of: Self.noCounts, plan, \.threads)
        expectRefusals(
            of: (Self.noNumbers + [0, -1]).map { SplitRule.blocks(sideMeters: $0) }, plan, \.split)
        expectRefusals(
            of: (Self.noNumbers + [0.5, 0, 1.1]).map { LabelRule.purity($0) }, plan, \.rule)
        let areas = PrepareAreasPlan(
            areas: [PrepareArea(name: "a", imagery: [folder["x.tif"]], labels: folder["l.tif"])],
            out: folder["out"])
        expectRefusals(of: Self.noNumbers + [-0.1, 1], areas, \.testFraction)
        expectRefusals(
            of: Self.noCounts.map { SplitRule.areaFolds(count: $0) } + [.blocks(sideMeters: .nan)], areas,
            \.split)
        expectRefusals(of: [.purity(.nan), .purity(2)], areas, \.areas[0].rule)
        var join = DatasetJoinPlan(
            datasets: [DatasetToJoin(path: folder["a"]), DatasetToJoin(path: folder["b"])], out: folder["out"]
        )
        join.holdsOutAreas = true
        expectRefusals(of: Self.noNumbers + [-0.1, 1], join, \.testFraction)
    }

    @Test func catalogues() {
        let search = ImagerySearchPlan(catalogue: folder["none.json"], area: "0,0,1,1")
        expectRefusals(of: Self.noNumbers + [-1, 101], search, \.mostCloud)
        expectRefusals(of: Self.noCounts, search, \.limit)
        let fetch = ImageryFetchPlan(items: folder["none.json"], out: folder["out"])
        expectRefusals(of: Self.noCounts, fetch, \.connections)
    }

    @Test func countiesAndNetworks() {
        let synth = SynthPlan(folder: folder["out"])
        expectRefusals(of: Self.noCounts, synth, \.sideMeters)
        expectRefusals(of: Self.noCounts, synth, \.zone)
        expectRefusals(of: Self.noCounts, synth, \.threads)
        expectRefusals(of: Self.noNumbers + [-0.1, 0.6], synth, \.changeShare)
        let network = NetworkImportPlan(file: folder["none.onnx"], name: "own")
        expectRefusals(of: Self.noCounts, network, \.threads)
    }

    @Test func theEndsOfARangeAreInIt() throws {
        for value in [0.0, 0.5, 1] { try PlanValue.check(value, "x", in: 0...1) }
        try PlanValue.check(1, "x", in: 1...1)
        try PlanValue.check(1.0, "x", above: 0, to: 1)
        try PlanValue.check(Double.leastNonzeroMagnitude, "x", above: 0, below: 1)
        try PlanValue.check(0.0, "x", from: 0)
        try PlanValue.check(Double?.none, "x", in: 0...1)
        try PlanValue.check(Int?.none, "x", in: 0...1)
        let error = #expect(throws: CommandError.self) {
            try PlanValue.check(.nan, "the share", above: 0, to: 1)
        }
        #expect(error?.description == "the share cannot be nan. Give a number above 0 and at most 1.")
        let count = #expect(throws: CommandError.self) { try PlanValue.check(0, "the count", in: 1...9) }
        #expect(count?.description == "the count cannot be 0. Give a number from 1 to 9.")
    }
}
