import Foundation
import Inference
import Scoring

/// A job's folder and the built `aerial-worker` on it.
struct Worker {
    let folder: String
    let job: ScoreJob

    static let program = Program.folder + "/aerial-worker"

    /// - Parameter model: a folder that is copied into the job's.
    init(
        _ plan: JobPlan, model: String, in scratch: Scratch, work: ScoreJob.Work = .labels,
        precision: Precision = .float32, threads: Int = 1
    ) throws {
        folder = scratch["job-\(UUID().uuidString)"]
        job = ScoreJob(id: "test", work: work, precision: precision, threads: threads, plan: plan)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: model, toPath: "\(folder)/\(job.model)")
        try job.write(to: folder)
    }

    /// Every item once, in an order of its own.
    func shuffledOrdinals(seed: UInt64 = 3) -> [Int] {
        var state = seed
        return (0..<job.plan.itemCount).map { ordinal in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 11, ordinal)
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Rows in one go, answers to the end.
    func run(_ rows: [String]) throws -> Program.Run {
        try run(Data((rows.map { $0 + "\n" }).joined().utf8))
    }

    func run(_ input: Data, arguments: [String] = []) throws -> Program.Run {
        let said = Scratch()
        try said.write(input, to: "stdin")
        let (output, errors) = (try said.newFile("stdout"), try said.newFile("stderr"))
        let process = process(arguments)
        process.standardInput = FileHandle(forReadingAtPath: said["stdin"])
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        return Program.Run(
            command: "aerial-worker", status: process.terminationStatus, output: try said.text("stdout"),
            errors: try said.text("stderr"))
    }

    /// Not yet started.
    func process(_ arguments: [String] = []) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = arguments + [folder]
        process.environment = ProcessInfo.processInfo.environment
        process.standardError = FileHandle.nullDevice
        return process
    }
}

extension Program.Run {
    /// The lines of stdout as answers.
    var answers: [RowAnswer] {
        get throws { try output.split(separator: "\n").map { try RowAnswer(line: String($0)) } }
    }
}

extension InferenceOutcome {
    /// As a worker answers it, without label.
    var numbers: [Float]? {
        if case .output(let values) = self { values } else { nil }
    }
}
