import AerialCore
import Foundation
import Scoring
import Testing

@testable import Aerial

/// What a run that is cut short leaves, and what the next one takes of it.
@Suite struct TileLedgerTests {
    private static let plan = LedgerPlan([("the model", "aa"), ("--bands", "1,2,3")])

    private static let batches: [[InferenceOutcome]] = [
        [.output([0.5, -1, 3]), .nodata("no imagery"), .output([1, 2, 3])],
        [],
        [
            .rejected("'a \"b\"\n<c>' 森"),
            .output([.greatestFiniteMagnitude, -0.0, .leastNonzeroMagnitude, 9]),
        ],
        [.nodata("")],
    ]

    private func words(_ outcome: InferenceOutcome) -> String {
        switch outcome {
        case .output(let values): "output \(values.map(\.bitPattern))"
        case .nodata(let reason): "nodata \(reason)"
        case .rejected(let reason): "rejected \(reason)"
        }
    }

    private var all: [String] { Self.batches.flatMap { $0 }.map(words) }

    private func open(
        _ folder: Scratch, plan: LedgerPlan = plan, resumes: Bool,
        _ restore: (TileLedger.Frame) throws -> Void = { _ in }
    ) throws -> TileLedger {
        try TileLedger(
            path: folder["l"], output: "out.csv", plan: plan, valueCount: 3, resumes: resumes,
            restore: restore)
    }

    private func written(_ folder: Scratch) throws -> Data {
        let ledger = try open(folder, resumes: false)
        for batch in Self.batches { try ledger.append(batch) }
        return try Data(contentsOf: URL(fileURLWithPath: folder["l"]))
    }

    @Test func aResumedRunTakesWhatWasRecordedInItsOrder() throws {
        let folder = Scratch()
        _ = try written(folder)
        var found: [String] = []
        let ledger = try open(folder, resumes: true) { found += $0.outcomes.map(words) }
        #expect(found == all && ledger.restoredCount == all.count && ledger.discardedCount == 0)
    }

    @Test func framesLieWhereTheySay() throws {
        let folder = Scratch()
        let first = try open(folder, resumes: false)
        let positions = try Self.batches.map(first.append)
        withExtendedLifetime(first) {}
        let data = try Data(contentsOf: URL(fileURLWithPath: folder["l"]))
        let other = Scratch()
        try data.write(to: URL(fileURLWithPath: other["l"]))
        var frames: [TileLedger.Frame] = []
        let ledger = try open(other, resumes: true) { frames.append($0) }
        #expect(frames.map(\.position) == positions)
        for frame in frames {
            var bytes = [UInt8](repeating: 0, count: frame.byteCount)
            try bytes.withUnsafeMutableBytes { try ledger.read(into: $0, at: frame.position) }
            let again = LedgerFile.outcomes(of: bytes[...], classCount: 3)
            #expect(again?.map(words) == frame.outcomes.map(words))
        }
        var beyond = [UInt8](repeating: 0, count: 1)
        #expect(throws: CommandError.self) {
            try beyond.withUnsafeMutableBytes { try ledger.read(into: $0, at: data.count) }
        }
    }

    /// A kill may end the file anywhere.
    @Test func cutAnywhereItHoldsWholeBatchesAndGoesOn() throws {
        let folder = Scratch()
        let whole = try written(folder)
        let sizes = Self.batches.map(\.count)
        let allowed = Set((0...sizes.count).map { sizes.prefix($0).reduce(0, +) })
        var most = 0
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(fileURLWithPath: folder["l"]))
            var found: [String] = []
            let ledger = try open(folder, resumes: true) { found += $0.outcomes.map(words) }
            #expect(allowed.contains(found.count) && found == Array(all.prefix(found.count)))
            #expect(found.count >= most, "a longer ledger holds no less")
            most = found.count
            try ledger.append([.nodata("went on")])
            _ = consume ledger
            var again: [String] = []
            _ = try open(folder, resumes: true) { again += $0.outcomes.map(words) }
            #expect(again == found + ["nodata went on"])
        }
    }

    /// What the damage hit, and what follows it, is dropped: never another number.
    @Test func aChangedByteIsNeverRead() throws {
        let folder = Scratch()
        let whole = try written(folder)
        for position in whole.indices {
            var damaged = whole
            damaged[position] ^= 0x10
            try damaged.write(to: URL(fileURLWithPath: folder["l"]))
            var found: [String] = []
            let ledger = try open(folder, resumes: true) { found += $0.outcomes.map(words) }
            #expect(found == Array(all.prefix(found.count)) && found.count < all.count)
            #expect(ledger.restoredCount == found.count)
        }
    }

    /// `String` takes the two Unicode forms of a letter for one: the second folder was not looked at.
    @Test func foldersWhoseNamesDifferInTheirBytesAloneAreTwo() {
        let names = ["the input caf\u{E9}", "the input cafe\u{301}"]
        func plan(_ values: [String]) -> LedgerPlan { LedgerPlan(Array(zip(names, values))) }
        #expect(plan(["1", "2"]).firstDifference(from: plan(["1", "2"])) == nil)
        #expect(
            plan(["1", "2"]).firstDifference(from: plan(["1", "3"]))?.utf8.elementsEqual(names[1].utf8)
                == true)
        #expect(plan(["1", "2"]).firstDifference(from: LedgerPlan([(names[0], "1")])) != nil)
        let forms = names.map { LedgerPlan([("--aoi", $0)]) }
        #expect(forms[0].firstDifference(from: forms[1]) == "--aoi" && forms[0] != forms[1])
    }

    @Test func aNewRunThrowsTheOldOneAwayAndSaysHowMuch() throws {
        let folder = Scratch()
        _ = try written(folder)
        let other = LedgerPlan([("the model", "bb")])
        let count = all.count
        do {
            let ledger = try open(folder, plan: other, resumes: false)
            #expect(ledger.discardedCount == count && ledger.restoredCount == 0)
        }
        let ledger = try open(folder, plan: other, resumes: true)
        #expect(ledger.restoredCount == 0)
    }

    @Test func anotherPlanIsRefusedByItsNameAndNothingIsLost() throws {
        let folder = Scratch()
        let whole = try written(folder)
        let error = #expect(throws: CommandError.self) {
            try open(folder, plan: Self.plan.adding([("--aoi", "county")]), resumes: true)
        }
        #expect(error?.description.contains("cannot resume out.csv: --aoi differs") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder["l"])) == whole)
    }

    @Test func aLedgerOfFewerNumbersThanTheModelGivesIsRefused() throws {
        let folder = Scratch()
        _ = try written(folder)
        let error = #expect(throws: CommandError.self) {
            try TileLedger(
                path: folder["l"], output: "out.csv", plan: Self.plan, valueCount: 4, resumes: true
            ) { _ in }
        }
        #expect(error?.description.contains("what no run has written") == true)
    }

    @Test func twoRunsDoNotHoldOneLedger() throws {
        let folder = Scratch()
        let first = try open(folder, resumes: false)
        for resumes in [false, true] {
            let error = #expect(throws: CommandError.self) { try open(folder, resumes: resumes) }
            #expect(error?.description.contains("another run is writing out.csv") == true)
        }
        try first.append([.nodata("mine")])
        _ = consume first
        #expect(try open(folder, resumes: true).restoredCount == 1)
    }

    /// Through a link the ledger would empty a file of somebody's.
    @Test func aLinkInItsPlaceIsNotWrittenThrough() throws {
        let folder = Scratch()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: folder["mine"]))
        try FileManager.default.createSymbolicLink(
            atPath: folder["l"], withDestinationPath: folder["mine"])
        #expect(throws: CommandError.self) { try open(folder, resumes: false) }
        #expect(try String(contentsOfFile: folder["mine"], encoding: .utf8) == "mine")
    }

    @Test func shortWorkIsKeptOnlyWhereSomebodyEndedIt() throws {
        let folder = Scratch()
        func left(after error: any Error, append: Bool = true, isWanted: Bool = false, canResume: Bool = true)
            throws -> Int
        {
            let ledger = try open(folder, resumes: false)
            if append { try ledger.append(Self.batches[0]) }
            let kept = ledger.abandon(after: error, isWanted: isWanted, canResume: canResume)
            #expect(folder.has("l") == (kept > 0))
            return kept
        }
        #expect(try left(after: CommandError("broken")) == 0)
        #expect(try left(after: CommandError("broken"), isWanted: true) == 3)
        #expect(try left(after: JourneyCancelled()) == 3)
        #expect(try left(after: JourneyCancelled(), canResume: false) == 0)
        #expect(try left(after: JourneyCancelled(), append: false) == 0)
        _ = try written(folder)
        #expect(try open(folder, resumes: true).abandon(after: CommandError("broken")) == all.count)
        try open(folder, resumes: true).remove()
        #expect(try folder.names() == [])
    }

    // MARK: Plans

    @Test func plansDifferByTheirFirstDifferentEntry() {
        let plan = LedgerPlan([("a", "1"), ("b", "2"), ("c", "3")])
        #expect(plan.firstDifference(from: plan) == nil)
        #expect(plan.firstDifference(from: LedgerPlan([("c", "3"), ("b", "2"), ("a", "1")])) == nil)
        #expect(plan.firstDifference(from: LedgerPlan([("a", "1"), ("b", "x"), ("c", "y")])) == "b")
        #expect(plan.firstDifference(from: LedgerPlan([("a", "1"), ("b", "2")])) == "c")
        #expect(LedgerPlan([]).firstDifference(from: plan) == "a")
        let machine = plan.adding([("the engine", "1"), ("the processor", "x")])
        #expect(machine.withoutMachine == plan && machine.firstDifference(from: plan) == "the engine")
    }

    @Test func whatNoRunWroteIsNoOutcome() {
        #expect(LedgerFile.outcomes(of: [], classCount: 1)?.isEmpty == true)
        for bytes: [UInt8] in [
            [3, 0, 0, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0xFF, 0xFF, 0xFF, 0xFF],
            [2, 0xFF, 0xFF, 0xFF, 0xFF, 65], [0, 1, 0, 0, 0, 0, 0, 0xC0, 0x7F],
            [0, 1, 0, 0, 0, 0, 0, 0x80, 0x7F],
        ] {
            #expect(LedgerFile.outcomes(of: bytes[...], classCount: 1) == nil, "\(bytes)")
        }
    }
}
