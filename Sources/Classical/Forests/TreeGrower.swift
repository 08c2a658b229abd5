internal import AerialCore
internal import CXGBoost

/// Grows single trees with XGBoost, each by itself on one thread, so that a tree depends on its rows, gradients and
/// seed alone and many can grow at the same time.
///
/// `@unchecked Sendable`: XGBoost prepares its matrix for the first tree, which `init` grows; later ones only read it.
final class TreeGrower: @unchecked Sendable {
    private let library: XGBoostLibrary
    private let matrix: DMatrixHandle
    private let settings: [String: String]
    let rowCount: Int

    /// - Parameter settings: XGBoost's own names and values.
    init(_ table: FeatureTable, settings: [String: String], library: XGBoostLibrary) throws {
        self.library = library
        self.settings = settings
        rowCount = table.count
        var handle: DMatrixHandle?
        try table.values.withUnsafeBufferPointer { values in
            try library.check(
                library.functions.matrix_create(
                    values.baseAddress, bst_ulong(table.count), bst_ulong(table.featureCount), .nan, &handle))
        }
        guard let handle else { throw ClassicalError.xgboost(reason: "no matrix came back") }
        matrix = handle
        _ = try grow(
            gradients: table.labels.map { $0 == 0 ? -1 : 1 },
            hessians: Array(repeating: 1, count: rowCount), seed: 0, classIndex: 0, depth: 1)
    }

    deinit { _ = library.functions.matrix_free(matrix) }

    /// The tree that lowers a loss most, of which each row's first and second derivative are given; its leaves hold what
    /// is to be added to the rows' scores.
    func grow(
        gradients: [Float], hessians: [Float], seed: UInt64, classIndex: Int, depth: Int? = nil
    ) throws -> DecisionTree {
        precondition(gradients.count == rowCount && hessians.count == rowCount)
        var settings = settings
        settings["seed"] = String(seed % UInt64(Int32.max))
        if let depth { settings["max_depth"] = String(depth) }
        let booster = try Booster.make(on: matrix, settings: settings, library: library)
        try booster.boost(gradients: gradients, hessians: hessians)
        return try booster.model().tree(0, classIndex: classIndex)
    }
}

/// An owner of XGBoost's booster.
private struct Booster: ~Copyable {
    private let handle: BoosterHandle
    private let matrix: DMatrixHandle
    private let library: XGBoostLibrary

    /// What holds for every tree.
    private static let commonSettings = [
        "verbosity": "0", "nthread": "1", "seed_per_iteration": "1", "base_score": "0",
        "objective": "reg:squarederror",
    ]

    private init(_ handle: BoosterHandle, _ matrix: DMatrixHandle, _ library: XGBoostLibrary) {
        self.handle = handle
        self.matrix = matrix
        self.library = library
    }

    static func make(
        on matrix: DMatrixHandle, settings: [String: String], library: XGBoostLibrary
    ) throws -> Booster {
        var handle: BoosterHandle?
        let matrices: [DMatrixHandle?] = [matrix]
        try library.check(library.functions.booster_create(matrices, 1, &handle))
        guard let handle else { throw ClassicalError.xgboost(reason: "no booster came back") }
        let booster = Booster(handle, matrix, library)
        let all = commonSettings.merging(settings) { $1 }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            try library.check(library.functions.booster_set(handle, name, value))
        }
        return booster
    }

    deinit { _ = library.functions.booster_free(handle) }

    borrowing func boost(gradients: [Float], hessians: [Float]) throws {
        var (gradients, hessians) = (gradients, hessians)
        try library.check(
            library.functions.booster_boost(
                handle, matrix, &gradients, &hessians, bst_ulong(gradients.count)))
    }

    borrowing func model() throws -> XGBoostModel {
        var length = bst_ulong(0)
        var bytes: UnsafePointer<CChar>?
        try library.check(
            library.functions.booster_save(handle, "{\"format\": \"json\"}", &length, &bytes))
        return try XGBoostModel(json: UnsafeRawBufferPointer(start: bytes, count: Int(length)))
    }
}
