internal import AerialCore
internal import Foundation
internal import Glibc

/// The worker's command line.
enum WorkerProgram {
    private static let usage = """
        usage: aerial-worker [--threads N] [--patience SECONDS] JOBFOLDER  rows on stdin, answers on stdout
               aerial-worker [--threads N] --check JOBFOLDER               loads everything and says what there is
               aerial-worker --version

        A row is the number of an item of the job, and after a TAB its content as JSON, which may be absent. An answer has
        the fields number, status, label, confidence, outputs and reason, divided by TABs, \\N for none. Exit status: 0 every
        row was answered, 64 wrong usage, 65 the job file cannot be used, 66 the imagery is not in reach, 70 the model cannot
        be used, 74 nobody takes the answers, 75 the parent is gone, the job was ended (its folder has a file named "ended"), or
        for --patience seconds (3600) no row came or no answer was taken.
        """

    private struct Arguments {
        var folder = ""
        var checks = false
        var threads: Int?
        var patience = Duration.seconds(3600)

        init(_ words: [String]) throws {
            var words = words[...]
            while let word = words.popFirst() {
                switch word {
                case "--check": checks = true
                case "--threads": threads = try Self.number(word, words.popFirst(), 1...1024)
                case "--patience":
                    patience = .seconds(try Self.number(word, words.popFirst(), 1...1_000_000_000))
                default:
                    guard folder.isEmpty, !word.hasPrefix("-") else { throw WorkerExit(.usage, usage) }
                    folder = word
                }
            }
            if folder.isEmpty { throw WorkerExit(.usage, usage) }
        }

        private static func number(_ name: String, _ word: String?, _ range: ClosedRange<Int>) throws -> Int {
            guard let number = word.flatMap({ Int($0) }), range.contains(number) else {
                throw WorkerExit(
                    .usage, "\(name) takes a number from \(range.lowerBound) to \(range.upperBound).")
            }
            return number
        }
    }

    static func run(_ words: [String]) -> Never {
        if words == ["--version"] || words == ["--help"] {
            print(words[0] == "--help" ? usage : AerialVersion.number)
            exit(0)
        }
        let answers = Lifeline.start()
        do {
            try work(Arguments(words), answers: answers)
        } catch let exit as WorkerExit {
            end(exit.status, exit.reason)
        } catch {
            end(.model, "\(error)")
        }
        // Libraries' own endings cost time and could only fail.
        _exit(WorkerExit.Status.done.rawValue)
    }

    private static func work(_ arguments: Arguments, answers: Int32) throws {
        let start = ContinuousClock.now
        if !arguments.checks {
            Lifeline.watch(answers: answers, folder: arguments.folder, patience: arguments.patience)
        }
        let run = try WorkerRun(folder: arguments.folder, threads: arguments.threads)
        if arguments.checks {
            let text = Array((try run.check() + "\n").utf8)
            _ = text.withUnsafeBytes { write(answers, $0.baseAddress, $0.count) }
            return
        }
        let loaded = ContinuousClock.now
        let count = try run.run(descriptor: answers)
        Talk.say(
            "\(count) rows answered in \(ContinuousClock.now - loaded), after \(loaded - start) of loading")
    }

    private static func end(_ status: WorkerExit.Status, _ reason: String) {
        Talk.say(reason)
        _exit(status.rawValue)
    }
}
