internal import Aerial
internal import Reporting

extension AreaResult {
    /// A table for stdout.
    var text: String {
        let tables = AreaTables(estimate)
        return "\(tables.table.rendered())\n\(tables.overall)\n(\(AreaTables.explanation))"
    }
}
