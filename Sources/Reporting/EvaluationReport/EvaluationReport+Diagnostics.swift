internal import AerialCore

extension EvaluationReport {
    /// What one number would do for the confidences.
    var calibrationNote: Markup {
        guard let calibration = diagnostics.calibration else { return .empty }
        let before = calibration.before.expectedCalibrationError
        let after = calibration.after.expectedCalibrationError
        let helps = (after ?? 1) < (before ?? 0)
        return .paragraph(
            "Temperature scaling: dividing its scores by \(NumberText.fixed(calibration.temperature, decimals: 2)) "
                + "before they become probabilities would take the calibration error from "
                + "\(NumberText.percent(before)) to \(NumberText.percent(after))"
                + (helps ? "" : ", which is no gain")
                + ". Each half of the \(kind.plural) was judged with the temperature that fits the other half.",
            class: "note")
    }

    /// Whether the accuracy holds everywhere, or rests on some places, on near neighbours or on copies.
    var steadinessSection: Markup {
        let parts = [areasPart, placesPart, distancePart, foreignnessPart, duplicatesPart].filter {
            $0 != .empty
        }
        return parts.isEmpty ? .empty : .section("Does the figure hold everywhere?", parts)
    }

    private var areasPart: Markup {
        guard let areas = diagnostics.areas else { return .empty }
        let rows: [Markup] = areas.places.map { area in
            Self.row([area.name, NumberText.count(area.count), NumberText.percent(area.accuracy)])
        }
        let sentence =
            "Over \(NumberText.count(areas.places.count)) areas, each of equal weight, the accuracy averages "
            + "\(NumberText.percent(areas.mean)) with a standard deviation of "
            + "\(NumberText.fixed(areas.standardDeviation * 100, decimals: 1)) points."
        return """
            <h3>By area</h3>
            \(Markup.paragraph(sentence))
            \(Self.table(["Area, the weakest first", "\(kind.plural)", "Right"], rows))
            """
    }

    private var placesPart: Markup {
        guard let places = diagnostics.places else { return .empty }
        let count = NumberText.count(places.places.count)
        guard places.mean < 1 else {
            return
                "<h3>By place</h3>\(Markup.paragraph("In each of \(count) places all \(kind.plural) are right."))"
        }
        let sentence =
            "Over \(count) places, each of equal weight, the accuracy averages "
            + "\(NumberText.percent(places.mean)) with a standard deviation of "
            + "\(NumberText.fixed(places.standardDeviation * 100, decimals: 1)) points. With whole places as the "
            + "sample, the 95 % interval of the accuracy is \(NumberText.percentRange(places.interval))."
        let weakest: [Markup] = places.places.prefix(8).map { place in
            Self.row([place.name, NumberText.count(place.count), NumberText.percent(place.accuracy)])
        }
        return """
            <h3>By place</h3>
            \(Markup.paragraph(sentence))
            \(Self.table(["Weakest places", "\(kind.plural)", "Right"], weakest))
            """
    }

    private var distancePart: Markup {
        guard let bins = diagnostics.distances?.bins, !bins.isEmpty else { return .empty }
        guard bins.contains(where: { $0.accuracy < 1 }) else { return .empty }
        let rows: [Markup] = bins.map { bin in
            let ends = [bin.nearestMeters, bin.farthestMeters].map(Self.meters)
            let range = (ends[0] == ends[1] ? ends[0] : ends.joined(separator: " to ")) + " m"
            return Self.row([range, NumberText.count(bin.count), NumberText.percent(bin.accuracy)])
        }
        return """
            <h3>By distance to the nearest training tile</h3>
            \(Markup.paragraph(distanceSentence(bins)))
            \(Self.table(["Distance", "\(kind.plural)", "Right"], rows))
            """
    }

    private func distanceSentence(_ bins: [DistanceAccuracy.Bin]) -> String {
        guard bins.count > 1, let near = bins.first, let far = bins.last else {
            return
                "All lie about equally far from the training tiles, so the accuracy cannot be told by distance."
        }
        return
            "The nearest \(kind.counted(near.count)): \(NumberText.percent(near.accuracy)) right; the farthest "
            + "\(NumberText.count(far.count)): \(NumberText.percent(far.accuracy)) "
            + "(\(NumberText.points(far.accuracy - near.accuracy))). A fall with distance would mean that some of "
            + "the accuracy is memory of neighbours."
    }

    private var foreignnessPart: Markup {
        guard let bins = diagnostics.foreignness?.bins, let foreign = bins.last else { return .empty }
        let rows: [Markup] = bins.map { bin in
            let name = bin == foreign ? "foreign" : "up to \(NumberText.fixed(bin.to, decimals: 2))"
            return Self.row([name, NumberText.count(bin.count), NumberText.percent(bin.accuracy)])
        }
        return """
            <h3>By how unlike they are to what the model learned</h3>
            \(Markup.paragraph("0 means that it equals a training \(kind.singular), above 0.95 it is foreign to the model. Where the share of right ones does not fall, the figure says nothing about errors."))
            \(Self.table(["Foreignness", "\(kind.plural)", "Right"], rows))
            """
    }

    private var duplicatesPart: Markup {
        guard let duplicates = diagnostics.duplicates else { return .empty }
        guard !duplicates.isEmpty else {
            return """
                <h3>Copies</h3>
                \(Markup.paragraph("No held-out \(kind.singular) is a copy, or nearly one, of a training \(kind.singular)."))
                """
        }
        let share = Double(duplicates.count) / Double(max(1, summary.counts.tiles))
        let rows: [Markup] = duplicates.sorted { $0.correlation > $1.correlation }.prefix(12).map { pair in
            Self.row([pair.heldOut, pair.training, NumberText.fixed(pair.correlation, decimals: 3)])
        }
        let sentence =
            "\(kind.counted(duplicates.count)) (\(NumberText.percent(share))) nearly equal a training "
            + "\(kind.singular), which the model has seen: the accuracy is somewhat flattered. Turned copies are not "
            + "found."
        return """
            <h3>Copies</h3>
            \(Markup.paragraph(sentence, class: "notice"))
            \(Self.table(["Held out", "In training", "Likeness"], rows))
            """
    }

    private static func meters(_ value: Double) -> String { NumberText.count(rounding: value) }

    static func row(_ cells: [String]) -> Markup {
        let figures: [Markup] = cells.dropFirst().map { "<td class=\"number\">\($0)</td>" }
        return "<tr><th scope=\"row\">\(cells[0])</th>\(figures)</tr>"
    }

    static func table(_ heads: [String], _ rows: [Markup]) -> Markup {
        let figures: [Markup] = heads.dropFirst().map { "<th scope=\"col\" class=\"number\">\($0)</th>" }
        return .scrolling(
            """
            <table><thead><tr><th scope="col">\(heads[0])</th>\(figures)</tr></thead><tbody>\(rows)</tbody></table>
            """, label: heads[0])
    }
}
