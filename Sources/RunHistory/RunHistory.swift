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

    /// Opens the file; makes it, and the folder above it, where they are not there.
    /// - Throws: ``RunHistoryError``.
    public init(path: String) throws {
        self.path = path
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
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
        return (error as? DatabaseError)?.message ?? error.localizedDescription
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
