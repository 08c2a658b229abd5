import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// Outputs and inputs in object stores, without a store. `make test-stores` has the same with one.
@Suite(.serialized) struct RemoteOutputTests {
    init() {
        // Nothing listens there.
        setenv("AWS_S3_ENDPOINT", "127.0.0.1:9", 1)
        setenv("AWS_HTTPS", "NO", 1)
        setenv("AWS_VIRTUAL_HOSTING", "FALSE", 1)
        setenv("AWS_ACCESS_KEY_ID", "key", 1)
        setenv("AWS_SECRET_ACCESS_KEY", "secret", 1)
        setenv("AWS_REGION", "us-east-1", 1)
    }

    /// A folder of that name is not made here either.
    @Test func aStoreThatIsNotThereIsToldBeforeAnyWork() throws {
        let county = try JourneyTests.county.get()
        let dataset = try ImageDataset(path: county.dataset)
        let address = "s3://bucket/out"
        let recorder = Recorder()
        let evaluation = EvaluatePlan(model: county.model, dataset: dataset, out: address)
        let error = #expect(throws: ImageryError.self) { try evaluation.run(recorder) }
        #expect(error?.description.contains("cannot list s3://bucket/out: no answer.") == true)
        #expect(recorder.progress.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "s3:"))
    }

    @Test func aWebServerIsReadAlone() throws {
        let county = try JourneyTests.county.get()
        let plan = ScorePlan(
            model: county.model, inputs: [county.before], out: "https://127.0.0.1:9/p.csv")
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(error?.description.contains("can only be read") == true)
        let folder = #expect(throws: CommandError.self) {
            try ImageDataset(path: "https://127.0.0.1:9/dataset")
        }
        #expect(folder?.description.contains("cannot be listed") == true)
    }

    @Test func anAddressIsTheSameOnEveryNode() {
        for path in ["s3://bucket/a.tif", "https://example.org/a.tif", "/vsis3/bucket/a.tif", "/mnt/a.tif"] {
            #expect(ClusterPath.reached(path) == path)
        }
        #expect(ClusterPath.reached("a.tif") == FileManager.default.currentDirectoryPath + "/a.tif")
    }

    /// By their names the next run knows what a killed one has left.
    @Test func filesThatWaitAreToldFromOthers() {
        let waiting = WaitingFolder()
        for place in [waiting.place(of: "train/a.png"), waiting.place(ofOlder: "train/a.png")] {
            let parts = WaitingFolder.parts(of: place)
            #expect(parts?.file == "train/a.png")
            #expect(parts.map { place.hasPrefix("\($0.folder)/") } == true)
        }
        for name in ["a.png", ".aerial-1234ABCD", ".aerial-notes/a.png", "train/.aerial-1234ABCD/a.png"] {
            #expect(WaitingFolder.parts(of: name)?.file == nil)
        }
    }

    /// What is read again and again, or written piece by piece; nothing is made here under such a name either.
    @Test func whatStaysOnADiskIsNoAddress() throws {
        let county = try JourneyTests.county.get()
        let dataset = try ImageDataset(path: county.dataset)
        let folder = Scratch()
        var transfer = TransferPlan(dataset: dataset, out: folder["model"])
        transfer.featureCache = "s3://bucket/features"
        var review = ReviewPlan(model: county.model, dataset: dataset, out: folder["review"])
        review.featureCache = "s3://bucket/features"
        let fetch = ImageryFetchPlan(items: folder["items.json"], out: "s3://bucket/naip")
        for run in [
            { _ = try transfer.run(SilentObserver()) }, { _ = try review.run(SilentObserver()) },
            { _ = try fetch.run(SilentObserver()) },
        ] as [() throws -> Void] {
            let error = #expect(throws: CommandError.self, performing: run)
            #expect(error?.description.contains("is an address") == true)
            #expect(error?.description.contains("on a disk of this machine") == true)
        }
        #expect(!FileManager.default.fileExists(atPath: "s3:"))
        #expect(try folder.names().isEmpty)
    }

    /// The bucket is not asked: whatever it says, this must not be.
    @Test(arguments: [
        ("s3://bucket/in", "s3://bucket/in"), ("s3://bucket/in/", "s3://bucket/in"),
        ("/vsis3/bucket/in", "s3://bucket/in/"), ("s3://bucket/in", "s3://bucket/in/out"),
        ("s3://bucket/out/in", "s3://bucket/out"),
    ])
    func anOutputInAStoreIsNeverAnInput(input: String, output: String) {
        let plan = PreparePlan(
            imagery: ["s3://bucket/a.tif"], labels: input, out: output, split: .random)
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(error?.description.contains("never an input") == true)
    }
}
