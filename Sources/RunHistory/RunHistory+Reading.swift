internal import Foundation
internal import GRDB

/// Which runs are wanted: those that meet every condition; what is `nil` or empty is no condition.
public struct RunFilter: Sendable, Equatable {
    /// The subcommand.
    public var command: String?
    /// How it ended, or that it is running.
    public var status: RunStatus?
    /// The sweep that it is a trial of.
    public var sweep: String?
    /// Parameters that must have these values; numbers count by their value, large ones to the last digit.
    public var parameters: [String: String]

    /// Without arguments all runs are wanted.
    public init(
        command: String? = nil, status: RunStatus? = nil, sweep: String? = nil,
        parameters: [String: String] = [:]
    ) {
        self.command = command
        self.status = status
        self.sweep = sweep
        self.parameters = parameters
    }

    func matches(_ run: Run) -> Bool {
        (command == nil || run.command == command) && (status == nil || run.status == status)
            && (sweep == nil || run.sweep == sweep)
            && parameters.allSatisfy { Self.isSame(run.parameters[$0.key], $0.value) }
    }

    /// Numbers by their value: 10 is 10.0.
    private static func isSame(_ recorded: String?, _ asked: String) -> Bool {
        guard let recorded, recorded != asked else { return recorded == asked }
        let (digits, askedDigits) = (DecimalText(recorded), DecimalText(asked))
        if digits != nil, digits == askedDigits { return true }
        guard let one = Double(recorded), let other = Double(asked), one == other else { return false }
        // Beyond 2^53 there are more whole numbers, seeds say, than a `Double` tells apart.
        return digits == nil || askedDigits == nil || one.magnitude < 0x1p53
    }
}

extension RunHistory {
    /// Runs, the newest first.
    public func runs(matching filter: RunFilter = RunFilter()) throws -> [Run] {
        try read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM run ORDER BY started DESC, rowid DESC")
            return try rows.map { try Self.run($0, database) }.filter(filter.matches)
        }
    }

    /// The run whose name begins like this.
    /// - Throws: ``RunHistoryError`` when there is none, or more than one.
    public func run(named prefix: String) throws -> Run {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM run WHERE substr(id, 1, length(:name)) = :name ORDER BY id",
                arguments: ["name": prefix])
            guard let row = rows.first, !prefix.isEmpty else {
                throw RunHistoryError.noSuchRun(prefix, path: path)
            }
            guard rows.count == 1 else {
                throw RunHistoryError.ambiguous(prefix, matches: try rows.map { try $0.value("id") })
            }
            return try Self.run(row, database)
        }
    }

    /// Every value of every metric of a run, by name and step, equal steps in the order of writing.
    public func points(ofRun id: String) throws -> [MetricPoint] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM metric WHERE run = ? ORDER BY name, step, id", arguments: [id])
            return try rows.map { row in
                MetricPoint(
                    name: try row.value("name"), value: (try row.value("value") as Double?) ?? .nan,
                    step: try row.value("step"), time: try row.value("time"))
            }
        }
    }

    private static func run(_ row: Row, _ database: Database) throws -> Run {
        let id: String = try row.value("id")
        return Run(
            id: id, command: try row.value("command"), status: try status(row),
            started: try row.value("started"), finished: try row.value("finished"),
            error: try row.value("error"), commandLine: words(try row.value("commandLine")),
            folder: try row.value("folder"), sweep: try row.value("sweep"),
            parameters: try texts("parameter", run: id, database),
            metrics: try lastMetrics(run: id, database),
            environment: try texts("environment", run: id, database), files: try files(run: id, database))
    }

    /// What was written, unless the process that would write the end is gone.
    private static func status(_ row: Row) throws -> RunStatus {
        let written = RunStatus(rawValue: try row.value("status")) ?? .interrupted
        guard written == .running else { return written }
        let process = ProcessIdentity(
            host: try row.value("host"), processID: try row.value("processID"),
            start: try row.value("processStart"))
        return process.isGone ? .interrupted : .running
    }

    private static func words(_ json: String) -> [String] {
        (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
    }

    private static func texts(_ table: String, run id: String, _ database: Database) throws -> [String:
        String]
    {
        let rows = try Row.fetchAll(
            database, sql: "SELECT name, value FROM \(table) WHERE run = ?", arguments: [id])
        return Dictionary(
            try rows.map { (try $0.value("name"), try $0.value("value")) }, uniquingKeysWith: { $1 })
    }

    private static func lastMetrics(run id: String, _ database: Database) throws -> [String: Double] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT name, value FROM metric WHERE run = ? AND value IS NOT NULL ORDER BY step, id",
            arguments: [id])
        return Dictionary(
            try rows.map { (try $0.value("name"), try $0.value("value")) }, uniquingKeysWith: { $1 })
    }

    private static func files(run id: String, _ database: Database) throws -> [RunFile] {
        try Row.fetchAll(database, sql: "SELECT * FROM file WHERE run = ? ORDER BY id", arguments: [id])
            .compactMap {
                row in
                try RunFile.Role(rawValue: row.value("role")).map {
                    RunFile(
                        role: $0, path: try row.value("path"), bytes: try row.value("bytes"),
                        checksum: try row.value("checksum"))
                }
            }
    }
}

extension Row {
    /// A column's value, of an optional type `nil` for NULL. GRDB's subscript would end the process where the file holds
    /// something else, a damaged date say.
    fileprivate func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ column: String
    ) throws -> Value {
        let value: Value
        do { value = try decode(Value.self, forColumn: column) } catch { throw DamagedValue(column: column) }
        // No calendar has the days of a number that is far too large, and nothing can show them.
        if let date = value as? Date, !(Date.distantPast...Date.distantFuture).contains(date) {
            throw DamagedValue(column: column)
        }
        return value
    }
}

/// A value that no run of this program wrote.
struct DamagedValue: Error {
    let column: String
}
