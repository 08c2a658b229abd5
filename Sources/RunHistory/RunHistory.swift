internal import Foundation
internal import GRDB

/// The runs of this program in one SQLite file, which several processes share.
///
/// The file is in write-ahead mode: readers do not wait for writers, and a writer waits for another up to half a
/// minute. It must lie on a file system of this machine.
public struct RunHistory: Sendable {
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
            database = try DatabaseQueue(path: path, configuration: Self.configuration)
            if try database.read(HistorySchema.migrator.hasBeenSuperseded) {
                throw RunHistoryError.newerFormat(path: path)
            }
            try HistorySchema.migrator.migrate(database)
        } catch let error as RunHistoryError {
            throw error
        } catch {
            throw RunHistoryError.cannotOpen(path: path, reason: Self.reason(error))
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
        (error as? DatabaseError)?.message ?? error.localizedDescription
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
