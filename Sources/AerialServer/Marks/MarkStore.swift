internal import AerialCore
internal import Foundation
internal import GRDB

/// The file in which commands read what a person said of tiles.
protocol MarkedFile: Sendable {
    var path: String { get }
    /// What it says of each tile that it names, `nil` where nothing; `nil` altogether where there is no file.
    func read() throws -> [String: String?]?
    /// Whether the file with these words says what the marks say.
    func says(_ words: [String: String?], _ marks: [String: String]) -> Bool
    /// The file's bytes with these marks in it.
    func bytes(with marks: [String: String]) throws -> [UInt8]
    /// Files beside it that say the same for other commands, by their paths; made anew whenever it is written.
    func copies(with marks: [String: String]) throws -> [String: [UInt8]]
    /// Whether it names all that is said: what it does not name is then said no more.
    var namesAll: Bool { get }
    /// What somebody saved beside the file since it was written, by tile.
    func news() throws -> [String: String]
    /// Marks that would mean something else now than when the file was written, in words that say the same as then.
    func reworded(_ marks: [String: String]) throws -> [String: String]
}

extension MarkedFile {
    var namesAll: Bool { false }
    func news() throws -> [String: String] { [:] }
    func reworded(_ marks: [String: String]) throws -> [String: String] { [:] }
    func copies(with marks: [String: String]) throws -> [String: [UInt8]] { [:] }
}

/// What a person said of tiles. Every word is on disk before it counts: in a journal (`workbench.sqlite`, in the folder that it
/// is about), to which words are only ever added, and then in the file that commands read. A file that was changed by
/// somebody else is believed: its words come into the journal before anything is written.
actor MarkStore {
    struct State: Sendable {
        /// By tile.
        let marks: [String: String]
        /// Rises with every word.
        let revision: Int
    }

    private let file: any MarkedFile
    private let database: DatabaseQueue
    private let pool: WorkPool

    static let fileName = "workbench.sqlite"

    /// - Throws: ``Problem`` where the folder cannot be written to.
    static func open(folder: String, file: any MarkedFile, pool: WorkPool) async throws -> MarkStore {
        let database = try await pool.run { try Self.database(in: folder) }
        return MarkStore(file: file, database: database, pool: pool)
    }

    private init(file: any MarkedFile, database: DatabaseQueue, pool: WorkPool) {
        self.file = file
        self.database = database
        self.pool = pool
    }

    private static func database(in folder: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        // A word is on the disk when it is answered for, also through a power cut.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        do {
            let database = try DatabaseQueue(path: "\(folder)/\(fileName)", configuration: configuration)
            try migrator.migrate(database)
            return database
        } catch {
            throw Problem.unusable("\(folder)/\(fileName) cannot be written: \(error). Marks are kept there.")
        }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE mark (
                        revision INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL, tile TEXT NOT NULL, value TEXT,
                        origin TEXT NOT NULL, time TEXT NOT NULL);
                    CREATE INDEX markByTile ON mark (file, tile, revision);
                    CREATE TABLE written (path TEXT PRIMARY KEY, checksum TEXT NOT NULL);
                    """)
        }
        return migrator
    }

    /// What was said last of each tile.
    func state() async throws -> State {
        let (file, database) = (file, database)
        return try await pool.run {
            try Self.alone(with: file) {
                try Self.takeOver(file, database)
                return try database.read { try Self.state(of: file, $0) }
            }
        }
    }

    /// Takes a word, and returns once it is on the disk.
    /// - Parameter value: `nil` takes an earlier word back.
    func set(_ tile: String, to value: String?) async throws -> State { try await set([(tile, value)]) }

    /// Takes several words, all or none.
    func set(_ words: [(tile: String, value: String?)]) async throws -> State {
        try await set { _ in words }
    }

    /// Takes the words that follow from what was said so far: nobody says anything in between.
    func set(
        _ words: @escaping @Sendable (State) throws -> [(tile: String, value: String?)]
    ) async throws -> State {
        let (file, database) = (file, database)
        return try await pool.run {
            try Self.alone(with: file) {
                try Self.takeOver(file, database)
                let words = try words(try database.read { try Self.state(of: file, $0) })
                try database.write { database in
                    for word in words {
                        try Self.add(word.tile, word.value, to: file, origin: "page", database)
                    }
                }
                let state = try database.read { try Self.state(of: file, $0) }
                try Self.write(state, to: file, database)
                return state
            }
        }
    }

    /// Who looks between another's word and its file takes the older file for that of a third hand, which took the word back.
    private static func alone<Value>(
        with file: any MarkedFile, _ body: () throws -> Value
    ) throws -> Value {
        try FolderLock.hold((file.path as NSString).deletingLastPathComponent, body)
    }

    private static func state(of file: any MarkedFile, _ database: Database) throws -> State {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT tile, value FROM mark
                WHERE revision IN (SELECT MAX(revision) FROM mark WHERE file = ? GROUP BY tile) AND value IS NOT NULL
                """, arguments: [name(file)])
        let marks = rows.compactMap { row -> (String, String)? in
            guard let tile = row["tile"] as String?, let value = row["value"] as String? else { return nil }
            return (tile, value)
        }
        let revision =
            try Int.fetchOne(
                database, sql: "SELECT MAX(revision) FROM mark WHERE file = ?", arguments: [name(file)]) ?? 0
        return State(marks: Dictionary(marks, uniquingKeysWith: { $1 }), revision: revision)
    }

    private static func add(
        _ tile: String, _ value: String?, to file: any MarkedFile, origin: String, _ database: Database
    ) throws {
        try database.execute(
            sql: "INSERT INTO mark (file, tile, value, origin, time) VALUES (?, ?, ?, ?, ?)",
            arguments: [name(file), tile, value, origin, Date.now.ISO8601Format()])
    }

    // MARK: The file

    /// The file's words where it is not as it was written here; the journal's words into the file where a kill came between.
    private static func takeOver(_ file: any MarkedFile, _ database: DatabaseQueue) throws {
        let checksum = checksum(file)
        let written = try database.read {
            try String.fetchOne(
                $0, sql: "SELECT checksum FROM written WHERE path = ?", arguments: [name(file)])
        }
        if checksum != written, let words = try file.read() {
            try database.write { database in
                let known = try Self.state(of: file, database).marks
                for (tile, value) in words.sorted(by: { $0.key < $1.key }) where known[tile] != value {
                    try add(tile, value, to: file, origin: "file", database)
                }
                // A file that was never written here knows nothing of what the journal holds.
                if file.namesAll, written != nil {
                    for tile in known.keys.sorted() where words[tile] == nil {
                        try add(tile, nil, to: file, origin: "file", database)
                    }
                }
                try remember(checksum, file, database)
            }
        }
        try addNews(to: file, database)
        try reword(file, database)
        let state = try database.read { try Self.state(of: file, $0) }
        guard !state.marks.isEmpty || written != nil else { return }
        if let words = try file.read(), file.says(words, state.marks) { return }
        try write(state, to: file, database)
    }

    /// Words for tiles that nothing is said of: where a kill came between the files, the last words are in the journal.
    private static func addNews(to file: any MarkedFile, _ database: DatabaseQueue) throws {
        let marks = try database.read { try Self.state(of: file, $0) }.marks
        try add(try file.news().filter { marks[$0.key] == nil }, to: file, database)
    }

    private static func reword(_ file: any MarkedFile, _ database: DatabaseQueue) throws {
        let marks = try database.read { try Self.state(of: file, $0) }.marks
        try add(try file.reworded(marks), to: file, database)
    }

    private static func add(
        _ words: [String: String], to file: any MarkedFile, _ database: DatabaseQueue
    ) throws {
        guard !words.isEmpty else { return }
        try database.write { database in
            for (tile, value) in words.sorted(by: { $0.key < $1.key }) {
                try add(tile, value, to: file, origin: "file", database)
            }
        }
    }

    private static func write(_ state: State, to file: any MarkedFile, _ database: DatabaseQueue) throws {
        do {
            for (path, bytes) in try file.copies(with: state.marks) { try OutputFile.write(bytes, to: path) }
            try OutputFile.write(file.bytes(with: state.marks), to: file.path)
        } catch let error as SystemFailure {
            throw Problem.unusable(
                "\(file.path) cannot be written: \(error). The mark is kept in \(fileName).")
        }
        try database.write { try remember(checksum(file), file, $0) }
    }

    private static func remember(_ checksum: String, _ file: any MarkedFile, _ database: Database) throws {
        try database.execute(
            sql:
                "INSERT INTO written VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET checksum = excluded.checksum",
            arguments: [name(file), checksum])
    }

    private static func name(_ file: any MarkedFile) -> String { (file.path as NSString).lastPathComponent }

    private static func checksum(_ file: any MarkedFile) -> String {
        guard let data = FileManager.default.contents(atPath: file.path) else { return "" }
        return ProjectItem.checksum(String(decoding: data, as: UTF8.self))
    }
}
