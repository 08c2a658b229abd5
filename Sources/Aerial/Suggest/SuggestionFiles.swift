internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting
internal import Scoring

/// Writes suggestions: tables with an empty class to fill in, and a page.
struct SuggestionFiles {
    let result: TileSuggesting.Result
    let commandLine: [String]

    /// The side of a picture on the page, in pixels.
    private static let pictureSide = 224
    private static let classesShown = 2

    static func plans(in folder: String, hasPlaces: Bool) -> [OutputFilePlan] {
        let tables = ["suggestions.csv"] + (hasPlaces ? ["suggestions.gpkg"] : [])
        return tables.map { name in
            OutputFilePlan("\(folder)/\(name)", .tableFile(name) { EarlierOutput.isSuggestions($0) })
        } + [OutputFilePlan("\(folder)/suggest.html", .page(.suggestions))]
    }

    func write(to folder: String) throws {
        try OutputSet.write(inFolder: folder) { folder in
            let placer = try result.mosaic.map { try TilePlacer(grid: $0.grid) }
            let rows = try result.chosen.map { item in
                Suggestion(
                    id: item.id, source: item.source,
                    place: try item.tile.flatMap { try placer?.place(of: $0) },
                    predicted: likeliest(item)[0].name, confidence: likeliest(item)[0].probability,
                    margin: 1 - TileSuggestion.uncertainty(item.probabilities))
            }
            let names = ["suggestions.csv"] + (result.mosaic == nil ? [] : ["suggestions.gpkg"])
            for name in names {
                try SuggestionFile.write(
                    rows, legend: result.plan.model.legend, reference: result.mosaic?.grid.reference,
                    to: "\(folder)/\(name)")
            }
            try TextFile.write(try page(placer).html(), to: "\(folder)/suggest.html")
        }
    }

    private func likeliest(_ item: TileSuggesting.Item) -> [(name: String, probability: Double)] {
        let names = result.plan.model.legend.classNames
        return item.probabilities.indices.sorted { item.probabilities[$0] > item.probabilities[$1] }
            .prefix(Self.classesShown).map { (names[$0], Double(item.probabilities[$0])) }
    }

    private func page(_ placer: TilePlacer?) throws -> SuggestionReport {
        let surroundings = try result.mosaic.map { try TileSurroundings($0) }
        var report = SuggestionReport(
            title: "Tiles to label",
            subtitle: "Where the model '\(FileName.of(result.plan.model.path))' is unsure.",
            classNames: result.plan.model.legend.classNames, considered: result.consideredCount,
            reserved: result.reservedCount, hasPlaces: result.mosaic != nil)
        report.cards = try result.chosen.enumerated().map { position, item in
            SuggestionCard(
                rank: position + 1, id: item.id, likeliest: likeliest(item),
                corners: try item.tile.flatMap { try placer?.cornersInDegrees(of: $0) } ?? [],
                picture: picture(of: item, surroundings))
        }
        report.facts = [
            Fact("Model", FileName.of(result.plan.model.path)),
            Fact(
                "Chosen by",
                "the margin between the two likeliest classes, and how unlike the tiles are (k-means++)"),
            Fact("Not offered", Self.notOffered(result.reservedSources)),
        ]
        report.provenance = Fact.program() + Fact.command(commandLine)
        return report
    }

    /// The files whose tiles are left out, each name once and without the folders of this machine.
    static func notOffered(_ sources: [String]) -> String {
        var seen: Set<String> = []
        let names = sources.map(FileName.of).filter { seen.insert($0).inserted }
        return names.isEmpty ? "-" : names.joined(separator: ", ")
    }

    private func picture(of item: TileSuggesting.Item, _ surroundings: TileSurroundings?) -> ReportPicture? {
        guard let tile = item.tile else {
            let model = result.plan.model
            return .ofImage(
                at: item.id, side: Self.pictureSide, bands: model.tile.bands, tones: model.pictureTones)
        }
        return (try? surroundings?.picture(of: tile, side: Self.pictureSide)).flatMap(ReportPicture.jpeg)
    }
}

/// What `suggest` tells.
public struct SuggestionSummary: Codable, Sendable {
    /// How many tiles are named.
    public let suggested: Int
    /// How many the model was asked about.
    public let considered: Int
    /// How many were not offered: labelled already, or of a sample for areas.
    public let reserved: Int
    /// Tiles that could not be read.
    public let rejected: Int
    /// Of the suggested, by the model's likeliest class.
    public let predicted: [String: Int]

    init(_ result: TileSuggesting.Result) {
        suggested = result.chosen.count
        considered = result.consideredCount
        reserved = result.reservedCount
        rejected = result.rejections.count
        let names = result.plan.model.legend.classNames
        predicted = result.chosen.reduce(into: [:]) { counts, item in
            let best = item.probabilities.indices.max { item.probabilities[$0] < item.probabilities[$1] }
            counts[names[best ?? 0], default: 0] += 1
        }
    }
}
