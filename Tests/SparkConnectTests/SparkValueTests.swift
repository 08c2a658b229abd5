import Testing

@testable import SparkConnect

struct SparkValueTests {
    private func fields(_ values: SparkValue...) -> [SparkValue] { values }

    @Test func denseVectorsKeepTheirValues() throws {
        #expect(try LinearAlgebra.vector(fields(.integer(1), .null, .null, .doubles([1, 2]))) == [1, 2])
    }

    @Test func sparseVectorsAreFilledUp() throws {
        let vector = fields(.integer(0), .integer(4), .doubles([1, 3]), .doubles([5, 7]))
        #expect(try LinearAlgebra.vector(vector) == [0, 5, 0, 7])
    }

    @Test func denseMatricesLieColumnByColumnUnlessTransposed() throws {
        func matrix(_ isTransposed: Bool) throws -> [Double] {
            try LinearAlgebra.matrix(
                fields(
                    .integer(1), .integer(2), .integer(3), .null, .null, .doubles([1, 2, 3, 4, 5, 6]),
                    .boolean(isTransposed))
            ).values
        }
        #expect(try matrix(false) == [1, 3, 5, 2, 4, 6])
        #expect(try matrix(true) == [1, 2, 3, 4, 5, 6])
    }

    @Test func sparseMatricesAreFilledUp() throws {
        // Columns (0: row 1 is 5), (1: empty), (2: row 0 is 6).
        let matrix = fields(
            .integer(0), .integer(2), .integer(3), .doubles([0, 1, 1, 2]), .doubles([1, 0]),
            .doubles([5, 6]),
            .boolean(false))
        let found = try LinearAlgebra.matrix(matrix)
        #expect(found.rows == 2 && found.columns == 3)
        #expect(found.values == [0, 0, 6, 5, 0, 0])
    }

    @Test func contradictionsAreRefused() {
        #expect(throws: SparkError.self) {
            try LinearAlgebra.vector(fields(.integer(0), .integer(2), .doubles([2]), .doubles([5])))
        }
        #expect(throws: SparkError.self) {
            try LinearAlgebra.vector(fields(.integer(0), .integer(2_000_000_000), .doubles([]), .doubles([])))
        }
        #expect(throws: SparkError.self) {
            try LinearAlgebra.matrix(
                fields(
                    .integer(1), .integer(2), .integer(2), .null, .null, .doubles([1]), .boolean(false)))
        }
    }

    @Test func parametersAreReadFromText() {
        let kinds = SparkClassifier.randomForest.parameterKinds
        #expect(kinds["numTrees"]?.value(of: "50") == .integer(50))
        #expect(kinds["seed"]?.value(of: "7") == .long(7))
        #expect(kinds["subsamplingRate"]?.value(of: "0.5") == .double(0.5))
        #expect(kinds["bootstrap"]?.value(of: "false") == .boolean(false))
        #expect(kinds["thresholds"]?.value(of: "0.5, 1") == .doubles([0.5, 1]))
        #expect(kinds["maxDepth"]?.value(of: "deep") == nil)
        #expect(kinds["regParam"] == nil)
    }
}
