public import Foundation
internal import GRDB

extension RunHistory {
    /// Forgets runs with all that belongs to them; the files that they made stay.
    /// - Parameter ids: whole names; those that are not there are passed over.
    public func delete(_ ids: [String]) throws {
        try write { database in
            for id in ids { try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id]) }
        }
    }

    /// Runs that began before a moment, those that still run aside, the newest first.
    public func runs(before moment: Date, matching filter: RunFilter = RunFilter()) throws -> [Run] {
        try runs(matching: filter).filter { $0.started < moment && $0.status != .running }
    }

    /// Gives the room of deleted runs back to the file system.
    public func compact() throws {
        do {
            try database.vacuum()
        } catch {
            throw RunHistoryError.cannotWrite(path: path, reason: Self.reason(error))
        }
    }
}
