import Foundation
import SparkConnect
import Synchronization
import Testing

/// The cluster that scripts/test-spark.sh starts.
private enum TestCluster {
    static let text = ProcessInfo.processInfo.environment["SPARK_TEST_ADDRESS"]

    static func address() throws -> SparkAddress { try SparkAddress(try #require(text)) }

    /// The same through another port.
    static func address(port: Int) throws -> SparkAddress {
        let own = try address()
        let parameters = own.token.map { "/;token=\($0)" } ?? ""
        return try SparkAddress("sc://\(own.host):\(port)\(parameters)")
    }
}

@Suite(.serialized, .enabled(if: TestCluster.text != nil)) struct SessionClusterTests {
    private func withSession<Value: Sendable>(
        _ body: @Sendable (SparkSession) async throws -> Value
    ) async throws -> Value {
        try await SparkSession.with(try TestCluster.address(), body)
    }

    @Test func rowsOfAllTypesArrive() async throws {
        try await withSession { session in
            #expect(session.sparkVersion.hasPrefix("4."))
            let table = try await session.query(
                """
                SELECT * FROM VALUES
                  (CAST(1 AS BIGINT), 2, 0.5D, CAST(0.25 AS FLOAT), 'a\\tb', true, array(1.0D, 2.0D)),
                  (NULL, NULL, NULL, NULL, NULL, NULL, NULL) AS t(l, i, d, f, s, b, v)
                """)
            #expect(try table.integers("l") == [1, nil])
            #expect(try table.integers("i") == [2, nil])
            #expect(try table.doubles("d") == [0.5, nil])
            #expect(try table.doubles("f") == [0.25, nil])
            #expect(try table.strings("s") == ["a\tb", nil])
            #expect(try table.booleans("b") == [true, nil])
            #expect(try table.lists("v") == [[1, 2], nil])
        }
    }

    @Test func manyBatchesMakeOneTable() async throws {
        try await withSession { session in
            let table = try await session.query(
                "SELECT id, repeat('x', 200) AS t FROM range(0, 100000, 1, 4)")
            #expect(table.rowCount == 100_000)
            #expect(try Set(table.integers("id").compactMap { $0 }).count == 100_000)
        }
    }

    @Test func wideRowsMakeLargeMessages() async throws {
        try await withSession { session in
            let table = try await session.query("SELECT repeat('x', 3000) AS t FROM range(0, 10000, 1, 1)")
            #expect(table.rowCount == 10_000)
            #expect(try table.strings("t").allSatisfy { $0?.utf8.count == 3000 })
        }
    }

    @Test func settingsAreKept() async throws {
        try await withSession { session in
            try await session.set(["spark.sql.shuffle.partitions": "3"])
            let settings = try await session.settings(["spark.sql.shuffle.partitions", "spark.no.such"])
            #expect(settings == ["spark.sql.shuffle.partitions": "3"])
        }
    }

    @Test func aBadStatementIsToldInSparksWords() async throws {
        let error = await #expect(throws: SparkError.self) {
            try await withSession { try await $0.query("SELECT nothing FROM nowhere") }
        }
        guard case .failed(let failure) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.errorClass == "TABLE_OR_VIEW_NOT_FOUND")
        #expect(failure.text.contains("nowhere"))
    }

    @Test func aPathThatIsNotThereIsOutOfReach() async throws {
        let error = await #expect(throws: SparkError.self) {
            try await withSession { try await $0.query("SELECT * FROM parquet.`/no/such/folder`") }
        }
        guard case .pathNotInReach(let reason) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("/no/such/folder"))
    }

    @Test func aSchemeThatTheClusterDoesNotKnowIsOutOfReach() async throws {
        let error = await #expect(throws: SparkError.self) {
            try await withSession { try await $0.query("SELECT * FROM parquet.`nosuch://bucket/folder`") }
        }
        guard case .pathNotInReach = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aWrongTokenIsRefused() async throws {
        let own = try TestCluster.address()
        try #require(own.token != nil)
        for text in ["sc://\(own.host):\(own.port)/;token=wrong", "sc://\(own.host):\(own.port)"] {
            let error = await #expect(throws: SparkError.self) {
                try await SparkSession.with(try SparkAddress(text, environment: [:])) { _ in }
            }
            guard case .tokenRefused = try #require(error) else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func whatAWorkerSaysReachesTheUser() async throws {
        let error = await #expect(throws: SparkError.self) {
            try await withSession { session in
                let command =
                    "{ echo the model has no legs >&2; exit 70; } || { rc=$?; cat >/dev/null; sleep 1; exit $rc; }"
                _ = try await session.query(
                    "SELECT TRANSFORM(id) USING \(SQLText.literal(command)) AS (x) FROM range(10)")
            }
        }
        guard case .failed(let failure) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.text.contains("exited with status 70"))
        #expect(failure.text.contains("the model has no legs"))
    }

    @Test func whatIsLeftToTheServerIsDone() async throws {
        let mark = FileManager.default.temporaryDirectory.path + "/aerial-mark-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: mark) }
        // Longer than the session is there to wait for it.
        let command = "cat >/dev/null; sleep 2; touch '\(mark)'"
        let (opened, opening) = AsyncStream<Void>.makeStream()
        let work = Task {
            try await withSession { session in
                opening.finish()
                while !Task.isCancelled { await Task.yield() }
                await session.leave(
                    "SELECT TRANSFORM(id) USING \(SQLText.literal(command)) AS (x) FROM range(10)")
            }
        }
        for await _ in opened {}
        work.cancel()
        try await work.value
        let end = ContinuousClock.now + .seconds(60)
        while !FileManager.default.fileExists(atPath: mark), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(FileManager.default.fileExists(atPath: mark))
    }

    @Test func progressIsTold() async throws {
        let seen = Mutex(0)
        try await withSession { session in
            _ = try await session.query(Self.slowQuery(seconds: 5)) { progress in
                if case .stages(let stages) = progress {
                    seen.withLock { $0 = max($0, stages.completedTasks) }
                }
            }
        }
        #expect(seen.withLock { $0 } > 0)
    }

    /// Eight tasks on two cores, each slow for a part of the time; like a worker, they end when nobody reads.
    private static func slowQuery(seconds: Int) -> String {
        let pause = Double(seconds) / 400
        let command = "while read -r line; do sleep \(pause); echo $line || exit 1; done"
        return
            "SELECT count(*) AS n FROM (SELECT TRANSFORM(id) USING '\(command)' AS (x) FROM range(0, 800, 1, 8))"
    }

    @Test func aConnectionThatIsCutIsTakenUpAgain() async throws {
        let proxy = try CuttingProxy(target: try TestCluster.address().port)
        defer { proxy.stop() }
        let losses = Mutex(0)
        let cutting = Task {
            for _ in 0..<3 {
                try await Task.sleep(for: .seconds(1.5))
                proxy.cut()
            }
        }
        let count = try await SparkSession.with(try TestCluster.address(port: proxy.port)) { session in
            try await session.query(Self.slowQuery(seconds: 8)) { progress in
                if case .connectionLost = progress { losses.withLock { $0 += 1 } }
            }.integer("n")
        }
        try? await cutting.value
        #expect(count == 800)
        #expect(losses.withLock { $0 } >= 1)
    }

    @Test func cancellingEndsTheJobOnTheCluster() async throws {
        // It would hold the cores for longer than any test lasts.
        let work = Task { try await withSession { try await $0.query(Self.slowQuery(seconds: 600)) } }
        try await Task.sleep(for: .seconds(3))
        work.cancel()
        await #expect(throws: SparkError.interrupted) { try await work.value }
        // The cores are free again.
        let count = try await withSession {
            try await $0.query("SELECT count(*) AS n FROM range(0, 100, 1, 2)").integer("n")
        }
        #expect(count == 100)
    }

    @Test func statementsAreInterruptedByTheirTag() async throws {
        try await withSession { session in
            let work = Task { try await session.query(Self.slowQuery(seconds: 60), tag: "mine") }
            try await Task.sleep(for: .seconds(2))
            #expect(try await session.interrupt(tag: "other") == 0)
            #expect(try await session.interrupt(tag: "mine") == 1)
            await #expect(throws: SparkError.interrupted) { try await work.value }
        }
    }

    @Test func artifactsLieOnTheNodesUnderTheirNames() async throws {
        let folder = NSTemporaryDirectory() + "aerial-artifact-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // More than one chunk.
        let bytes = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try bytes.write(to: URL(fileURLWithPath: "\(folder)/data.bin"))
        try await withSession { session in
            let name = "data-\(session.id.prefix(8)).bin"
            try await session.addArtifact("\(folder)/data.bin", as: "files/\(name)")
            let listed = try await session.listFiles().filter { $0.hasSuffix(name) }
            #expect(listed.count == 1)
            let sizes = try await session.query(
                "SELECT TRANSFORM(id) USING \(SQLText.literal("cat >/dev/null; wc -c < ./*/\(name)")) AS (n) FROM range(0, 4, 1, 2)"
            ).strings("n")
            #expect(sizes.compactMap { $0.map { $0.filter(\.isNumber) } } == ["100000", "100000"])
        }
    }
}
