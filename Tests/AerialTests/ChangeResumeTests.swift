import AerialCore
import Foundation
import Scoring
import Testing

@testable import Aerial

/// A comparison of two dates that was ended goes on where it stopped.
@Suite(.serialized) struct ChangeResumeTests {
    private func comparison(of county: SmallCounty, out: String) -> ChangePlan {
        var plan = ChangePlan(model: county.model, before: [county.before], after: [county.after], out: out)
        plan.turns = 1
        plan.length = .top(5)
        return plan
    }

    @Test(arguments: ["before", "after"]) func anEndedComparisonGoesOnToTheSameBytes(date: String) throws {
        let county = try JourneyTests.county.get()
        let (whole, folder) = (Scratch(), Scratch())
        _ = try comparison(of: county, out: whole["c"]).run(SilentObserver())

        var plan = comparison(of: county, out: folder["c"])
        let recorder = Recorder(endingAt: date)
        #expect(throws: JourneyCancelled.self) { try plan.run(recorder) }
        #expect(recorder.warnings.contains { $0.contains("tiles are kept; --resume") })
        #expect(
            try folder.names()
                == (date == "before" ? [".c.before.ledger"] : [".c.after.ledger", ".c.before.ledger"]))

        // What is looked for does not decide what is seen.
        plan.resumes = true
        let again = Recorder()
        let change = try plan.run(again)
        #expect(change.scored == 64)
        #expect(again.progress.filter { $0.title == date }.allSatisfy { $0.total < 64 })
        #expect(try folder.names() == ["c"])
        for name in try whole.names(in: "c") where name != "report.html" {
            #expect(
                FileManager.default.contentsEqual(atPath: whole["c/\(name)"], andPath: folder["c/\(name)"]),
                "\(name)")
        }
    }

    @Test func aComparisonGoesOnOnlyWithWhatItWasBegunWith() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        #expect(throws: JourneyCancelled.self) {
            try comparison(of: county, out: folder["c"]).run(Recorder(endingAt: "after"))
        }
        var other = ChangePlan(
            model: county.model, before: [county.after], after: [county.before], out: folder["c"])
        other.resumes = true
        let error = #expect(throws: CommandError.self) { try other.run(SilentObserver()) }
        #expect(error?.description.contains("differs from the interrupted run's") == true)
        #expect(try folder.names() == [".c.after.ledger", ".c.before.ledger"])

        var turned = comparison(of: county, out: folder["c"])
        turned.turns = 2
        turned.resumes = true
        #expect(throws: CommandError.self) { try turned.run(SilentObserver()) }
        #expect(try folder.names() == [".c.after.ledger", ".c.before.ledger"])

        // A new run says what it throws away, and leaves nothing of it.
        let recorder = Recorder()
        _ = try comparison(of: county, out: folder["c"]).run(recorder)
        #expect(recorder.warnings.contains { $0.contains("--resume would have kept them") })
        #expect(try folder.names() == ["c"])
    }

    /// A file beside a scene may say that some of its pixels are none.
    @Test(arguments: ["before", "after"]) func whatLiesBesideASceneCountsToo(date: String) throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        for (source, name) in [(county.before, "before.tif"), (county.after, "after.tif")] {
            try FileManager.default.copyItem(atPath: source, toPath: folder[name])
        }
        var plan = ChangePlan(
            model: county.model, before: [folder["before.tif"]], after: [folder["after.tif"]],
            out: folder["c"])
        plan.turns = 1
        #expect(throws: JourneyCancelled.self) { try plan.run(Recorder(endingAt: "after")) }
        let bands = (1...3).map {
            "<PAMRasterBand band=\"\($0)\"><NoDataValue>87</NoDataValue></PAMRasterBand>"
        }
        try Data("<PAMDataset>\(bands.joined())</PAMDataset>".utf8)
            .write(to: URL(fileURLWithPath: folder["\(date).tif.aux.xml"]))
        plan.resumes = true
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(error?.description.contains("the place, bands or nodata of the scenes \(date)") == true)
    }

    @Test func anotherClassMayBeLookedForInWhatWasSeen() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        #expect(throws: JourneyCancelled.self) {
            try comparison(of: county, out: folder["c"]).run(Recorder(endingAt: "after"))
        }
        var plan = comparison(of: county, out: folder["c"])
        plan.resumes = true
        plan.target = "Forest"
        #expect(try plan.run(SilentObserver()).target == "Forest")
    }

    @Test func aShortRunThatFailsLeavesNothing() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        var plan = comparison(of: county, out: folder["a/b/c"])
        plan.memoryBytes = 1 << 20
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(try folder.names().isEmpty)
        plan.memoryBytes = nil
        _ = try plan.run(SilentObserver())
        #expect(try folder.names() == ["a"])
    }

    // MARK: The ledger's file

    private func frames(of bytes: [UInt8]) -> (count: Int, length: Int) {
        var frames = LedgerFrames(length: bytes.count) { buffer, position in
            guard position + buffer.count <= bytes.count else { return false }
            buffer.copyBytes(from: bytes[position..<position + buffer.count])
            return true
        }
        var count = 0
        while frames.next() != nil { count += 1 }
        return (count, frames.position)
    }

    @Test func aLedgerThatWasCutShortKeepsItsWholeFrames() {
        let parts = [
            LedgerFile.magic, LedgerFile.frame(LedgerFile.encode([.output([1, 2]), .nodata("empty")])),
            LedgerFile.frame(LedgerFile.encode([.rejected("cut")])),
        ]
        let bytes = parts.flatMap { $0 }
        let ends = [parts[0].count, parts[0].count + parts[1].count, bytes.count]
        for length in 0...bytes.count {
            let whole = ends.count { $0 <= length }
            let found = frames(of: Array(bytes.prefix(length)))
            #expect(found.count == max(0, whole - 1))
            #expect(found.length == (whole == 0 ? 0 : ends[whole - 1]))
        }
    }

    @Test func aDamagedFrameEndsTheLedger() {
        let frame = LedgerFile.frame(LedgerFile.encode([.output([1, 2])]))
        let bytes = LedgerFile.magic + frame + frame
        for position in bytes.indices {
            var damaged = bytes
            damaged[position] ^= 0x40
            let found = frames(of: damaged)
            let hit =
                position < LedgerFile.magic.count
                ? 0 : position < LedgerFile.magic.count + frame.count ? 0 : 1
            #expect(found.count == hit)
        }
    }
}
