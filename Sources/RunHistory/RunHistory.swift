internal import Foundation
internal import GRDB

/// The runs of this program in one SQLite file, which several processes share.
///
/// The file is in write-ahead mode: readers do not wait for writers, and a writer waits for another up to half a
/// minute. It must lie on a file system of this machine.
public struct RunHistory: Sendable {
    /// The SQLite file; SQLite keeps others with the endings `-wal` and `-shm` beside it.
    public let path: String
    let database: DatabaseQueue

    private static let secondsToWait = 30.0

    /// Opens the file; makes it, and the folder above it, where they are not there. A database of something else, a
    /// GeoPackage say, is left as it is.
    /// - Throws: ``RunHistoryError``.
    public init(path: String) throws {
        self.path = path
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Self.refuseOthers(path)
            database = try Self.opened(path)
        } catch let error as RunHistoryError {
            throw error
        } catch {
            throw RunHistoryError.cannotOpen(path: path, reason: Self.reason(error))
        }
    }

    /// Processes that begin a new history at the same moment get in each other's way: SQLite does not wait when it turns
    /// to write-ahead mode, and only one of them makes the tables. Whoever comes second tries again.
    private static func opened(_ path: String) throws -> DatabaseQueue {
        let end = ContinuousClock.now + .seconds(secondsToWait)
        while true {
            do {
                let database = try DatabaseQueue(path: path, configuration: configuration)
                if try database.read(HistorySchema.migrator.hasBeenSuperseded) {
                    throw RunHistoryError.newerFormat(path: path)
                }
                try HistorySchema.migrator.migrate(database)
                return database
            } catch let error as DatabaseError
                where [.SQLITE_BUSY, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode)
                && ContinuousClock.now < end
            {
                Thread.sleep(forTimeInterval: .random(in: 0.02...0.1))
            }
        }
    }

    /// Tables would be added to whatever database is named: it is looked at first, without a lock and without a change.
    private static func refuseOthers(_ path: String) throws {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let attributes else { return }
        guard attributes[.type] as? FileAttributeType != .typeDirectory else {
            throw RunHistoryError.cannotOpen(path: path, reason: "it is a folder")
        }
        guard attributes[.size] as? Int != 0 else { return }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(secondsToWait)
        let tables: [String]
        do {
            tables = try DatabaseQueue(path: path, configuration: configuration).read { database in
                try String.fetchAll(
                    database,
                    sql:
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
                )
            }
        } catch let error as DatabaseError where error.resultCode != .SQLITE_NOTADB {
            // What keeps a reader away is told by the opening itself, which waits and tries again.
            return
        }
        // A history that another process is just making may have its list of migrations alone.
        guard tables.allSatisfy({ $0 == "grdb_migrations" }) || tables.contains("run") else {
            throw RunHistoryError.otherDatabase(path: path, tables: tables.sorted())
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(secondsToWait)
        // In write-ahead mode a crash of the machine loses the last moments at most and damages nothing.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        return configuration
    }

    static func reason(_ error: any Error) -> String {
        if let damaged = error as? DamagedValue {
            return "a run's '\(damaged.column)' is damaged, or another program has changed it"
        }
        guard let error = error as? DatabaseError else { return error.localizedDescription }
        return switch error.resultCode {
        case .SQLITE_NOTADB: "it is no SQLite file"
        case .SQLITE_CORRUPT: "it is damaged (\(error.message ?? "SQLite says no more"))"
        default: error.message ?? "SQLite gives no reason"
        }
    }

    func write<Value>(_ work: (Database) throws -> Value) throws -> Value {
        do {
            return try database.write(work)
        } catch let error as RunHistoryError {
            throw error
        } catch {
            throw RunHistoryError.cannotWrite(path: path, reason: Self.reason(error))
        }
    }

    func read<Value>(_ work: (Database) throws -> Value) throws -> Value {
        do {
            return try database.read(work)
        } catch let error as RunHistoryError {
            throw error
        } catch {
            throw RunHistoryError.cannotRead(path: path, reason: Self.reason(error))
        }
    }
}
