import Foundation
import Testing

@testable import AerialServer

/// Jobs are started with a list of words, of which none leads out of the folders.
struct JobTests {
    private static let help = Data(
        """
        {"command":{"commandName":"aerial","subcommands":[{"commandName":"score","abstract":"Score.","arguments":[
        {"kind":"positional","valueName":"model","isOptional":false},
        {"kind":"option","preferredName":{"kind":"long","name":"out"},"isOptional":true},
        {"kind":"option","preferredName":{"kind":"long","name":"bands"},"isOptional":true,"isRepeating":true},
        {"kind":"flag","preferredName":{"kind":"long","name":"overwrite"},"isOptional":true},
        {"kind":"option","preferredName":{"kind":"long","name":"spark"},"isOptional":true},
        {"kind":"flag","preferredName":{"kind":"long","name":"trust-sources"},"isOptional":true}]},
        {"commandName":"serve","arguments":[]}]}}
        """.utf8)

    private func form() throws -> CommandForm { try #require(try CommandForm.all(inHelp: Self.help).first) }

    @Test func onlyWhatIsOfferedCanBeStarted() throws {
        #expect(try CommandForm.all(inHelp: Self.help).map(\.command) == ["score"])
        #expect(try form().fields.map(\.name) == ["model", "out", "bands", "overwrite"])
    }

    @Test func valuesAreNeverOptions() throws {
        let words = try form().words(
            ["model": ["--help"], "out": ["--trust-sources"], "overwrite": ["true"]], isAllowed: { _ in true }
        )
        #expect(words == ["score", "--out=--trust-sources", "--overwrite", "--json", "--", "--help"])
    }

    @Test(arguments: [
        ["model": ["m"], "spark": ["sc://x"]], ["out": ["a.csv"]], ["model": ["m", "n"]],
        ["model": ["a\u{0}b"]],
        ["model": ["m"], "trust-sources": ["true"]],
    ])
    func whatIsNotOfferedIsRefused(values: [String: [String]]) throws {
        let form = try form()
        #expect(throws: Problem.self) { try form.words(values, isAllowed: { _ in true }) }
    }

    @Test func pathsStayBelowTheFolders() throws {
        let scratch = NSTemporaryDirectory() + "aerial-paths-\(UUID().uuidString)"
        let (served, other) = ("\(scratch)/served", "\(scratch)/other")
        for folder in [served, other] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        try Data().write(to: URL(fileURLWithPath: "\(other)/secret.tif"))
        try FileManager.default.createSymbolicLink(atPath: "\(served)/link", withDestinationPath: other)
        try FileManager.default.createSymbolicLink(
            atPath: "\(served)/nowhere", withDestinationPath: "\(other)/new")
        let real = try #require(ServedPath.real(served))
        func isAllowed(_ value: String) -> Bool { JobPath.isAllowed(value, folders: [real]) }
        for value in ["model", "new/out.csv", "purity:0.9", "4,1,2", "\(real)/out.tif", "red=4,green=1"] {
            #expect(isAllowed(value), "\(value)")
        }
        for value in [
            "\(other)/secret.tif", "../other/secret.tif", "link/secret.tif", "link/new.csv", "nowhere",
            "/etc/passwd",
            "/vsicurl/http://localhost/a.tif", "s3://bucket/a", "GTIFF_DIR:1:/etc/passwd",
            "new/../../other/x.csv",
        ] {
            #expect(!isAllowed(value), "\(value)")
        }
    }

    /// Whoever cancels too late has its outputs; of a command that heeds it they are as before.
    @Test(arguments: [("done", Jobs.Job.State.done), ("heed", .cancelled)])
    func aJobThatEndedWellInSpiteOfItsCancellingIsDone(way: String, state: Jobs.Job.State) async throws {
        let folder = NSTemporaryDirectory() + "aerial-late-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Self.help.write(to: URL(fileURLWithPath: "\(folder)/help.json"))
        let program = "\(folder)/program"
        let script = """
            #!/usr/bin/env python3
            import signal, sys, time
            if sys.argv[1] != "score":
                print(open("\(folder)/help.json").read())
                sys.exit()
            signal.signal(signal.SIGTERM, (lambda *_: sys.exit(0)) if "\(way)" == "done" else signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            print("on", file=sys.stderr, flush=True)
            time.sleep(20)
            """
        try Data(script.utf8).write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let jobs = Jobs(program: program, folders: [folder], pool: WorkPool(threads: 1, mostWaiting: 8))
        var job = try await jobs.start("score", ["model": ["m"]])
        while job.log.isEmpty {
            try await Task.sleep(for: .milliseconds(5))
            job = try await jobs.job(job.id)
        }
        #expect(try await jobs.cancel(job.id).state == .cancelled)
        while job.status == nil {
            try await Task.sleep(for: .milliseconds(5))
            job = try await jobs.job(job.id)
        }
        #expect(job.state == state)
    }
}
