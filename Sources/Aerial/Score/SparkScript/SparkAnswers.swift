internal import AerialCore
internal import Foundation
internal import Scoring

/// The answers that a script's job has left as text: parts of lines, each an answer and the job's name.
struct SparkAnswers {
    static let folderName = "answers"

    private let folder: String

    /// - Parameter path: the job's folder on the storage, or the one with the answers in it.
    init(at path: String) throws {
        let text = path.hasPrefix("file:") ? URL(string: path)?.path ?? path : path
        let inside = "\(text)/\(Self.folderName)"
        folder = FileManager.default.fileExists(atPath: inside) ? inside : text
        guard !(try parts()).isEmpty else {
            throw CommandError(
                "there are no answers in \(text). Give the folder that the script names, once it has run to its end; from a "
                    + "storage that is not mounted here, copy its folder '\(Self.folderName)'.")
        }
    }

    private func parts() throws -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("part-") && !$0.hasSuffix(".crc") }.sorted().map {
            "\(folder)/\($0)"
        }
    }

    /// - Throws: ``CommandError`` for answers of another job; what else is wrong with them the sheet tells.
    func sheet(of scoring: PlannedScoring) throws -> AnswerSheet {
        var sheet = AnswerSheet(
            plan: scoring.plan, classNames: scoring.model.legend.classNames,
            tellsForeignness: scoring.model.tellsForeignness)
        let id = try scoring.fingerprint
        for part in try parts() {
            guard let data = try? Data(contentsOf: URL(fileURLWithPath: part), options: .alwaysMapped) else {
                throw CommandError("cannot read \(part).")
            }
            for bytes in data.split(separator: UInt8(ascii: "\n")) {
                try take(String(decoding: bytes, as: UTF8.self), into: &sheet, job: id)
            }
        }
        return sheet
    }

    private func take(_ line: String, into sheet: inout AnswerSheet, job id: String) throws {
        let end = line.utf8.lastIndex(of: UInt8(ascii: "\t")) ?? line.startIndex
        let name = line[end...].dropFirst()
        guard name == id else {
            throw CommandError(
                "the answers in \(folder) are of the job '\(name.prefix(40))', this command line is the job '\(id)'. Give "
                    + "the model, inputs and options that the script was written with; if they have changed since, write "
                    + "and run it again.")
        }
        do {
            sheet.take(try RowAnswer(line: String(line[..<end])))
        } catch let defect as AnswerDefect {
            sheet.take(defect, line: line)
        }
    }
}
