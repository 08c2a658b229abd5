internal import SparkProtocol
internal import SwiftProtobuf
internal import Synchronization

/// Something on the cluster that has rows: what a query gives, or what a model makes of it. Computed where it is used.
public struct SparkTable: Sendable {
    let relation: Spark_Connect_Relation

    /// What a query gives; also statements such as `LIST FILES`.
    public static func sql(_ query: String) -> SparkTable {
        SparkTable(relation: .with { $0.sql.query = query })
    }

    /// The table of a view that was made with ``SparkSession/createView(_:of:)``.
    public static func view(_ name: String) -> SparkTable { .sql("SELECT * FROM \(SQLText.name(name))") }
}

extension SparkSession {
    /// Runs a statement for what it does, `INSERT OVERWRITE DIRECTORY ...` say.
    /// - Parameters:
    ///   - tag: names it for ``interrupt(tag:)``; no commas.
    ///   - progress: called as Spark's stages go on, on any thread.
    /// - Throws: ``SparkError``; on cancellation ``SparkError/interrupted``, after the job was ended.
    public func run(
        _ statement: String, tag: String? = nil, progress: (@Sendable (JobProgress) -> Void)? = nil
    ) async throws {
        try await Execution(
            session: self, plan: .with { $0.command.sqlCommand.input.sql.query = statement }, tag: tag,
            tell: progress
        ) { _ in }.run()
    }

    /// All rows of a query; keep it small, they lie in memory.
    public func query(
        _ query: String, tag: String? = nil, progress: (@Sendable (JobProgress) -> Void)? = nil
    ) async throws -> ResultTable {
        try await rows(of: .sql(query), tag: tag, progress: progress)
    }

    /// All rows of a table; keep it small, they lie in memory.
    public func rows(
        of table: SparkTable, tag: String? = nil, progress: (@Sendable (JobProgress) -> Void)? = nil
    ) async throws -> ResultTable {
        let result = Mutex(ResultTable())
        try await forEachBatch(of: table, tag: tag, progress: progress) { batch in
            try result.withLock { try $0.append(batch) }
        }
        return result.withLock { $0 }
    }

    /// The rows of a table a few thousand at a time, as they come; in no order unless the query gives one.
    public func forEachBatch(
        of table: SparkTable, tag: String? = nil, progress: (@Sendable (JobProgress) -> Void)? = nil,
        _ receive: @escaping @Sendable (ResultTable) throws -> Void
    ) async throws {
        try await Execution(
            session: self, plan: .with { $0.root = table.relation }, tag: tag, tell: progress
        ) { response in
            guard case .arrowBatch(let batch) = response.responseType else { return }
            try receive(ArrowStream(Array(batch.data)).read())
        }.run()
    }

    /// Gives a table a name for this session's queries.
    public func createView(_ name: String, of table: SparkTable) async throws {
        try await Execution(
            session: self,
            plan: .with {
                $0.command.createDataframeView = .with {
                    $0.input = table.relation
                    $0.name = name
                    $0.replace = true
                }
            }
        ) { _ in }.run()
    }

    /// Settings of this session by name; `nil` for those that are not set.
    public func settings(_ names: [String]) async throws -> [String: String] {
        let (id, user) = (id, userContext)
        let response = try await call { stub, metadata, options in
            try await stub.config(
                .with {
                    $0.sessionID = id
                    $0.userContext = user
                    $0.clientType = Self.clientType
                    $0.operation.getOption.keys = names
                }, metadata: metadata, options: options)
        }
        return Dictionary(
            response.pairs.filter(\.hasValue).map { ($0.key, $0.value) },
            uniquingKeysWith: { _, last in last })
    }

    /// Sets the session's settings, by name; other sessions do not see them.
    /// - Throws: ``SparkError``, of a setting that cannot be changed while the server runs, say.
    public func set(_ settings: [String: String]) async throws {
        let (id, user) = (id, userContext)
        _ = try await call { stub, metadata, options in
            try await stub.config(
                .with {
                    $0.sessionID = id
                    $0.userContext = user
                    $0.clientType = Self.clientType
                    $0.operation.set.pairs = settings.map { name, value in
                        .with {
                            $0.key = name
                            $0.value = value
                        }
                    }
                }, metadata: metadata, options: options)
        }
    }

    /// Sends a query for what it does and leaves it to the server, also after the caller's task was cancelled; that it fails
    /// costs nothing. For what a cluster must be told when work on it has ended early, as this program is about to end. The
    /// session is not released: the server goes on with the query, and closes a session that nobody uses by itself.
    public func leave(_ query: String) async {
        isLeft.store(true, ordering: .relaxed)
        let plan = Spark_Connect_Plan.with { $0.root = SparkTable.sql(query).relation }
        let execution = Execution(session: self, plan: plan) { _ in }
        await Shield.run {
            let sending = Task { try await execution.send() }
            try? await Task.sleep(for: .milliseconds(500))
            sending.cancel()
        }
    }

    /// Ends the statements of this session that carry the tag.
    /// - Returns: how many there were.
    @discardableResult
    public func interrupt(tag: String) async throws -> Int {
        let (id, user) = (id, userContext)
        return try await call { stub, metadata, options in
            try await stub.interrupt(
                .with {
                    $0.sessionID = id
                    $0.userContext = user
                    $0.clientType = Self.clientType
                    $0.interruptType = .tag
                    $0.operationTag = tag
                }, metadata: metadata, options: options)
        }.interruptedIds.count
    }
}

/// Quoting for Spark's SQL.
public enum SQLText {
    /// A string literal. Spark unescapes backslashes in one.
    public static func literal(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        return "'\(escaped)'"
    }

    /// A name of a view, a column or a file format's path.
    public static func name(_ text: String) -> String { "`\(text.replacing("`", with: "``"))`" }
}
