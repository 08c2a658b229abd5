internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// Writes what a review found: `review.csv` and `review.html`.
struct ReviewFiles {
    let result: LabelReview.Result
    let commandLine: [String]

    /// The side of a picture on the page, in pixels.
    private static let pictureSide = 224
    /// More would make a page that browsers struggle with; the table holds all.
    private static let mostCards = 300

    static func plans(in folder: String) -> [OutputFilePlan] {
        [
            OutputFilePlan(
                "\(folder)/review.csv", .table("rank", "path", "label", "suggested", "probability")),
            OutputFilePlan("\(folder)/review.html", .page(.review)),
        ]
    }

    func write(to folder: String) throws {
        try OutputSet.write(inFolder: folder) { folder in
            try TextFile.write(table.encoded, to: "\(folder)/review.csv")
            try TextFile.write(page.html(), to: "\(folder)/review.html")
        }
    }

    private var names: [String] { result.plan.dataset.classNames }

    private var table: CSVText {
        CSVText(
            header: ["rank", "path", "label", "suggested", "probability"],
            rows: result.listed.enumerated().map { position, judgement in
                [
                    String(position + 1), result.image(of: judgement).id, names[judgement.label],
                    names[judgement.suggested], NumberText.fixed(judgement.probability, decimals: 4),
                ]
            })
    }

    private var page: ReviewReport {
        let dataset = result.plan.dataset
        var report = ReviewReport(
            title: "Labels of \((dataset.path as NSString).lastPathComponent)",
            subtitle: "Training labels ranked by how likely they are wrong.",
            judged: result.images.count, suspects: result.judgement.suspects.count, classNames: names,
            joint: result.judgement.joint)
        report.cautions = result.cautions
        report.cards = result.listed.prefix(Self.mostCards).enumerated().map { position, judgement in
            let image = result.image(of: judgement)
            return ReviewCard(
                rank: position + 1, path: image.id, label: names[judgement.label],
                suggested: names[judgement.suggested], probability: judgement.probability,
                picture: .ofImage(
                    at: image.path, side: Self.pictureSide, bands: dataset.tile.bands, tones: dataset.tones))
        }
        report.facts = [
            Fact("Model", FileName.of(result.plan.model)), Fact("Dataset", FileName.of(dataset.path)),
            Fact(
                "Judged by",
                "logistic regressions on the network's features, \(result.plan.folds) parts"
                    + (result.usesPlaces ? ", whole blocks or scenes left out together" : "")),
            Fact(
                "Ranked by",
                "confident learning (Northcutt, Jiang and Chuang 2021), by the probability of the label"),
            Fact("Not judged", "\(result.unjudgedCount) whose class no other part has"),
        ]
        report.provenance = Fact.program() + Fact.command(commandLine)
        return report
    }
}

/// What `review` tells.
public struct ReviewSummary: Codable, Sendable {
    /// How many labels were judged.
    public let judged: Int
    /// How many of them are probably wrong.
    public let suspects: Int
    /// How many are on the list.
    public let listed: Int
    /// Labels of classes that no other part has.
    public let unjudged: Int
    /// Images that could not be read.
    public let rejected: Int
    /// Parts that the images were judged in.
    public let folds: Int
    /// The L2 penalty of the classifiers.
    public let penalty: Double
    /// Labels (rows) by the class that tiles are confidently of (columns).
    public let joint: [[Double]]
    /// Of rows and columns, in order.
    public let classNames: [String]

    init(_ result: LabelReview.Result) {
        judged = result.images.count
        suspects = result.judgement.suspects.count
        listed = result.listed.count
        unjudged = result.unjudgedCount
        rejected = result.rejections.count
        folds = result.plan.folds
        penalty = result.penalty
        joint = result.judgement.joint.map { $0.map { ($0 * 100).rounded() / 100 } }
        classNames = result.plan.dataset.classNames
    }
}
