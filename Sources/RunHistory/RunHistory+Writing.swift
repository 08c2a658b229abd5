internal import Foundation
internal import GRDB

extension RunHistory {
    /// Writes that a run began and gives it a name of twelve hexadecimal digits.
    /// - Parameter process: who runs it; once that process is gone without a word, the run counts as interrupted.
    public func begin(_ description: RunDescription, process: ProcessIdentity = .current) throws -> String {
        let id = String(UUID().uuidString.lowercased().filter { $0 != "-" }.suffix(12))
        let commandLine = String(decoding: try JSONEncoder().encode(description.commandLine), as: UTF8.self)
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO run (id, command, status, started, commandLine, folder, sweep, host, processID, processStart)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, description.command, RunStatus.running.rawValue, Date.now, commandLine,
                    description.folder,
                    description.sweep, process.host, process.processID, process.start,
                ])
            try Self.insert(description.parameters, into: "parameter", run: id, database)
            try Self.insert(description.environment, into: "environment", run: id, database)
        }
        return id
    }

    /// Adds values of metrics, all or none.
    public func record(_ points: [MetricPoint], run id: String) throws {
        guard !points.isEmpty else { return }
        try write { database in
            let insert = try database.makeStatement(
                sql: "INSERT INTO metric (run, name, step, value, time) VALUES (?, ?, ?, ?, ?)")
            for point in points {
                let value = point.value.isFinite ? point.value : nil
                try insert.execute(arguments: [id, point.name, point.step, value, point.time])
            }
        }
    }

    /// Adds parameters that were not known at the start; later values replace earlier ones.
    public func setParameters(_ parameters: [String: String], run id: String) throws {
        try write { try Self.insert(parameters, into: "parameter", run: id, $0) }
    }

    /// Adds files that went into a run or came out of it.
    /// - Throws: ``RunHistoryError``.
    public func add(_ files: [RunFile], run id: String) throws {
        guard !files.isEmpty else { return }
        try write { database in
            for file in files {
                try database.execute(
                    sql: "INSERT INTO file (run, role, path, bytes, checksum) VALUES (?, ?, ?, ?, ?)",
                    arguments: [id, file.role.rawValue, file.path, file.bytes, file.checksum])
            }
        }
    }

    /// Writes how a run ended.
    /// - Parameter error: why it failed; `nil` when it did its work.
    public func finish(run id: String, error: String?) throws {
        let status: RunStatus = error == nil ? .finished : .failed
        try write { database in
            try database.execute(
                sql: "UPDATE run SET status = ?, finished = ?, error = ? WHERE id = ?",
                arguments: [status.rawValue, Date.now, error, id])
        }
    }

    private static func insert(
        _ values: [String: String], into table: String, run id: String, _ database: Database
    ) throws {
        for (name, value) in values {
            try database.execute(
                sql: "INSERT OR REPLACE INTO \(table) (run, name, value) VALUES (?, ?, ?)",
                arguments: [id, name, value])
        }
    }
}
