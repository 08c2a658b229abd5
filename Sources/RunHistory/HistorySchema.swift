internal import GRDB

/// The tables of a run history. A later format adds a migration; those that are here never change.
enum HistorySchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try makeRuns(in: database)
            try makeNamedTexts("parameter", in: database)
            try makeNamedTexts("environment", in: database)
            try makeMetrics(in: database)
            try makeFiles(in: database)
        }
        return migrator
    }

    private static func makeRuns(in database: Database) throws {
        try database.create(table: "run") { table in
            table.primaryKey("id", .text)
            table.column("command", .text).notNull()
            table.column("status", .text).notNull()
            table.column("started", .datetime).notNull().indexed()
            table.column("finished", .datetime)
            table.column("error", .text)
            table.column("commandLine", .text).notNull()  // a JSON array
            table.column("folder", .text).notNull()
            table.column("sweep", .text).indexed()
            table.column("host", .text).notNull()
            table.column("processID", .integer).notNull()
            table.column("processStart", .text).notNull()
        }
    }

    private static func makeNamedTexts(_ name: String, in database: Database) throws {
        try database.create(table: name, options: .withoutRowID) { table in
            table.belongsToRun()
            table.column("name", .text).notNull()
            table.column("value", .text).notNull()
            table.primaryKey(["run", "name"])
        }
    }

    private static func makeMetrics(in database: Database) throws {
        try database.create(table: "metric") { table in
            table.autoIncrementedPrimaryKey("id")
            table.belongsToRun()
            table.column("name", .text).notNull()
            table.column("step", .integer).notNull()
            table.column("value", .double)  // NULL stands for what is no number
            table.column("time", .datetime).notNull()
        }
        try database.create(index: "metricByRun", on: "metric", columns: ["run", "name", "step"])
    }

    private static func makeFiles(in database: Database) throws {
        try database.create(table: "file") { table in
            table.autoIncrementedPrimaryKey("id")
            table.belongsToRun()
            table.column("role", .text).notNull()
            table.column("path", .text).notNull()
            table.column("bytes", .integer)
            table.column("checksum", .text)
        }
        try database.create(index: "fileByRun", on: "file", columns: ["run"])
    }
}

extension TableDefinition {
    /// What belongs to a run goes with it.
    fileprivate func belongsToRun() {
        column("run", .text).notNull().references("run", onDelete: .cascade)
    }
}
