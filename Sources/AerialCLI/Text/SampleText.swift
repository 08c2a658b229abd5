internal import Aerial
internal import AerialCore
internal import Reporting

extension SampleSummary {
    /// A table for stdout.
    var text: String {
        let table = TextTable(
            columns: [.text("Class"), .number("Tiles"), .number("Expected accuracy"), .number("To label")],
            rows: strata.map {
                [
                    $0.className, NumberText.count($0.tiles), NumberText.percent($0.expectedAccuracy),
                    NumberText.count($0.sampled),
                ]
            })
        return
            "\(table.rendered())\n\(sampled) tiles to label; expected standard error of the overall accuracy "
            + "\(NumberText.percent(expectedStandardError)) (wanted \(NumberText.percent(wantedStandardError)))"
    }
}
