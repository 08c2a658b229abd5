internal import Aerial
internal import AerialCore
internal import Foundation
internal import Reporting

extension EvaluationOutcome {
    /// What is told on stdout.
    var text: String {
        let accuracy = NumberText.percent(summary.accuracy, decimals: 2)
        let interval = summary.confusion.accuracyInterval.map { NumberText.percentRange($0) }
        var lines = [
            "Accuracy \(accuracy) of \(summary.evaluatedCount) tiles \(splitPhrase)"
                + (interval.map { " (95 % interval \($0))" } ?? "")
        ]
        if let grouped = summary.groupedAccuracy, let grouping {
            lines.append(
                "Accuracy \(NumberText.percent(grouped, decimals: 2)) in the classes of \(grouping.target.name)"
            )
        }
        lines += diagnosticLines
        lines += [
            "", TextTable.classes(of: summary.confusion).rendered(), "",
            TextTable.confusion(summary.confusion).rendered(),
        ]
        return lines.joined(separator: "\n")
    }

    private var diagnosticLines: [String] {
        var lines: [String] = []
        if let areas = diagnostics.areas {
            let each = areas.places.map { "\($0.name) \(NumberText.percent($0.accuracy)) of \($0.count)" }
            lines.append("By area: \(each.joined(separator: ", "))")
        }
        if let places = diagnostics.places {
            lines.append(
                "Over \(places.places.count) places: \(NumberText.percent(places.mean)) on average, standard "
                    + "deviation \(NumberText.fixed(places.standardDeviation * 100, decimals: 1)) points; 95 % interval "
                    + "with whole places as the sample \(NumberText.percentRange(places.interval))")
        }
        if let calibration = diagnostics.calibration {
            lines.append(
                "Calibration error \(NumberText.percent(calibration.before.expectedCalibrationError)); with "
                    + "temperature \(NumberText.fixed(calibration.temperature, decimals: 2)) it would be "
                    + "\(NumberText.percent(calibration.after.expectedCalibrationError))")
        }
        if let foreign = diagnostics.foreignness?.bins.last, foreign.count > 0 {
            lines.append(
                "\(foreign.count) of them \(foreign.count == 1 ? "is" : "are") foreign to the model (above 0.95), "
                    + (foreign.count == 1
                        ? "and it is \(foreign.accuracy == 1 ? "right" : "wrong")"
                        : "\(NumberText.percent(foreign.accuracy)) of these right"))
        }
        if let duplicates = diagnostics.duplicates, !duplicates.isEmpty {
            lines.append(
                "\(duplicates.count) held-out images nearly equal a training image; report.html lists them"
            )
        }
        return lines
    }
}
