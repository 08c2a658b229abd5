import Foundation
import Scoring
import Testing

extension EndToEnd {
    struct WorkerBundles {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private struct BundleObject: Decodable {
            let libraries: Int
            let bytes: Int
            let unpackedBytes: Int
            let sha256: String
        }

        private func tool(_ path: String, _ arguments: [String], input: String = "") throws -> Program.Run {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.environment = [:]
            let said = Scratch()
            try said.write(input, to: "stdin")
            let (output, errors) = (try said.newFile("stdout"), try said.newFile("stderr"))
            process.standardInput = FileHandle(forReadingAtPath: said["stdin"])
            process.standardOutput = output
            process.standardError = errors
            try process.run()
            process.waitUntilExit()
            return Program.Run(
                command: path, status: process.terminationStatus, output: try said.text("stdout"),
                errors: try said.text("stderr"))
        }

        @Test func anUnpackedBundleRunsFromAnyFolderWithoutAnEnvironment() throws {
            let made = try Program.mustRun(
                ["worker", "bundle", "--out", "worker.tar.gz", "--json"], in: scratch.path
            ).object(BundleObject.self)
            #expect(made.libraries > 50 && made.bytes < made.unpackedBytes)
            #expect(scratch.tree() == ["worker.tar.gz"])
            let odd = scratch["an odd 'folder' \u{E9}"]
            try FileManager.default.createDirectory(atPath: odd, withIntermediateDirectories: true)
            let unpacked = try tool("/bin/tar", ["-xzf", scratch["worker.tar.gz"], "-C", odd])
            #expect(unpacked.status == 0, "\(unpacked.errors)")
            let images = scratch.trees(of: county.dataset + "/test").filter { $0.hasSuffix(".png") }
            let plan = ImagePlan(groups: images.prefix(3).map { .init(root: $0, names: nil) })
            let worker = try Worker(.images(plan), model: county.model, in: scratch)
            let run = try tool("\(odd)/aerial-worker", [worker.folder], input: "0\n1\n2\n")
            #expect(run.status == 0, "\(run.errors)")
            #expect(try run.answers == worker.run(["0", "1", "2"]).answers)
            let libraries = try FileManager.default.contentsOfDirectory(atPath: "\(odd)/lib")
            #expect(!libraries.contains { $0.contains("torch") || $0.hasPrefix("libc.so") })
            #expect(FileManager.default.fileExists(atPath: "\(odd)/share/proj/proj.db"))
            #expect(FileManager.default.fileExists(atPath: "\(odd)/licenses/openvino.txt"))
        }

        @Test func theWorkerNeedsNeitherTrainingNorTheHistory() throws {
            let listing = try tool("/usr/bin/ldd", [Worker.program]).output
            for name in ["torch", "grpc", "libAerialTorch"] { #expect(!listing.contains(name)) }
        }
    }
}
