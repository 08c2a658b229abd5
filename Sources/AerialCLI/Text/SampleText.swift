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
            + "\(NumberText.percent(expectedStandardError)) (wanted \(NumberText.percent(wantedStandardError)))\(smallMapRemark)"
    }

    /// What `area estimate` states may be more than what was asked for.
    private var smallMapRemark: String {
        let stated = NumberText.percent(statedStandardError)
        guard stated != NumberText.percent(expectedStandardError) else { return "" }
        return
            "\n'area estimate' will state \(stated): its formulas do not count that the sample is a large part of this small map, so its "
            + "intervals are wider than they need be."
    }
}
