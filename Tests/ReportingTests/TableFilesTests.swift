import AerialCore
import Foundation
import Reporting
import Testing

struct ConfusionCSVTests {
    @Test func rowsAreReferencesAndTheCornerSaysSo() {
        var matrix = ConfusionMatrix(classNames: ["Forest", "Shrub"])
        matrix.record(reference: 0, prediction: 1, count: 3)
        #expect(
            ConfusionCSV.text(of: matrix)
                == "reference \\ prediction,Forest,Shrub\r\nForest,0,3\r\nShrub,0,0\r\n")
    }
}

struct ClassAreasTableTests {
    @Test func theTableHasARowAClass() {
        var map = ClassMap(legend: .nlcd3, columns: 2, rows: 2)
        map[TileIndex(row: 0, column: 0)] = 0
        map[TileIndex(row: 0, column: 1)] = 2
        map[TileIndex(row: 1, column: 1)] = 2
        #expect(ClassAreas(of: map, tileHectares: 5.0176).csv.contains("Undeveloped,2,10.0352,66.6667\r\n"))
    }

    @Test func anEmptyMapHasNoShares() {
        let areas = ClassAreas(of: ClassMap(legend: .nlcd6, columns: 3, rows: 3), tileHectares: 5.0176)
        #expect(areas.csv.contains("Forest,0,0.0000,\r\n"))
    }
}

struct MetricsJSONTests {
    @Test func theContractOfTheMachineFileHolds() throws {
        let json = try object(of: Fixture.summary(grouping: true))
        #expect(json["accuracy"] as? Double == 8.0 / 12)
        let classes = try #require(json["classes"] as? [String: [String: Any]])
        #expect(classes["Developed"]?["recall"] as? Double == 0.6)
        #expect(classes["Forest"]?["f1"] != nil && classes["Forest"]?["precision"] != nil)
        #expect(json["confusion"] as? [[Int]] == [[3, 2, 0], [0, 3, 1], [1, 0, 2]])
        #expect(json["confusionAxes"] as? [String: String] == ["rows": "reference", "columns": "prediction"])
        #expect(json["groupedAccuracy"] as? Double == 0.75)
        #expect(json["classNames"] as? [String] == ["Developed", "Cultivated", "Forest"])
    }

    @Test func figuresThatDoNotExistAreNull() throws {
        let summary = try EvaluationSummary(of: PredictionTable(classNames: ["Forest"], rows: []))
        let json = try object(of: summary)
        for key in ["accuracy", "accuracyInterval", "kappa", "ece", "groupedAccuracy", "grouped"] {
            #expect(json[key] is NSNull, "\(key) is there and null")
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let metrics = MetricsJSON(try Fixture.summary(grouping: true))
        let data = Data(try metrics.text(isPretty: true).utf8)
        #expect(try JSONDecoder().decode(MetricsJSON.self, from: data) == metrics)
    }

    @Test func theObjectForStandardOutputIsOneLine() throws {
        let text = try MetricsJSON(Fixture.summary()).text(isPretty: false)
        #expect(!text.contains("\n"))
    }

    private func object(of summary: EvaluationSummary) throws -> [String: Any] {
        let data = Data(try MetricsJSON(summary).text(isPretty: false).utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
