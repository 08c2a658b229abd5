import Testing

@testable import SparkConnect

struct ArrowStreamTests {
    private static let columns: [ArrowWriter.Column] = [
        .int64("ordinal", [0, nil, -5]), .int32("small", [7, 8, nil]), .double("p", [0.25, nil, -1]),
        .float("f", [1.5, 2.5, nil]), .bool("ok", [true, nil, false]), .text("label", ["Wald", nil, ""]),
        .list("features", [[1, 2], nil, []]),
    ]

    private static var stream: [UInt8] { ArrowWriter.stream(columns, rows: 3) }

    @Test func columnsOfAllTypesAreReadWithTheirNulls() throws {
        let table = try ArrowStream(Self.stream).read()
        #expect(table.rowCount == 3)
        #expect(try table.integers("ordinal") == [0, nil, -5])
        #expect(try table.integers("small") == [7, 8, nil])
        #expect(try table.doubles("p") == [0.25, nil, -1])
        #expect(try table.doubles("f") == [1.5, 2.5, nil])
        #expect(try table.booleans("ok") == [true, nil, false])
        #expect(try table.strings("label") == ["Wald", nil, ""])
        #expect(try table.lists("features") == [[1, 2], nil, []])
    }

    @Test func batchesOfAStreamFollowEachOther() throws {
        let column = ArrowWriter.Column.text("label", ["a", "b"])
        let bytes =
            ArrowWriter.schema([column.field]) + ArrowWriter.batch([column], rows: 2)
            + ArrowWriter.batch([column], rows: 2)
        #expect(try ArrowStream(bytes).read().strings("label") == ["a", "b", "a", "b"])
    }

    @Test func aTableWithoutRowsKeepsItsColumns() throws {
        let table = try ArrowStream(ArrowWriter.stream([.int64("n", []), .text("t", [])], rows: 0)).read()
        #expect(table.rowCount == 0)
        #expect(try table.integers("n").isEmpty)
        #expect(try table.strings("t").isEmpty)
    }

    @Test func partsOfAResultWithOtherColumnsAreRefused() throws {
        var table = try ArrowStream(ArrowWriter.stream([.int64("n", [1])], rows: 1)).read()
        let other = try ArrowStream(ArrowWriter.stream([.int64("m", [1])], rows: 1)).read()
        #expect(throws: SparkError.self) { try table.append(other) }
    }

    @Test func askingForAnotherTypeOrColumnIsAnError() throws {
        let table = try ArrowStream(ArrowWriter.stream([.int64("n", [1])], rows: 1)).read()
        #expect(throws: SparkError.self) { try table.strings("n") }
        #expect(throws: SparkError.self) { try table.integers("m") }
        #expect(try table.integer("n") == 1)
    }

    @Test(arguments: [
        (UInt8(7), "decimal"), (10, "timestamp"), (13, "struct"), (4, "binary"), (99, "number 99"),
    ])
    func typesThatAreNotReadAreNamed(_ number: UInt8, _ name: String) throws {
        let bytes = ArrowWriter.schema([ArrowWriter.Column.field("when", number, [:])])
        let error = #expect(throws: SparkError.self) { try ArrowStream(bytes).read() }
        let text = "\(try #require(error))"
        #expect(text.contains("'when'") && text.contains(name))
    }

    @Test func nothingIsReadFromNothing() throws {
        #expect(try ArrowStream([]).read() == ResultTable())
    }

    // What hostile bytes claim.

    @Test func aStreamThatIsCutOffAnywhereIsRefusedOrShorter() {
        let stream = Self.stream
        for length in 0..<stream.count {
            guard let table = try? ArrowStream(Array(stream.prefix(length))).read() else { continue }
            #expect(table.rowCount == 0 || table.rowCount == 3)
        }
    }

    @Test func noByteThatIsChangedLeadsOutsideTheStream() {
        let stream = Self.stream
        for position in stream.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFE, 0xFF] {
                var bytes = stream
                bytes[position] = value
                // Either is right, as long as it comes back.
                _ = try? ArrowStream(bytes).read()
            }
        }
    }

    @Test func claimsOfManyRowsAllocateNothing() {
        let column = ArrowWriter.Column.int64("n", [1])
        for rows: Int64 in [1 << 40, .max, .min, -1] {
            let lying = ArrowWriter.Column(field: column.field, nodes: [(rows, 0)], buffers: column.buffers)
            let bytes = ArrowWriter.schema([column.field]) + ArrowWriter.batch([lying], rows: rows)
            #expect(throws: SparkError.self) { try ArrowStream(bytes).read() }
        }
    }

    @Test func rowsBeyondTheirBuffersAreRefused() {
        let column = ArrowWriter.Column.double("p", [1, 2, 3])
        let bytes = ArrowWriter.schema([column.field]) + ArrowWriter.batch([column], rows: 3, body: 16)
        #expect(throws: SparkError.self) { try ArrowStream(bytes).read() }
    }

    @Test func textOffsetsThatRunBackwardsOrBeyondAreRefused() {
        for offsets: [Int32] in [[0, 5], [3, 1], [-1, 1]] {
            let column = ArrowWriter.Column(
                field: ArrowWriter.Column.field("t", 5, [:]), nodes: [(1, 0)],
                buffers: [[], offsets.flatMap { ArrowWriter.bytes($0) }, Array("abcd".utf8)])
            let bytes = ArrowWriter.schema([column.field]) + ArrowWriter.batch([column], rows: 1)
            #expect(throws: SparkError.self) { try ArrowStream(bytes).read() }
        }
    }

    @Test func listsWithinListsAreRefused() {
        let inner = ArrowWriter.Column.field(
            "element", 12, [:], children: [ArrowWriter.Column.field("element", 3, [0: .int16(2)])])
        let bytes = ArrowWriter.schema([ArrowWriter.Column.field("deep", 12, [:], children: [inner])])
        #expect(throws: SparkError.self) { try ArrowStream(bytes).read() }
    }

    @Test func compressedRowsAreRefusedWithTheSettingToChange() throws {
        let column = ArrowWriter.Column.int64("n", [1])
        let header = Flat.table([0: .int64(1), 3: .table([:])])
        let bytes =
            ArrowWriter.schema([column.field]) + ArrowWriter.message(kind: 3, header: header, body: [])
        let error = #expect(throws: SparkError.self) { try ArrowStream(bytes).read() }
        #expect("\(try #require(error))".contains("spark.sql.execution.arrow.compression.codec"))
    }
}
