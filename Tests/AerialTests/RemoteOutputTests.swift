import Aerial
import AerialCore
import Foundation
import Imagery
import Testing

/// Outputs that belong elsewhere.
struct RemoteOutputTests {
    /// A folder of that name is not made here either.
    @Test func whatCannotGoIntoAStoreIsRefusedBeforeAnyWork() throws {
        let county = try JourneyTests.county.get()
        let dataset = try ImageDataset(path: county.dataset)
        let address = "s3://bucket/out"
        let prepared = county.preparation(out: address)
        #expect(throws: CommandError.self) { try prepared.run(SilentObserver()) }
        let evaluation = EvaluatePlan(model: county.model, dataset: dataset, out: address)
        let error = #expect(throws: CommandError.self) { try evaluation.run(SilentObserver()) }
        #expect(error?.description.contains("no place of this machine") == true)
        let shown = #expect(throws: CommandError.self) {
            var plan = DatasetShowPlan(dataset: dataset)
            plan.page = "s3://bucket/page.html"
            return try plan.run(SilentObserver())
        }
        #expect(shown?.description.contains("s3://bucket/page.html") == true)
        #expect(!FileManager.default.fileExists(atPath: "s3:"))
    }

    @Test func aWebServerIsReadAlone() throws {
        let county = try JourneyTests.county.get()
        let plan = ScorePlan(
            model: county.model, inputs: [county.before], out: "https://127.0.0.1:9/p.csv")
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(error?.description.contains("can only be read") == true)
    }

    @Test func modelsAndDatasetsOfAStoreAreToldApartFromDamagedOnes() throws {
        let county = try JourneyTests.county.get()
        let error = #expect(throws: CommandError.self) { try ImageDataset(path: "s3://bucket/dataset") }
        #expect(error?.description.contains("copy it here first") == true)
        let plan = ScorePlan(model: "s3://bucket/model", inputs: [county.before], out: "/tmp/none.csv")
        do {
            _ = try plan.run(SilentObserver())
            Issue.record("a model in a store was read")
        } catch { #expect("\(error)".contains("copy it here first")) }
    }
}
