internal import Aerial
internal import Reporting

extension DatasetSummary {
    /// Tables for stdout.
    var text: String {
        [areaTable, classByAreaTable, dateTable, classTable, droppedTable, ruleLine].filter { !$0.isEmpty }
            .joined(separator: "\n\n")
    }

    private var hasSides: Bool { undivided.values.allSatisfy { $0 == 0 } }

    private var classTable: String {
        let sides = hasSides ? [("Train", train), ("Test", test)] : [("Images", undivided)]
        var rows = classNames.map { name in [name] + sides.map { "\($0.1[name] ?? 0)" } }
        rows.append(["all"] + sides.map { "\($0.1.values.reduce(0, +))" })
        return TextTable(columns: [.text("Class")] + sides.map { .number($0.0) }, rows: rows).rendered()
    }

    private var areaTable: String { areas.count > 1 ? areas.table : "" }

    private var classByAreaTable: String {
        guard areas.count > 1 else { return "" }
        let rows = areas.map { area in
            [area.name]
                + classNames.map { name in
                    "\([area.train, area.test, area.undivided ?? [:]].reduce(0) { $0 + ($1[name] ?? 0) })"
                }
        }
        return TextTable(columns: [.text("Area")] + classNames.map { .number($0) }, rows: rows).rendered()
    }

    private var dateTable: String {
        guard !dates.isEmpty else { return "" }
        let sides = hasSides ? ["Train", "Test"] : ["Images"]
        return TextTable(
            columns: [.text("Imagery of")] + sides.map { .number($0) },
            rows: dates.map { date in
                [date.date] + (hasSides ? [date.train, date.test] : [date.undivided ?? 0]).map { "\($0)" }
            }
        ).rendered()
    }

    private var droppedTable: String {
        let reasons = dropped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !reasons.isEmpty else { return "" }
        return TextTable(
            columns: [.text("Dropped because"), .number("Tiles")],
            rows: reasons.map { [$0.key, "\($0.value)"] }
        ).rendered()
    }

    private var ruleLine: String {
        guard let rule, let split else { return "" }
        return "Labelled by \(rule); split \(split)."
    }
}

extension [DatasetAreaSummary] {
    /// One row per area.
    var table: String {
        let undivided = compactMap(\.undivided)
        let sides = undivided.isEmpty ? ["Train", "Test"] : ["Images"]
        let rows = map { area in
            let classes = undivided.isEmpty ? [area.train, area.test] : [area.undivided ?? [:]]
            let counts = classes.map { "\($0.values.reduce(0, +))" }
            return [area.name, area.crs, area.date ?? "-"] + counts + ["\(area.tiles)"]
        }
        return TextTable(
            columns: [.text("Area"), .text("System"), .text("Date")] + sides.map { .number($0) }
                + [.number("Looked at")], rows: rows
        ).rendered()
    }
}
