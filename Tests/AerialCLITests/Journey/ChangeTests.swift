import AerialCore
import Foundation
import Imagery
import Testing

extension EndToEnd {
    struct Change {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func arguments(before: String? = nil, after: String, more: [String] = []) -> [String] {
            ["change", county.model, "--before", before ?? county.imagery, "--after", after]
                + ["--out", "change", "--json", "--trust-sources"] + more
        }

        private func change(before: String? = nil, after: String, more: [String] = []) throws -> ChangeObject
        {
            try Program.mustRun(arguments(before: before, after: after, more: more), in: scratch.path)
                .object(ChangeObject.self)
        }

        private func scene(_ source: String, _ name: String, _ adjust: (inout VirtualRaster) -> Void) throws
            -> String
        {
            var scene = VirtualRaster(source: source)
            adjust(&scene)
            try scratch.write(scene.text, to: name)
            return name
        }

        private func earlier(_ adjust: (inout VirtualRaster) -> Void) throws -> String {
            try scene(county.imagery, "earlier.vrt", adjust)
        }

        private func later(_ adjust: (inout VirtualRaster) -> Void) throws -> String {
            try scene(county.laterImagery, "later.vrt", adjust)
        }

        /// The later date of a part of the county.
        private func partLater(_ adjust: (inout VirtualRaster) -> Void) throws -> String {
            try later {
                let side = County.Part.sideTiles * 224
                ($0.width, $0.height) = (side, side)
                adjust(&$0)
            }
        }

        private func partChange(after: String, more: [String] = []) throws -> ChangeObject {
            try change(before: county.part.before, after: after, more: more)
        }

        /// The names of the tiles that a table of candidates lists.
        private func tiles(_ candidates: String) -> Set<String> {
            Set(
                candidates.split(whereSeparator: \.isNewline).dropFirst().compactMap { row in
                    row.split(separator: ",").dropFirst().first.map(String.init)
                })
        }

        /// The candidates of a run of this test.
        private func candidates() throws -> String { try scratch.text("change/candidates.csv") }

        private func countyCandidates() throws -> String {
            try county.scratch.text("change/candidates.csv")
        }

        @Test func everyOutputIsThereAndTilesReconcile() throws {
            let summary = try county.changed.object(ChangeObject.self)
            #expect(summary.reconciles && summary.tiles == County.sideTiles * County.sideTiles)
            let names = Set(county.scratch.tree(below: "change"))
            #expect(
                names.isSuperset(of: [
                    "change.tif", "change.qml", "change_map.tif", "change_map.qml", "candidates.csv",
                    "candidates.gpkg",
                    "transitions.csv", "report.html",
                ]))
            #expect(try countyCandidates().split(whereSeparator: \.isNewline).count == summary.candidates + 1)
            #expect(summary.normalization.contains("median difference"))
            let header = try countyCandidates().prefix { !$0.isNewline }.split(separator: ",").map(
                String.init)
            #expect(
                header.contains(["rank", "id", "row", "column", "min_x", "min_y", "max_x", "max_y", "crs"])
                    && header.suffix(4) == ["from", "to", "probability", "sample"])
        }

        /// The same list, shorter, for a smaller share of false ones.
        @Test func aSmallerFalseShareGivesTheHeadOfTheList() throws {
            let all = try countyCandidates().split(whereSeparator: \.isNewline)
            let summary = try change(after: county.laterImagery, more: ["--fdr", "0.01"])
            let fewer = try candidates().split(whereSeparator: \.isNewline)
            #expect(fewer.elementsEqual(all.prefix(fewer.count)))
            #expect(summary.expectedFalseShare.map { $0 <= 0.01 } ?? (summary.candidates == 0))
        }

        @Test func oneDateTwiceHasNoChangeAndIsToldOf() throws {
            let part = county.part.before
            let run = try Program.mustRun(arguments(before: part, after: part), in: scratch.path)
            let summary = try run.object(ChangeObject.self)
            #expect(summary.candidates == 0)
            #expect(summary.labelComparisonTiles == 0)
            #expect(summary.unchangedLabels == summary.scored)
            #expect(run.errors.contains("both dates are the same file"))
        }

        @Test func datesOfDifferentPlacesAreRefused() throws {
            let after = try later { $0.reference = "EPSG:32733" }
            try expectRefusal(
                arguments(after: after), in: scratch,
                saying: ["no tile has imagery at both dates", county.imagery, "later.vrt", "same place"])
        }

        /// The halves of one place, side by side.
        @Test func datesThatMeetNowhereAreRefused() throws {
            let half = County.sideMeters / 2
            let before = try earlier { $0.width = half }
            let after = try later {
                $0.column = half
                $0.width = half
            }
            try expectRefusal(
                arguments(before: before, after: after), in: scratch,
                saying: ["no tile has imagery at both dates", "earlier.vrt", "later.vrt", "same place"])
        }

        @Test func datesThatMeetInAFewTilesAreRefused() throws {
            let after = try later {
                $0.width = 3 * 224
                $0.height = 4 * 224
            }
            try expectRefusal(
                arguments(after: after), in: scratch,
                saying: ["only 12 tiles have imagery at both dates", "fewer than 20", "larger place"])
        }

        /// The second date begins 100 m farther east and 50 m farther south, and ends earlier.
        @Test func aDateOnAnotherGridMeetsTheGridOfTheFirst() throws {
            let after = try later {
                ($0.column, $0.row) = (100, 50)
                ($0.width, $0.height) = (County.sideMeters - 100 - 224, County.sideMeters - 50)
            }
            let summary = try change(after: after)
            #expect(summary.reconciles && summary.tiles == County.sideTiles * County.sideTiles)
            #expect(summary.scored == 8 * 9)
            let inBoth = try tiles(countyCandidates()).filter {
                !$0.hasPrefix("r0000") && !$0.hasSuffix("c0000") && !$0.hasSuffix("c0009")
            }
            let found = try tiles(candidates())
            #expect(found.symmetricDifference(inBoth).count <= 1)
        }

        @Test func aDateWithoutAPlaceIsRefused() throws {
            let after = try later { $0.reference = nil }
            try expectRefusal(
                arguments(after: after), in: scratch, saying: ["later.vrt", "gdal_edit.py -a_srs"])
            try expectRefusal(
                arguments(before: after, after: county.imagery), in: scratch, saying: ["later.vrt"])
        }

        @Test func aTargetThatTheModelDoesNotKnowIsRefusedWithItsClasses() throws {
            try expectRefusal(
                arguments(after: county.laterImagery, more: ["--target", "Water"]), in: scratch,
                saying: ["Water", "--target", "Developed, Cultivated"])
        }

        /// Half of the second date is no data, marked by another value than the first date's.
        @Test func onlyTilesWithImageryAtBothDatesAreCompared() throws {
            let half = County.sideMeters / 2
            let after = try later {
                $0.width = half
                $0.emptyColumns = half
                $0.nodata = 255
            }
            let summary = try change(after: after)
            #expect(summary.reconciles)
            // Where no data is 255 a few tiles with white roofs are empty too.
            let both = County.sideTiles * County.sideTiles / 2
            #expect((both * 8 / 10...both).contains(summary.scored))
            #expect(summary.nodata == summary.tiles - summary.scored)
        }

        @Test func theOrderOfTheBandsDoesNotMatterWhereTheFileNamesThem() throws {
            _ = try partChange(after: try partLater { $0.sourceBands = [4, 3, 2, 1] })
            #expect(try candidates() == county.part.candidates)
        }

        @Test func topListsSoManyTilesHoweverLikely() throws {
            let summary = try change(after: county.laterImagery, more: ["--top", "9"])
            #expect(summary.candidates == 9 && summary.fdr == nil)
            let ranked = try tiles(candidates())
            let listed = try tiles(countyCandidates())
            #expect(ranked.count == 9 && (ranked.isSuperset(of: listed) || listed.isSuperset(of: ranked)))
        }

        /// With the dates swapped nothing is newly developed; what comes next is still told.
        @Test func anEmptyListSaysHowToSeeTheLikeliest() throws {
            let run = try Program.mustRun(
                ["change", county.model, "--before", county.laterImagery, "--after", county.imagery]
                    + ["--out", "change"], in: scratch.path)
            #expect(run.output.contains("--top") && run.output.contains("Just below the list"))
            #expect(try scratch.text("change/report.html").contains("No tile is likely enough"))
        }

        @Test func whatWasRejectedIsNotListedAgainAndASampleTellsThePrecision() throws {
            let listed = try tiles(countyCandidates()).sorted()
            let first = try #require(listed.first)
            let marks = listed.map { "\($0),1,\($0 == first ? "reject" : "accept")" }
            try scratch.write(
                (["id,sample,mark"] + marks).joined(separator: "\n") + "\n", to: "marks.csv")
            let summary = try change(after: county.laterImagery, more: ["--marks", "marks.csv"])
            let again = try tiles(candidates())
            #expect(!again.contains(first) && again.isSuperset(of: listed.dropFirst()))
            let precision = try #require(summary.markedPrecision)
            #expect(precision.judged == listed.count && precision.right == listed.count - 1)
        }

        @Test func marksOfNoTableAreRefused() throws {
            try scratch.write("tile,verdict\nr0001_c0001,yes\n", to: "marks.csv")
            try expectRefusal(
                arguments(after: county.laterImagery, more: ["--marks", "marks.csv"]), in: scratch,
                saying: ["marks.csv", "lacks the column id"])
        }

        /// What is listed, what maps show as changed and what transitions count are the same tiles.
        @Test func theListTheMapAndTheTransitionsAreOfTheSameTiles() throws {
            let listed = try tiles(countyCandidates()).count
            let rows = try county.scratch.text("change/transitions.csv").split(whereSeparator: \.isNewline)
            let became = rows.dropFirst().compactMap { row -> Int? in
                let fields = row.split(separator: ",")
                return fields[0] != "Developed" && fields[1] == "Developed" ? Int(fields[2]) : nil
            }
            #expect(became.reduce(0, +) == listed)
        }

        /// The page offers what comes after the list, and the list's sample.
        @Test func thePageShowsWhatToLookAtNext() throws {
            let page = try county.scratch.text("change/report.html")
            #expect(page.contains("What to look at next") && page.contains("data-sample=\"1\""))
            #expect(!page.contains("&lt;span class"))
            #expect(page.contains("Show where in each tile the model sees Developed at the later date"))
            #expect(page.contains("class=\"veil\""))
        }

        /// A file that does not say which band is which.
        @Test func theBandsOfEitherDateCanBeGiven() throws {
            let after = try partLater {
                $0.sourceBands = [4, 3, 2, 1]
                $0.namesColors = false
            }
            _ = try partChange(after: after, more: ["--bands-after", "4,3,2"])
            #expect(try candidates() == county.part.candidates)
        }

        /// UTM zone 19 on another datum, less than a pixel away.
        @Test func anotherSystemOfCoordinatesGivesTheSameChange() throws {
            let summary = try partChange(after: try partLater { $0.reference = "EPSG:32619" })
            let expected = try county.part.changed.object(ChangeObject.self)
            #expect(summary.scored == expected.scored)
            #expect(abs(summary.candidates - expected.candidates) <= 1)
        }

        @Test func aCoarserDateIsComparedOnTheSameGridAndToldOf() throws {
            let run = try Program.mustRun(
                arguments(before: county.part.before, after: try partLater { $0.reduction = 2 }),
                in: scratch.path)
            let summary = try run.object(ChangeObject.self)
            #expect(summary.tiles == 25 && summary.scored == summary.tiles)
            #expect(run.errors.contains("pixels of 2 m") && run.errors.contains("ratio of 2.0"))
        }

        @Test(arguments: ["colors", "none"]) func whatWasDoneToTheColoursIsRecorded(how: String) throws {
            let summary = try partChange(after: county.part.after, more: ["--normalize", how])
            #expect(summary.normalization.contains(how == "colors" ? "histograms" : "as they are"))
            let inMarkup = summary.normalization.replacingOccurrences(of: "'", with: "&#39;")
            #expect(try scratch.text("change/report.html").contains(inMarkup))
        }

        /// The second date has other light and season; the model's folder knows the colours of the first.
        @Test func otherColoursAreToldOfWithAFigure() throws {
            #expect(county.changed.errors.contains("imagery_after.tif has other colours"))
            #expect(county.changed.errors.contains("% of 100 tiles looked at"))
            #expect(!county.changed.errors.contains("imagery_before.tif has other colours"))
            #expect(
                try county.scratch.text("change/report.html").contains(
                    "the second date: imagery_after.tif has other colours than the model"))
            #expect(try county.changed.object(ChangeObject.self).warnings.count == 1)
            #expect(!county.scored.errors.contains("other colours"))
        }
    }
}
