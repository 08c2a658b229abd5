import AerialCore
import Foundation
import HTTPTypes
import Testing

@testable import AerialServer

/// A form asks for what the command takes, and gives the command what was asked for.
struct CommandFormTests {
    private struct Argument: Encodable {
        struct Name: Encodable {
            let kind: String
            let name: String
        }
        let kind: String
        var preferredName: Name?
        var valueName: String?
        var isOptional = true
        var isRepeating = false
        var shouldDisplay = true
        var defaultValue: String?
        var allValues: [String]?
        var abstract: String?

        static func option(_ name: String) -> Argument {
            Argument(kind: "option", preferredName: Name(kind: "long", name: name))
        }
    }

    private func help(_ arguments: [Argument], command: String = "score") throws -> Data {
        struct Command: Encodable {
            let commandName: String
            let arguments: [Argument]?
            let subcommands: [Command]?
        }
        let own = Command(commandName: command, arguments: arguments, subcommands: nil)
        let all = Command(commandName: "aerial", arguments: nil, subcommands: [own])
        return try JSONEncoder().encode(["command": all])
    }

    private func form(_ arguments: [Argument]) throws -> CommandForm {
        try #require(try CommandForm.all(inHelp: help(arguments)).first)
    }

    @Test func aFieldSaysWhatTheHelpSays() throws {
        var size = Argument.option("batch")
        (size.defaultValue, size.allValues, size.abstract) = ("8", ["8", "16"], "Tiles at once <b>")
        let model = Argument(kind: "positional", valueName: "model", isOptional: false)
        let form = try form([model, size])
        #expect(
            form.json == [
                "command": "score", "about": "",
                "fields": [
                    [
                        "kind": "positional", "name": "model", "about": "", "usual": .null, "choices": [],
                        "required": true, "repeating": false,
                    ],
                    [
                        "kind": "option", "name": "batch", "about": "Tiles at once <b>", "usual": "8",
                        "choices": ["8", "16"], "required": false, "repeating": false,
                    ],
                ],
            ])
    }

    /// These reach beyond the folders, or change what the server reads of the command.
    @Test(arguments: [
        "spark", "spark-conf", "spark-future-option", "from-spark", "trust-sources", "runs", "mlflow", "json",
        "quiet", "help", "version", "job", "worker",
    ])
    func whatReachesBeyondTheFoldersIsNotOffered(name: String) throws {
        let form = try form([.option(name), .option("out")])
        #expect(form.fields.map(\.name) == ["out"])
        #expect(throws: Problem.self) { try form.words([name: ["x"]], isAllowed: { _ in true }) }
    }

    @Test func whatTheHelpHidesOrDoesNotNameIsNotOffered() throws {
        var hidden = Argument.option("debug")
        hidden.shouldDisplay = false
        let nameless = Argument(kind: "option")
        let other = Argument(kind: "subcommand", valueName: "x")
        #expect(try form([hidden, nameless, other, .option("out")]).fields.map(\.name) == ["out"])
    }

    @Test(arguments: ["serve", "history", "Score", "", "score "])
    func otherCommandsAreNotOffered(command: String) throws {
        #expect(try CommandForm.all(inHelp: help([.option("out")], command: command)).isEmpty)
    }

    @Test(arguments: ["", "{}", "[]", "error: no such option", "{\"command\":{\"commandName\":\"aerial\"}"])
    func helpThatIsNoneIsRefused(text: String) {
        #expect(throws: (any Error).self) { try CommandForm.all(inHelp: Data(text.utf8)) }
    }

    /// Whatever is said, the words are the command, options that begin with their name, and what stands behind `--`.
    @Test func noValueBecomesAnOptionOrASecondWord() throws {
        var bands = Argument.option("bands")
        bands.isRepeating = true
        let paths = Argument(kind: "positional", valueName: "imagery", isRepeating: true)
        let form = try form([
            paths, bands, .option("out"),
            Argument(kind: "flag", preferredName: .init(kind: "long", name: "overwrite")),
        ])
        let odd = [
            "--help", "-h", "--", "-", "a b", "'; rm -rf /", "$(id)", "`id`", "a=b", "--out=x", "森", "é", "*",
            "~",
            "\"", "\\", "&", "|", "@file", "\u{2028}",
        ]
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<300 {
            let some = { (most: Int) -> [String] in
                (0..<Int.random(in: 0...most, using: &generator)).map { _ in
                    odd.randomElement(using: &generator) ?? ""
                }
            }
            let values = [
                "imagery": some(3), "bands": some(3), "out": some(1), "overwrite": some(0) + ["true"],
            ]
            var asked: [String] = []
            let words = try form.words(values) { value in
                asked.append(value)
                return true
            }
            let bands = (values["bands"] ?? []).map { "--bands=\($0)" }
            let out = (values["out"] ?? []).map { "--out=\($0)" }
            let behind = values["imagery"] ?? []
            #expect(
                words == ["score"] + bands + out + ["--overwrite", "--json"]
                    + (behind.isEmpty ? [] : ["--"] + behind))
            // Every value was asked for as a path; the flag is none.
            #expect(asked.sorted() == (behind + (values["bands"] ?? []) + (values["out"] ?? [])).sorted())
        }
    }

    @Test(arguments: ["a\nb", "a\0", "\u{1B}[31m", "a\r", "\t", String(repeating: "a", count: 4097)])
    func aValueThatNoCommandLineHasIsRefused(value: String) throws {
        let form = try form([.option("out")])
        #expect(throws: Problem.self) { try form.words(["out": [value]], isAllowed: { _ in true }) }
    }

    @Test func aValueOutsideOfTheFoldersIsRefusedByTheNameOfItsField() throws {
        let form = try form([.option("out"), .option("table")])
        #expect {
            _ = try form.words(["out": ["a"], "table": ["/etc/passwd"]]) { !$0.hasPrefix("/") }
        } throws: { error in
            let problem = error as? Problem
            return problem?.status == 400 && problem?.detail.contains("'table'") == true
        }
    }

    @Test func anEmptyValueIsNoValue() throws {
        let needed = Argument(kind: "positional", valueName: "model", isOptional: false)
        let form = try form([needed, .option("out")])
        #expect(throws: Problem.self) { try form.words(["model": ["", ""]], isAllowed: { _ in true }) }
        let words = try form.words(["model": ["", "m"], "out": [""]], isAllowed: { _ in true })
        #expect(words == ["score", "--json", "--", "m"])
    }

    // MARK: Paths

    private final class Folders {
        let scratch: String
        let (served, also, other): (String, String, String)

        init() throws {
            let path = NSTemporaryDirectory() + "aerial-jobpath-\(UUID().uuidString)"
            for name in ["served/sub", "also", "other", "served-too"] {
                try FileManager.default.createDirectory(
                    atPath: "\(path)/\(name)", withIntermediateDirectories: true)
            }
            scratch = try #require(ServedPath.real(path))
            (served, also, other) = ("\(scratch)/served", "\(scratch)/also", "\(scratch)/other")
        }

        deinit { try? FileManager.default.removeItem(atPath: scratch) }

        func isAllowed(_ value: String) -> Bool { JobPath.isAllowed(value, folders: [served, also]) }
    }

    @Test func everyFolderThatIsServedIsWorkedIn() throws {
        let folders = try Folders()
        for value in [
            "out.csv", "sub/out.csv", "sub/new/deeper/out.csv", "\(folders.also)/out.csv", folders.served,
            ".",
            "\(folders.served)/", "森/é.tif", "a..b/c", "...", "sub/./x.csv",
        ] {
            #expect(folders.isAllowed(value), "\(value)")
        }
    }

    @Test(arguments: [" ", "x", "森"])
    func aVirtualRasterInWordsIsNoPath(before: String) throws {
        let words =
            before
            + "<VRTDataset rasterXSize=\"9\" rasterYSize=\"9\"><VRTRasterBand dataType=\"Byte\" band=\"1\">"
            + "<SimpleSource><SourceFilename>/etc/secret.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
        #expect(try !Folders().isAllowed(words))
    }

    /// A slash with a mark on it is no slash to Swift, and one to the system.
    @Test(arguments: ["/\u{301}x", "/\u{200D}x"])
    func aSlashIsASlashToTheSystem(value: String) throws { #expect(try !Folders().isAllowed(value)) }

    @Test func aFolderThatOnlyBeginsLikeOneIsAnother() throws {
        let folders = try Folders()
        for value in [
            "\(folders.served)-too/a.csv", "\(folders.served)-too", "\(folders.served)x/a.csv", folders.other,
            folders.scratch, "\(folders.scratch)/", "/", "//", "..", "../", "sub/../..", "sub/../../other/a",
            "../served-too/a", "/tmp/../etc/passwd", "\(folders.served)/../other/a.csv",
        ] {
            #expect(!folders.isAllowed(value), "\(value)")
        }
    }

    @Test func aLinkCountsByWhereItLeads() throws {
        let folders = try Folders()
        let files = FileManager.default
        try files.createSymbolicLink(atPath: "\(folders.served)/in", withDestinationPath: "sub")
        try files.createSymbolicLink(atPath: "\(folders.served)/beside", withDestinationPath: folders.also)
        try files.createSymbolicLink(atPath: "\(folders.served)/out", withDestinationPath: "../other")
        try files.createSymbolicLink(atPath: "\(folders.served)/loop", withDestinationPath: "loop")
        try files.createSymbolicLink(atPath: "\(folders.served)/gone", withDestinationPath: "sub/later.csv")
        for value in ["in/a.csv", "in", "beside/a.csv"] { #expect(folders.isAllowed(value), "\(value)") }
        for value in ["out/a.csv", "out", "out/new/a.csv", "loop", "loop/a", "gone", "in/../out/a"] {
            #expect(!folders.isAllowed(value), "\(value)")
        }
    }

    @Test(arguments: [
        "/vsizip/a.zip/a.tif", "/vsicurl/http://x/a.tif", "/vsimem/a", "/vsistdin/", "http://localhost/a.tif",
        "file:///etc/passwd", "s3://b/k", "sc://host:15002", "<VRTDataset/>", "NETCDF:\"/etc/passwd\":x",
        "a\0.tif",
        "GTIFF_DIR:1:../other/a.tif", "HDF5:/etc/passwd://x",
    ])
    func wordsOfGDALsOwnAndAddressesAreRefused(value: String) throws {
        #expect(!(try Folders().isAllowed(value)))
    }

    @Test func whatIsResolvedLiesBelowOrIsNotTold() throws {
        let folders = try Folders()
        try Data().write(to: URL(fileURLWithPath: "\(folders.served)/sub/a.csv"))
        #expect(
            ServedPath.resolved("\(folders.served)/sub/../sub/a.csv", below: folders.served)
                == "\(folders.served)/sub/a.csv")
        #expect(ServedPath.resolved(folders.served, below: folders.served) == folders.served)
        #expect(ServedPath.resolved("\(folders.served)-too", below: folders.served) == nil)
        #expect(ServedPath.resolved("\(folders.served)/sub/../../other", below: folders.served) == nil)
        #expect(ServedPath.resolved("\(folders.served)/none", below: folders.served) == nil)
        #expect(ServedPath.resolved(folders.other, below: "/") == folders.other)
        #expect(ServedPath.real("") == nil)
    }

    // MARK: Jobs that were never started

    @Test func aJobThatIsNotThereIsNotFound() async throws {
        let service = ServiceInProcess()
        for id in ["none", "00000000"] {
            #expect(try await service.ask("/api/jobs/\(id)").status == 404)
            #expect(try await service.ask("/api/jobs/\(id)", .delete).status == 404)
            #expect(try await service.ask("/api/jobs/\(id)/curve").status == 404)
        }
        #expect(try await service.ask("/api/jobs").json == ["jobs": []])
    }

    @Test func aJobTellsItsLogOfWhichAListTellsTheLastLine() {
        var job = Jobs.Job(
            id: "1", words: ["score", "--json", "--", "m"], created: Date(timeIntervalSince1970: 0))
        #expect(job.summary["log"] == [] && job.json["status"] == .null && job.json["result"] == .null)
        job.log = ["one", "two \u{1B}[1m"]
        (job.state, job.status, job.result) = (.failed, 2, ["error": "x"])
        #expect(job.summary["log"] == ["two \u{1B}[1m"])
        #expect(job.json["log"] == ["one", "two \u{1B}[1m"])
        #expect(job.json["words"] == ["score", "--json", "--", "m"])
        #expect(job.json["created"] == "1970-01-01T00:00:00Z")
        #expect(job.json["state"] == "failed" && job.json["status"] == 2)
    }
}
