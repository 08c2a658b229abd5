import AerialCore
import Foundation
import Scoring
import Testing

extension EndToEnd {
    /// Rows that are none, and pipes and parents that end.
    struct WorkerPipes {
        let county: County
        let scratch = Scratch()
        let images: [String]

        init() throws {
            county = try County.current()
            images = scratch.trees(of: county.dataset + "/test").filter { $0.hasSuffix(".png") }
        }

        private func worker(_ count: Int = 20) throws -> Worker {
            let groups = (0..<count).map { ImagePlan.Group(root: images[$0 % images.count], names: nil) }
            return try Worker(.images(ImagePlan(groups: groups)), model: county.model, in: scratch)
        }

        @Test func everyLineIsAnsweredOnceInOrder() throws {
            let worker = try worker()
            let good = worker.job.plan.request(at: 3).line
            let text: (String) -> [UInt8] = { Array($0.utf8) }
            let lines: [(line: [UInt8], ordinal: Int?, part: String)] = [
                (text(good), 3, ""), (text(""), nil, "does not begin with"),
                (text("abc"), nil, "does not begin"),
                (text("-4"), nil, "does not begin"), (text("99999999999999999999"), nil, "does not begin"),
                (text("20"), 20, RowAnswer.contradictionPrefix),
                (text("4\t{\"path\":\"/etc/passwd\"}"), 4, RowAnswer.contradictionPrefix),
                (text("4\t{\"row\":0,\"column\":0}"), 4, RowAnswer.contradictionPrefix),
                (text("5\t{\"path\":"), 5, "no JSON"),
                (text("6\t{\"path\":\"") + [0xFF, 0xC0], 6, "no JSON"),
                (text("7\t") + [UInt8](repeating: 0x20, count: 3_000_000), 7, "too long"),
                ([UInt8](repeating: UInt8(ascii: "9"), count: 2_000_000), nil, "too long"),
                ([0, 0, 0], nil, "does not begin"), (text("8\t\"\\n\t"), 8, "no JSON"),
                (text(good + "\r"), 3, ""), (text(good), 3, ""), (text("19\t\\N"), 19, ""),
            ]
            let input = lines.map { Data($0.line) + Data("\n".utf8) }.reduce(Data(), +)
            let run = try worker.run(input)
            let answers = try run.answers
            #expect(run.status == 0, "\(run.errors)")
            #expect(answers.count == lines.count)
            #expect(answers.map(\.ordinal) == lines.map(\.ordinal))
            for (answer, line) in zip(answers, lines) {
                #expect((answer.status == .scored) == line.part.isEmpty)
                #expect(line.part.isEmpty ? answer.reason.isEmpty : answer.reason.contains(line.part))
            }
        }

        @Test func noRowsAreNoAnswers() throws {
            let run = try worker().run(Data())
            #expect(run.status == 0 && run.output.isEmpty)
        }

        @Test func aLastLineWithoutItsEndIsAnswered() throws {
            let run = try worker().run(Data("1\n2".utf8))
            #expect(try run.answers.map(\.ordinal) == [1, 2])
            #expect(run.status == 0)
        }

        @Test func whatCannotBeLoadedEndsItWithASentence() throws {
            let whole = try worker()
            let noWeights = try worker()
            try FileManager.default.removeItem(atPath: noWeights.folder + "/model/weights.safetensors")
            let noJob = try worker()
            try scratch.write("{", to: (noJob.folder as NSString).lastPathComponent + "/job.json")
            let away = ImagePlan(groups: [.init(root: scratch["not-mounted"], names: ["a.png"])])
            let noImagery = try Worker(.images(away), model: county.model, in: scratch)
            for (worker, status, part) in [
                (noWeights, 70, "weights"), (noJob, 65, "job file"), (noImagery, 66, "not-mounted"),
            ] {
                let run = try worker.run(["0"])
                #expect(run.status == Int32(status), "\(run.errors)")
                #expect(run.errors.contains(part) && run.output.isEmpty, "\(run.errors)")
            }
            #expect(try whole.run(Data(), arguments: ["--nonsense"]).status == 64)
        }

        @Test func checkTellsWhatThereIs() throws {
            let run = try worker().run(Data(), arguments: ["--check"])
            #expect(run.status == 0, "\(run.errors)")
            for part in ["OpenVINO", "GDAL", "efficientnet-lite0", "20 images"] {
                #expect(run.output.contains(part))
            }
        }

        /// A slow writer's rows do not wait for others to fill a batch.
        @Test func everyRowIsAnsweredAtOnce() throws {
            let process = try worker().process()
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            for ordinal in [4, 9, 2] {
                try input.fileHandleForWriting.write(contentsOf: Data("\(ordinal)\n".utf8))
                let answer = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
                #expect(answer.hasPrefix("\(ordinal)\tscored"))
                #expect(answer.hasSuffix("\n"))
            }
            try input.fileHandleForWriting.close()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }

        /// Starts a worker, and waits until it has answered a row; its pipes stay open.
        private func answeringOneRow(_ process: Process) throws -> (input: Pipe, output: Pipe) {
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data("1\n".utf8))
            _ = output.fileHandleForReading.availableData
            return (input, output)
        }

        @Test func itEndsWhenNobodyTakesItsAnswers() throws {
            let process = try worker().process()
            let (input, output) = try answeringOneRow(process)
            try output.fileHandleForWriting.close()
            try output.fileHandleForReading.close()
            // It waits for rows, writes nothing, and ends all the same.
            #expect(Self.ends(within: 60) { !process.isRunning })
            #expect(process.terminationStatus == 74)
            withExtendedLifetime(input) {}
        }

        @Test func itEndsWhenItsJobWasEnded() throws {
            let worker = try worker()
            let process = worker.process()
            let (input, output) = try answeringOneRow(process)
            #expect(process.isRunning)
            #expect(
                FileManager.default.createFile(
                    atPath: "\(worker.folder)/\(ScoreJob.endedFileName)", contents: nil))
            process.waitUntilExit()
            #expect(process.terminationStatus == ScoreJob.endedStatus)
            withExtendedLifetime((input, output)) {}
        }

        @Test func itEndsWhenNoRowsCome() throws {
            let process = try worker().process(["--patience", "2"])
            let (input, errors) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = FileHandle.nullDevice
            process.standardError = errors
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == ScoreJob.endedStatus)
            let said = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
            #expect(said.contains("no row has come for 2.0 seconds"), "\(said)")
            withExtendedLifetime(input) {}
        }

        /// As with a task that Spark has ended: its pipe is open, and nobody reads from it.
        @Test func itEndsWhenItsAnswersLieUnread() throws {
            let process = try worker().process(["--patience", "2"])
            let (input, output, errors) = (Pipe(), Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            process.standardError = errors
            // F_SETPIPE_SZ, which Swift does not see: a pipe that some forty answers fill.
            #expect(fcntl(output.fileHandleForReading.fileDescriptor, 1031, 4096) >= 4096)
            try process.run()
            let rows = (0..<400).map { "\($0 % 20)\n" }.joined()
            try input.fileHandleForWriting.write(contentsOf: Data(rows.utf8))
            process.waitUntilExit()
            #expect(process.terminationStatus == ScoreJob.endedStatus)
            let said = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
            #expect(said.contains("no answer was taken for 2.0 seconds"), "\(said)")
            withExtendedLifetime((input, output)) {}
        }

        @Test func itEndsWithItsParent() throws {
            let worker = try worker()
            let fifo = scratch["rows"]
            #expect(mkfifo(fifo, 0o600) == 0)
            // Both ends are held open here: no pipe ends when the parent does.
            let rows = open(fifo, O_RDWR | O_CLOEXEC)
            defer { close(rows) }
            let parent = Process()
            parent.executableURL = URL(fileURLWithPath: "/bin/bash")
            parent.arguments = [
                "-c", "\"$0\" \"$1\" <\"$2\" >\"$3\" & echo $! >\"$4\"; wait", Worker.program, worker.folder,
                fifo,
                scratch["answers"], scratch["pid"],
            ]
            parent.standardError = FileHandle.nullDevice
            try parent.run()
            _ = "1\n".withCString { write(rows, $0, 2) }
            #expect(Self.ends(within: 60) { (try? scratch.text("answers"))?.isEmpty == false })
            let pid = try #require(Int32(scratch.text("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(Self.isAlive(pid))
            kill(parent.processIdentifier, SIGKILL)
            parent.waitUntilExit()
            #expect(Self.ends(within: 60) { !Self.isAlive(pid) })
        }

        /// A process that has ended may wait for its new parent to notice.
        private static func isAlive(_ pid: Int32) -> Bool {
            let status = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            guard let state = status.split(separator: ")").last?.split(separator: " ").first else {
                return false
            }
            return state != "Z" && state != "X"
        }

        private static func ends(within seconds: Int, _ condition: () -> Bool) -> Bool {
            let end = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < end {
                if condition() { return true }
                usleep(20_000)
            }
            return condition()
        }
    }
}
