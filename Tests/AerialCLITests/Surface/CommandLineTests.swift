import Foundation
import RunHistory
import Testing

@testable import Aerial
@testable import AerialCLI

/// The command line as such: help, wrong usage, what goes to stdout and what to stderr.
struct CommandLineTests {
    static let commands = [
        "review", "suggest",
        "doctor", "synth", "prepare", "weights list", "weights import", "export", "transfer", "sweep",
        "evaluate", "score", "map",
    ]
    let scratch = Scratch()

    private func run(_ line: String) throws -> Program.Run {
        try Program.run(line.split(separator: " ").map(String.init), in: scratch.path)
    }

    @Test(arguments: commands) func helpShowsAnExample(command: String) throws {
        let help = try run(command + " --help")
        #expect(help.status == 0)
        #expect(help.output.contains("Example"))
        #expect(help.output.contains("  aerial \(command)"))
        #expect(
            help.output.contains("--json") && help.output.contains("--threads")
                && help.output.contains("--quiet"))
        #expect(help.errors == "")
    }

    @Test(arguments: ["imagery", "dataset", "weights", "area", "runs", "worker"])
    func helpOfAGroupShowsAnExample(group: String) throws {
        let help = try run(group + " --help")
        #expect(
            help.status == 0 && help.output.contains("Example") && help.output.contains("  aerial \(group) "))
    }

    @Test(arguments: [
        "synth", "synth county --size 12", "synth county --size x", "score model a.tif",
        "score model a.tif --out a.doc", "score model a.tif --out a.csv --max-loss 1",
        "score model a.tif --out a.csv --first coarse --max-loss 0",
        "score model a.tif --out a.csv --first coarse --spark sc://a --spark-storage b",
        "transfer data --out model --tile-pixels 5",
        "prepare --labels a.tif --out b", "prepare --imagery a.tif --labels b.tif --out c --rule purity:7",
        "prepare --imagery a.tif --labels b.tif --out c --test-fraction 1.5", "map a.csv --out a.jpg", "map",
        "score model a.tif --out a.csv --bands 1,x",
        "prepare --imagery a.tif --labels b.tif --out c --bands 1,2",
        "prepare --imagery a.tif --labels b.tif --out c --tile-meters 0",
        "prepare --imagery a.tif --labels b.tif --out c --tile-pixels 5",
        "prepare --imagery a.tif --labels b.tif --out c --split areas",
        "prepare --areas a.yaml --labels b.tif --out c", "prepare --areas a.yaml --aoi b.gpkg --out c",
        "prepare --areas a.yaml --out c --split areas:0", "synth county --zone 25",
        "dataset join a --out b", "dataset join a b --out c --split scenes", "dataset show",
        "dataset show a --samples 0", "transfer data --out model --backbone lenet",
        "doctor --threads 0", "fly",
        "change m --after a.tif --out c",
        "change m --before b.tif --before-labels l.tif --after a.tif --out c",
        "change m --before b.tif --after a.tif --out c --rule nine-points",
        "change m --before-labels l.tif --after a.tif --out c --normalize colors",
        "export m --out m.pb", "weights import a.onnx", "weights import a.pth --backbone resnet18 --mean 0.5",
        "weights import a.onnx --name a --mean x", "weights import a.onnx --name a --pixel-range 2",
        "map a.csv b.csv --out a.tif", "map a.csv b.csv --out a.png --areas t.csv",
    ])
    func wrongUsageEndsWith64(line: String) throws {
        let run = try run(line)
        #expect(run.status == 64, "\(run.errors)")
        #expect(run.output == "")
        #expect(run.errors.contains("Error: "))
        #expect(run.errors.contains("--help"))
    }

    @Test(arguments: [("scor", "score"), ("prepair", "prepare"), ("eval", "evaluate"), ("maps", "map")])
    func aTypoIsUnderstood(typed: String, meant: String) throws {
        let run = try run(typed + " model")
        #expect(run.status == 64)
        #expect(run.errors.contains("no command '\(typed)'"))
        #expect(run.errors.contains("Did you mean '\(meant)'?"))
    }

    @Test(arguments: [
        (["score", "m", "im.tif", "--ot", "x.csv"], "--ot", "--out"),
        (["transfer", "tiles", "--penalti=3"], "--penalti", "--penalty"),
        (["area", "design", "map.tif", "--standard-eror", "0.1"], "--standard-eror", "--standard-error"),
        (["map", "p.csv", "--outt", "m.tif", "--smooth"], "--outt", "--out"),
    ]) func aMisspeltOptionIsNamedAndWhatWasMeant(words: [String], word: String, meant: String) throws {
        let run = try Program.run(words, in: NSTemporaryDirectory())
        #expect(run.status == 64)
        #expect(
            run.errors.contains("no option '\(word)'") && run.errors.contains("'\(meant)'"), "\(run.errors)")
    }

    /// West of Greenwich every box of degrees begins with a dash.
    @Test func valuesThatBeginWithADashAreValues() throws {
        #expect(
            DashedValues.joined([
                "a", "--aoi", "-84.2,36,-83.8,36.4", "--quiet", "--x=1", "-2", "--", "--b", "-3",
            ])
                == ["a", "--aoi=-84.2,36,-83.8,36.4", "--quiet", "--x=1", "-2", "--", "--b", "-3"])
        let scratch = Scratch()
        try scratch.write(#"{"type":"FeatureCollection","features":[]}"#, to: "items.json")
        let found = try Program.run(
            ["imagery", "search", "--stac", "items.json", "--aoi", "-84.2,36,-83.8,36.4"], in: scratch.path)
        #expect(found.status == 0, "\(found.errors)")
        let threads = try run("doctor --threads -1")
        #expect(threads.status == 64 && threads.errors.contains("a number from 1"), "\(threads.errors)")
    }

    @Test(arguments: [
        ("transfer d --out m --penalty inf", "--penalty"),
        ("transfer d --out m --test-fraction nan", "--test-fraction"),
        ("score m a.tif --out a.csv --sample-fraction nan", "--sample-fraction"),
        ("score m a.tif --out a.csv --stride infinity", "--stride"),
        ("area design m.tif --out s --standard-error nan", "--standard-error"),
        ("finetune d --out m --learning-rate=-inf", "--learning-rate"),
        ("map p.csv --out m.tif --minimum nan", "--minimum"),
    ])
    func numbersAreFinite(words: String, option: String) throws {
        let run = try run(words)
        #expect(run.status == 64 && run.output.isEmpty, "\(run.errors)")
        #expect(run.errors.contains(option), "\(run.errors)")
    }

    @Test func aShortOptionThatThereIsNotIsNamed() throws {
        let run = try run("score m a.tif -o a.csv")
        #expect(run.status == 64)
        #expect(run.errors.contains("no option '-o'") && run.errors.contains("'--out'"), "\(run.errors)")
        #expect(UnknownOption.first(in: ["score", "m", "a.tif", "-q"]) == nil)
    }

    @Test func aMetricThatNoRunHasSortsNothing() throws {
        let scratch = Scratch()
        let history = try RunHistory(path: scratch.path + "/r.sqlite")
        let run = try history.begin(RunDescription(command: "transfer"))
        try history.record([MetricPoint(name: "accuracy", value: 0.5, step: 0)], run: run)
        let listing = ["runs", "list", "--runs", "r.sqlite", "--sort"]
        let misspelt = try Program.run(listing + ["acuracy"], in: scratch.path)
        #expect(misspelt.status == 1 && misspelt.output == "")
        #expect(misspelt.errors.contains("'accuracy'"), "\(misspelt.errors)")
        #expect(try Program.run(listing + ["accuracy"], in: scratch.path).status == 0)
        let columns = ["runs", "list", "--runs", "r.sqlite", "--metrics"]
        let unknown = try Program.run(columns + ["accuracy", "kapa"], in: scratch.path)
        #expect(unknown.status == 1 && unknown.errors.contains("'kapa'"), "\(unknown.errors)")
        #expect(try Program.run(columns + ["accuracy"], in: scratch.path).status == 0)
    }

    @Test(arguments: [
        (["--command", "transfr"], "Did you mean 'transfer'?"), (["--sweep", "s"], "no sweep 's'"),
        (["--where", "backbon=resnet18"], "Did you mean 'backbone'?"),
        (["--command", "transfer", "--where", "backbone=x"], ""),
    ])
    func aNameThatNoRunHasIsToldWithTheEmptyList(words: [String], remark: String) throws {
        let scratch = Scratch()
        let history = try RunHistory(path: scratch.path + "/r.sqlite")
        _ = try history.begin(RunDescription(command: "transfer", parameters: ["backbone": "resnet18"]))
        let run = try Program.run(["runs", "list", "--runs", "r.sqlite"] + words, in: scratch.path)
        #expect(
            run.status == 0 && remark.isEmpty ? run.errors == "" : run.errors.contains(remark),
            "\(run.errors)")
    }

    /// With the option of recorded commands they took a server, sent nothing to it, and said that they would.
    @Test(arguments: ["list", "show", "compare", "delete", "prune"])
    func whatOnlyLooksAtRunsTakesNoServer(command: String) throws {
        let help = try run("runs \(command) --help")
        #expect(help.output.contains("--runs") && !help.output.contains("--mlflow"), "\(help.output)")
        let words = ["runs", command, "--mlflow", "http://127.0.0.1:9"]
        #expect(try Program.run(words, in: scratch.path).status == 64)
    }

    @Test func aDryRunDeletesNothingAndSaysSo() throws {
        let scratch = Scratch()
        let history = try RunHistory(path: scratch.path + "/r.sqlite")
        let id = try history.begin(RunDescription(command: "transfer"))
        try history.finish(run: id, error: nil)
        let words = ["runs", "prune", "--older-than", "0", "--runs", "r.sqlite", "--json"]
        let dry = try Program.mustRun(words + ["--dry-run"], in: scratch.path).object([String: [String]].self)
        #expect(dry == ["deleted": [], "found": [id]])
        let real = try Program.mustRun(words, in: scratch.path).object([String: [String]].self)
        #expect(real == ["deleted": [id], "found": [id]])
    }

    /// Giving back their room takes as much again: on a full disk it said that nothing could be written, and the runs were gone.
    @Test func runsThatAreForgottenAreListedWhereTheirRoomCannotBeGivenBack() throws {
        let scratch = Scratch()
        let path = scratch.path + "/r.sqlite"
        let old: String
        let kept: String
        do {
            // Closed after it: its journal goes into the file.
            let history = try RunHistory(path: path)
            old = try history.begin(RunDescription(command: "transfer"))
            try history.finish(run: old, error: nil)
            kept = try history.begin(RunDescription(command: "finetune"))
            try history.record(
                (1...40_000).map { MetricPoint(name: "loss", value: 1 / Double($0), step: $0) }, run: kept)
        }
        let words = ["runs", "prune", "--older-than", "0", "--runs", "r.sqlite", "--json"]
        let run = try Program.run(words, in: scratch.path, largestFile: 400)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try run.object([String: [String]].self) == ["deleted": [old], "found": [old]])
        #expect(run.errors.contains("their room was not given back"), "\(run.errors)")
        #expect(try RunHistory(path: path).runs().map(\.id) == [kept])
    }

    @Test func noHistoryIsNoneToLookAt() throws {
        let run = try run("runs list --runs none")
        #expect(run.status == 64 && run.errors.contains("--runs runs.sqlite"), "\(run.errors)")
    }

    /// By the last one alone, 'runs prune' would forget runs that nobody asked for.
    @Test func aParameterIsAskedForOneValue() throws {
        let scratch = Scratch()
        let history = try RunHistory(path: scratch.path + "/r.sqlite")
        for seed in ["1", "2"] {
            let id = try history.begin(RunDescription(command: "transfer", parameters: ["seed": seed]))
            try history.finish(run: id, error: nil)
        }
        for words in ["list", "prune --older-than 0"] {
            let command = ["runs"] + words.split(separator: " ").map(String.init) + ["--runs", "r.sqlite"]
            let run = try Program.run(command + ["--where", "seed=1", "seed=2"], in: scratch.path)
            #expect(run.status == 64 && run.errors.contains("'seed' twice"), "\(run.errors)")
            #expect(try history.runs().count == 2)
        }
        let same = ["runs", "list", "--runs", "r.sqlite", "--where", "seed=1", "seed=1"]
        #expect(try Program.run(same, in: scratch.path).status == 0)
    }

    @Test func wordsThatAreNoOptionsAreLeftToTheCommand() {
        #expect(UnknownOption.first(in: ["score", "--help", "--ot"]) == nil)
        #expect(UnknownOption.first(in: ["map", "p.csv", "--", "--odd name.tif"]) == nil)
        #expect(
            UnknownOption.first(in: ["map", "p.csv", "--minimum", "-1", "--out=m.tif", "--no"])?.word
                == "--no")
        #expect(UnknownOption.first(in: ["--version"]) == nil)
    }

    @Test func secretsInAddressesAreHidden() {
        for (text, hidden) in [
            ("http://user:password@host:5000/x", "http://***@host:5000/x"),
            ("--mlflow=https://token@host", "--mlflow=https://***@host"),
            ("https://host/weights.pth?X-Signature=abc&Expires=1", "https://host/weights.pth?***"),
            ("cannot reach http://user:password@host: away", "cannot reach http://***@host: away"),
            ("https://host/path", "https://host/path"), ("a@b.tif", "a@b.tif"), ("what?.tif", "what?.tif"),
        ] { #expect(RecordedWords.hidingSecrets(text) == hidden) }
    }

    /// Hours of work later it would be told to nobody.
    @Test func anMLflowServerOfTheEnvironmentIsJudgedBeforeTheWork() throws {
        let scratch = Scratch()
        let ended = try Program.run(
            ["transfer", "nowhere", "--out", "model", "--runs", "runs.sqlite"], in: scratch.path,
            variables: ["MLFLOW_TRACKING_URI": "ftp://user:password@host"])
        #expect(ended.status == 1)
        let lines = ended.errors.split(separator: "\n")
        #expect(lines.first?.contains("MLFLOW_TRACKING_URI names no server that it can be sent to") == true)
        #expect(lines.last?.contains("there is no dataset folder nowhere") == true)
        #expect(!ended.errors.contains("password"))
    }

    @Test func theVersionIsOneLine() throws {
        #expect(try run("--version").output == "0.1.0\n")
    }

    @Test func synthWritesTheWholeCountyOrNothing() throws {
        let made = try run("synth county --size 448 --seed 5 --json")
        struct Object: Decodable { let directory: String, sizeMeters: Int, seconds: Double }
        #expect(made.status == 0)
        #expect(try made.object(Object.self).sizeMeters == 448)
        #expect(
            scratch.tree(below: "county") == [
                "changes.geojson", "imagery_after.tif", "imagery_before.tif", "landcover_before.tif",
                "truth_after.tif", "truth_before.tif",
            ])
        _ = try run("synth again --size 448 --seed 5 --quiet --threads 1")
        for name in scratch.tree(below: "county") {
            #expect(try scratch.data("county/\(name)") == scratch.data("again/\(name)"), "\(name)")
        }
    }

    @Test func quietIsQuiet() throws {
        let made = try run("synth county --size 448 --quiet")
        #expect(made.status == 0)
        #expect(made.output == "" && made.errors == "")
    }

    @Test func doctorGivesOneObject() throws {
        let found = try run("doctor --json").object([String: String].self)
        for key in ["program", "processor", "gdal", "openvino", "libtorch", "home"] {
            #expect(found[key] != nil, "\(key)")
        }
    }

    @Test func tablesEndWithOneNewline() throws {
        for line in ["doctor", "weights list"] {
            let output = try run(line).output
            #expect(output.hasSuffix("\n") && !output.hasSuffix("\n\n"))
            #expect(!output.contains("\n\n\n"), "\(line)")
        }
    }
}
