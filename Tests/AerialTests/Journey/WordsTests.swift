import Aerial
import AerialCore
import Foundation
import Testing

@testable import Aerial

/// The small words that journeys tell people.
@Suite struct WordsTests {
    @Test(arguments: [
        (0, "0 s"), (0.49, "0 s"), (41.4, "41 s"), (59.4, "59 s"), (59.5, "1 min 0 s"), (200, "3 min 20 s"),
        (3599.6, "1 h 0 min"), (7500, "2 h 5 min"), (86_400, "24 h 0 min"), (1e9, "277777 h 46 min"),
    ]) func secondsAreReadable(seconds: Double, text: String) {
        #expect(Duration.readable(seconds: seconds) == text)
    }

    @Test(arguments: [
        (-0.3, "0 s"), (-5, "0 s"), (-Double.infinity, "0 s"), (.nan, "an unknown time"),
        (.infinity, "an unknown time"), (1e13, "an unknown time"), (1e300, "an unknown time"),
    ]) func secondsThatAreNoneAreWordsToo(seconds: Double, text: String) {
        #expect(Duration.readable(seconds: seconds) == text)
    }

    @Test func aDurationInSecondsIsItsParts() {
        #expect(Duration.milliseconds(1500).inSeconds == 1.5)
        #expect(abs(Duration.nanoseconds(1).inSeconds - 1e-9) < 1e-18 && Duration.seconds(-2).inSeconds == -2)
    }

    private func progress(_ done: Int, of total: Int, in seconds: Double) -> JourneyProgress {
        JourneyProgress(
            title: "t", unit: "tiles", done: done, total: total, seconds: seconds, isFinished: false)
    }

    @Test func whatIsLeftFollowsThePaceSoFar() {
        #expect(progress(25, of: 100, in: 5).secondsLeft == 15)
        #expect(progress(0, of: 100, in: 5).secondsLeft == 0)
        // More than was expected.
        #expect(progress(120, of: 100, in: 5).secondsLeft == 0)
        let instant = progress(7, of: 9, in: 0)
        #expect(instant.perSecond.isFinite && instant.secondsLeft.isFinite && instant.secondsLeft >= 0)
        let other = progress(25, of: 100, in: 5).titled("other")
        #expect(other.title == "other" && other.secondsLeft == 15 && other != progress(25, of: 100, in: 5))
    }

    @Test func progressIsNeverSetBack() {
        let inner = Progress("t", unit: "tiles", total: 10, observer: SilentObserver())
        let shared = SharedProgress(inner)
        for (reached, expected) in [(3, 3), (1, 3), (3, 3), (10, 10), (-4, 10)] {
            shared.reach(reached)
            #expect(inner.done == expected)
        }
    }

    @Test func workEndsAtTheNextStepOnceItsObserverEndsIt() throws {
        let progress = Progress("t", unit: "tiles", total: 2, observer: Recorder(isCancelled: true))
        #expect(throws: JourneyCancelled.self) { try progress.advance() }
        try Progress("t", unit: "tiles", total: 2, observer: SilentObserver()).advance(by: 5)
    }

    @Test(arguments: [0, 1, 9, 10, 11, 500]) func tenRejectionsAreToldAndTheOthersCounted(count: Int) {
        let recorder = Recorder()
        RejectionList((0..<count).map { "tile \($0)" }).tell(recorder)
        #expect(recorder.warnings.prefix(10) == (0..<min(10, count)).map { "tile \($0)" }[...])
        #expect(recorder.warnings.count == (count > 10 ? 11 : count))
        if count > 10 { #expect(recorder.warnings.last == "... and \(count - 10) more") }
    }

    // MARK: Misspelt words

    private static let words: Set = ["accuracy", "f1", "kappa", "precision", "recall"]

    @Test(arguments: [
        ("acuracy", "accuracy"), ("acccuracy", "accuracy"), ("precisoin", "precision"), ("kapa", "kappa"),
        ("prec", "precision"), ("recall-of-forest", "recall"), ("F1", "f1"),
    ]) func theNearestWordIsMeant(typed: String, meant: String) {
        #expect(Misspelling.nearest(to: typed, among: Self.words.sorted()) == meant)
        #expect(Misspelling.hint(for: typed, among: Self.words) == " Did you mean '\(meant)'?")
    }

    @Test func aWordOfAnotherKindIsNone() {
        for typed in ["temperature", "森林森林森林", "xxxxxxxx"] {
            #expect(Misspelling.nearest(to: typed, among: Self.words.sorted()) == nil)
            #expect(Misspelling.hint(for: typed, among: Self.words) == "")
        }
        #expect(Misspelling.nearest(to: "f1", among: []) == nil)
        for word in Self.words { #expect(Misspelling.nearest(to: word, among: Self.words.sorted()) == word) }
    }

    // MARK: Sums

    /// FIPS 180-4's examples, and RFC 1321's of MD5.
    @Test func sumsAreThePublishedOnes() throws {
        let folder = Scratch()
        let path = folder["abc"]
        try Data("abc".utf8).write(to: URL(fileURLWithPath: path))
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d"
        let md5 = "900150983cd24fb0d6963f7d28e17f72"
        #expect(try FileChecksum.sha256(ofFile: path) == sha256 && FileChecksum.sha256(of: "abc") == sha256)
        #expect(
            FileChecksum.sha256(of: "") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(try FileChecksum.digest(ofFile: path, named: "SHA1") == sha1)
        #expect(try FileChecksum.digest(ofFile: path, named: "no such sum") == nil)
        // As STAC states them: github.com/multiformats/multihash.
        for (text, isRight) in [
            ("1220" + sha256, true), ("1220" + sha256.uppercased(), true), ("1114" + sha1, true),
            ("d50110" + md5, true), ("1220" + String(sha256.reversed()), false),
            ("1114" + sha256.prefix(40), false),
        ] {
            let stated = try #require(StatedChecksum(text))
            #expect(try stated.isOf(file: path) == isRight, "\(text)")
        }
    }

    @Test(arguments: ["", "1220", "1220ab", "ba7816bf", "d501", "1120" + String(repeating: "0", count: 64)])
    func aStatedSumOfAnotherLengthOrKindIsNone(text: String) {
        #expect(StatedChecksum(text) == nil)
        #expect(StatedChecksum("1220" + String(repeating: "0", count: 65)) == nil)
    }

    /// Read in pieces of 4 MiB.
    @Test func aSumOfALongFileIsThatOfItsText() throws {
        let folder = Scratch()
        for count in [(4 << 20) - 1, 4 << 20, (4 << 20) + 1] {
            let text = String(repeating: "0123456789abcdef\n", count: count / 17 + 1).prefix(count)
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder["long"]))
            #expect(try FileChecksum.sha256(ofFile: folder["long"]) == FileChecksum.sha256(of: String(text)))
        }
    }

    @Test func whatIsNoFileHasNoSum() {
        for path in [Scratch()["none"], "/dev/zero", "/dev/null", ""] {
            #expect(throws: CommandError.self) { try FileChecksum.sha256(ofFile: path) }
        }
    }

    @Test func aFolderHasNoSumAndIsSaidToBeOne() throws {
        let folder = Scratch()
        try FileManager.default.createSymbolicLink(
            atPath: folder["link"], withDestinationPath: folder.path)
        for path in [folder.path, folder.path + "/", folder["link"]] {
            let error = #expect(throws: CommandError.self) { try FileChecksum.sha256(ofFile: path) }
            #expect(error?.description == "cannot read \(path): it is a folder. Name a file.")
        }
    }

    // MARK: Names on clusters

    @Test func namesOfJobsAreWordsThatNoShellMinds() {
        for name in [
            "a", "0", "-", "_", "A.b-c_9", String(repeating: "x", count: 80), ClusterJobName.fresh(),
        ] {
            #expect(ClusterJobName.isValid(name), "\(name)")
        }
        for name in [
            "", ".", "..", ".a", "a b", "a/b", "a;b", "$a", "ä", "１", "a\n",
            String(repeating: "x", count: 81),
        ] {
            #expect(!ClusterJobName.isValid(name), "\(name)")
        }
        #expect(ClusterJobName.fresh() != ClusterJobName.fresh())
    }

    @Test func aQuotedWordHoldsNoOpenQuote() {
        #expect(ShellText.quoted("it's $HOME `x` \"y\" \\") == "'it'\\''s $HOME `x` \"y\" \\'")
        #expect(ShellText.quoted("") == "''")
    }

    @Test func pathsOfAClusterAreAbsoluteAndNotShortened() {
        let here = FileManager.default.currentDirectoryPath
        #expect(
            ClusterPath.reached("a/../b") == "\(here)/a/../b" && ClusterPath.reached("/a/../b") == "/a/../b")
        for address in ["s3://bucket/a", "/vsis3/bucket/a", "https://host/a"] {
            #expect(ClusterPath.reached(address) == address)
        }
    }

    @Test(arguments: [
        (1000, 999, true), (1000, 998, false), (3000, 2997, true), (3000, 2996, false), (1, 0, true),
        (0, 0, true),
    ])
    func oneInAThousandMayDiffer(heldOut: Int, agreeing: Int, isFaithful: Bool) {
        let judgement = ClusterJudgement(accuracy: nil, heldOut: heldOut, agreeing: agreeing, modelPath: "m")
        #expect(judgement.isFaithful == isFaithful)
    }
}
