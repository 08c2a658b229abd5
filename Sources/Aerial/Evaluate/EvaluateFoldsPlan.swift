internal import AerialCore
internal import Foundation
internal import Reporting

/// Says how good models are on areas that each of them did not see: one model for each fold of a dataset.
public struct EvaluateFoldsPlan: Journey {
    /// A folder with the folds' models: `fold-1`, `fold-2` and so on.
    public var models: String
    /// The folder of the dataset's folds, as `prepare` wrote it.
    public var dataset: String
    /// The folder for an evaluation of each fold, and `metrics.json`, `confusion.csv` and `report.html` of all together.
    public var out: String
    /// How each fold's held-out tiles are looked at.
    public var settings = EvaluationSettings()
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(models: String, dataset: String, out: String) {
        self.models = models
        self.dataset = dataset
        self.out = out
    }

    /// Evaluates fold by fold; the folder appears when all are done.
    public func run(_ observer: any JourneyObserver) throws -> FoldsOutcome {
        try settings.check()
        let places = StorePlaces(reading: [models, dataset], writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(out, .foldedEvaluation)
        plan.models = try places.folder(models, kind: "folder of models")
        plan.dataset = try places.folder(dataset, kind: "dataset")
        return try places.complete { try plan.evaluate($0) }
    }

    private func evaluate(_ observer: any JourneyObserver) throws -> FoldsOutcome {
        let folds = try DatasetFolds.read(from: dataset).folds
        for fold in folds { try checkModel(fold) }
        try OutputRule(inputs: [models, dataset], policy: writing).check([
            OutputFilePlan(out, .foldedEvaluation)
        ])
        let staging = try StagingFolder(for: out)
        var evaluations: [(fold: DatasetFold, outcome: EvaluationOutcome)] = []
        for fold in folds {
            observer.say("\(fold.name): \(fold.areas.joined(separator: ", "))")
            let outcome = try plan(of: fold, below: staging.path).run(observer)
            try checkClasses(outcome, of: fold, against: evaluations.first?.outcome)
            evaluations.append((fold, outcome))
        }
        let outcome = FoldsOutcome(evaluations)
        try write(outcome, to: staging.path)
        try staging.commit()
        return outcome
    }

    private func model(_ fold: DatasetFold) -> String { "\(models)/\(fold.name)" }

    private func checkModel(_ fold: DatasetFold) throws {
        guard FileManager.default.fileExists(atPath: "\(model(fold))/model.json") else {
            throw CommandError(
                "\(models) has no model of \(fold.name). Train one: aerial transfer \(dataset)/\(fold.name) --out "
                    + model(fold))
        }
    }

    private func checkClasses(
        _ outcome: EvaluationOutcome, of fold: DatasetFold, against first: EvaluationOutcome?
    ) throws {
        let names = outcome.summary.confusion.classNames
        guard let wanted = first?.summary.confusion.classNames, names != wanted else { return }
        throw CommandError(
            "the models tell different classes apart: \(model(fold)) has \(names.joined(separator: ", ")), the first "
                + "\(wanted.joined(separator: ", ")). Train them with the same settings on the folds of one dataset."
        )
    }

    private func plan(of fold: DatasetFold, below folder: String) throws -> EvaluatePlan {
        var plan = EvaluatePlan(
            model: model(fold), dataset: try ImageDataset(path: "\(dataset)/\(fold.name)"),
            out: "\(folder)/\(fold.name)")
        plan.settings = settings
        return plan
    }

    private func write(_ outcome: FoldsOutcome, to folder: String) throws {
        try TextFile.writeJSON(outcome, to: "\(folder)/metrics.json")
        try TextFile.write(ConfusionCSV.text(of: outcome.confusion), to: "\(folder)/confusion.csv")
        let title = "\(FileName.of(models)) on \(FileName.of(dataset))"
        let page = outcome.page(title: title, commandLine: FileName.shortened(settings.commandLine))
        try TextFile.write(page.html(), to: "\(folder)/report.html")
    }
}
