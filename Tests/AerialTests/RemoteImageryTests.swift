import Aerial
import AerialCore
import Foundation
import Imagery
import Testing

/// Imagery that lies on a server.
@Suite(.serialized) struct RemoteImageryTests {
    private func plan(_ county: SmallCounty, _ address: String, out: String) -> ScorePlan {
        var plan = ScorePlan(model: county.model, inputs: [address], out: out)
        plan.precision = .fp32
        plan.threads = 1
        return plan
    }

    /// Without the name of the source.
    private func rows(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\r\n").map {
            $0.replacingOccurrences(
                of: #"(http://[^,]*|/[^,]*)?imagery_before\.tif"#, with: "scene", options: .regularExpression)
        }
    }

    @Test func aServersImageryGivesTheRowsOfTheFile() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let server = try FileServer(folder: county.folder["county"], mood: .busy(every: 5))
        _ = try plan(county, county.before, out: folder["local.csv"]).run(SilentObserver())
        _ = try plan(county, server.address(of: "imagery_before.tif"), out: folder["remote.csv"])
            .run(SilentObserver())
        #expect(try rows(folder["remote.csv"]) == rows(folder["local.csv"]))
    }

    @Test func aServerThatDiesEndsTheRunAndIsAskedAnewLater() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let name = "imagery_after.tif"
        // It dies after the file was opened, while its pixels are read.
        let dying = try FileServer(folder: county.folder["county"], mood: .dying(after: 8))
        let error = #expect(throws: ImageryError.self) {
            try plan(county, dying.address(of: name), out: folder["p.csv"]).run(SilentObserver())
        }
        #expect(error?.endsAll == true)
        #expect(error?.description.contains("no answer") == true)
        #expect(try folder.names().isEmpty)

        // What was learned of a server that was gone is not believed of one that is back.
        let again = try FileServer(folder: county.folder["county"], port: dying.port)
        let summary = try plan(county, again.address(of: name), out: folder["p.csv"]).run(SilentObserver())
        #expect(summary.counts.scored == 64)
    }

    @Test func whatIsNotThereIsToldWithWhatToCheck() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let server = try FileServer(folder: county.folder["county"])
        let error = #expect(throws: ImageryError.self) {
            try plan(county, server.address(of: "none.tif"), out: folder["p.csv"]).run(SilentObserver())
        }
        #expect(error?.description.contains("does not exist") == true)
        #expect(error?.description.contains("credentials") == true)
    }

    /// A server's virtual raster could name files of this machine.
    @Test func aVirtualRasterOfAServerIsRefusedUntilItIsTrusted() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        try "<VRTDataset rasterXSize=\"9\" rasterYSize=\"9\"></VRTDataset>".write(
            toFile: folder["a.vrt"], atomically: true, encoding: .utf8)
        let server = try FileServer(folder: folder.path)
        let error = #expect(throws: ImageryError.self) {
            try plan(county, server.address(of: "a.vrt"), out: folder["p.csv"]).run(SilentObserver())
        }
        #expect(error?.description.contains("--trust-sources") == true)
    }

    @Test(arguments: [
        ("s3://bucket/a.tif", true), ("gs://b/a.tif", true), ("az://b/a.tif", true),
        ("https://example.org/a.tif", true), ("/vsizip//vsicurl/https://example.org/a.zip/a.tif", true),
        ("/vsizip/a.zip/a.tif", false), ("a.tif", false), ("s3:/a.tif", false),
    ])
    func addressesAreKnown(path: String, isRemote: Bool) {
        #expect(RemotePlace.isRemote(path) == isRemote)
    }
}
