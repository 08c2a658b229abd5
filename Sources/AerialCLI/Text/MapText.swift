internal import Aerial
internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

extension MapResult {
    /// Tables for stdout.
    var tables: String {
        let areaText = "\(made.areas.table.rendered())\n\n(\(ClassAreas.caution))"
        guard let compared else { return areaText }
        let result = compared.result
        let lines = [
            "Agreement with \(compared.landCover):",
            "  all tiles   \(Self.share(result.all)) of \(result.all.total)",
            "  pure tiles  \(Self.share(result.pure)) of \(result.pure.total)",
        ]
        return [areaText, lines.joined(separator: "\n"), TextTable.classes(of: result.all).rendered()]
            .joined(separator: "\n\n")
    }

    private static func share(_ matrix: ConfusionMatrix) -> String {
        NumberText.percent(matrix.accuracy)
    }
}

extension MapSetResult {
    /// Counts and shares for stdout.
    var tables: String { "\(set.table.rendered())\n\n(\(ClassAreas.caution))" }
}
