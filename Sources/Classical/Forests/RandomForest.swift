internal import AerialCore

/// A random forest (Breiman 2001) whose trees XGBoost grows: for each class so many trees that tell it from all others,
/// each on its own share of the rows. A leaf holds the class's share among the rows that ended there; probabilities are
/// the shares' means over the trees, brought to the sum 1.
public struct RandomForest: Sendable {
    /// How many trees are grown, how, and on what.
    public struct Options: Sendable {
        /// For each class.
        public var treeCount: Int
        /// How each tree is grown.
        public var trees: TreeOptions
        /// Whether it is judged on a part of the training rows first.
        public var judges = false
        /// The share of each class's rows that is learned from; the validation part stays whole.
        public var trainingShare = 1.0
        /// The share of the training rows that judges.
        public var validationFraction = 0.2
        /// Trees that are grown at the same time.
        public var threads: Int
        /// Draws each tree's rows and features, and the validation part: the same seed, the same forest.
        public var seed: UInt64

        /// - Parameter treeCount: for each class.
        public init(
            treeCount: Int = 200, trees: TreeOptions = Self.defaultTrees, threads: Int = 1, seed: UInt64 = 0
        ) {
            self.treeCount = treeCount
            self.trees = trees
            self.threads = threads
            self.seed = seed
        }

        /// Deep trees, each on as large a share of the rows as a bootstrap sample would hold: 1 - 1/e.
        public static let defaultTrees = TreeOptions(depth: 12, rowShare: 0.632, featureShare: 0.03)
    }

    private let options: Options
    private let library: XGBoostLibrary

    /// - Throws: ``ClassicalError/xgboostMissing(reason:)``.
    public init(options: Options = Options()) throws {
        self.options = options
        library = try XGBoostLibrary.load()
    }

    /// - Parameters:
    ///   - classNames: the classes that labels number, for messages.
    ///   - progress: may end the work by throwing; called with the trees just grown, of ``workCount(classCount:)``.
    /// - Throws: ``ClassicalError``.
    public func fit(
        _ table: FeatureTable, classNames: [String], progress: (Int) throws -> Void = { _ in }
    ) throws -> ForestFit {
        try table.check(classNames: classNames, neededRows: options.judges ? 2 : 1)
        let trial = try options.judges ? trial(table, classCount: classNames.count, progress: progress) : nil
        let forest = try grow(
            table.thinned(share: options.trainingShare, seed: options.seed), classCount: classNames.count,
            progress: progress)
        return ForestFit(
            forest: forest, treeCount: options.treeCount, trials: trial.map { [$0] } ?? [], chosen: trial)
    }

    /// How many trees `fit` grows.
    public func workCount(classCount: Int) -> Int {
        options.treeCount * classCount * (options.judges ? 2 : 1)
    }

    private func trial(
        _ table: FeatureTable, classCount: Int, progress: (Int) throws -> Void
    ) throws -> ForestTrial {
        let parts = ValidationSplit(
            of: table, fraction: options.validationFraction, seed: options.seed)
        let forest = try grow(
            table.selecting(
                table.thinned(parts.training, share: options.trainingShare, seed: options.seed)),
            classCount: classCount, progress: progress)
        let held = table.selecting(parts.validation)
        let logits = (0..<held.count).map { forest.logits(of: Array(held.row($0))).map(Double.init) }
        return ForestTrial(treeCount: options.treeCount, logits: logits, labels: held.labels)
    }

    private func grow(
        _ table: FeatureTable, classCount: Int, progress: (Int) throws -> Void
    ) throws -> DecisionForest {
        // Without a penalty on leaves, and from 0, the tree of squared errors holds means: here of 0 and 1.
        let settings = ["eta": "1", "lambda": "0", "min_child_weight": "1"]
        let grower = try TreeGrower(
            table, settings: options.trees.settings.merging(settings) { $1 }, library: library)
        let hessians = [Float](repeating: 1, count: table.count)
        let gradients = (0..<classCount).map { index in table.labels.map { $0 == index ? Float(-1) : 0 } }
        let line = TreeLine(grower: grower, seed: options.seed, threads: options.threads)
        var trees: [DecisionTree] = []
        try line.grow(
            count: options.treeCount * classCount,
            task: { number in
                let index = number % classCount
                return TreeTask(
                    number: number, classIndex: index, gradients: gradients[index], hessians: hessians)
            },
            deliver: {
                trees.append($0)
                try progress(1)
            })
        return try DecisionForest(
            trees: trees.map(\.withSharesInRange), classCount: classCount, featureCount: table.featureCount,
            aggregation: .meanShares)
    }
}

extension DecisionTree {
    /// Means in 32 bits may leave 0 to 1 by a last digit.
    fileprivate var withSharesInRange: DecisionTree {
        DecisionTree(
            nodes: nodes.map { node in
                guard case .leaf(let values) = node else { return node }
                return .leaf(values.map { min(1, max(0, $0)) })
            }, classIndex: classIndex)
    }
}
