internal import AerialCore
internal import Foundation

/// One tree to grow.
struct TreeTask: Sendable {
    /// Its place in the forest, from which its seed follows.
    let number: Int
    let classIndex: Int
    let gradients: [Float]
    let hessians: [Float]
}

/// Grows many trees at the same time and hands them on in their order.
struct TreeLine {
    let grower: TreeGrower
    let seed: UInt64
    let threads: Int

    func grow(
        count: Int, task: @escaping @Sendable (Int) -> TreeTask, deliver: (DecisionTree) throws -> Void
    ) throws {
        let grower = grower
        let seed = seed
        try OrderedPipeline(workers: min(threads, count)).run(
            over: 0..<count,
            work: { (number: Int) in
                let task = task(number)
                return try grower.grow(
                    gradients: task.gradients, hessians: task.hessians,
                    seed: SeededGenerator.mixed(seed &+ UInt64(truncatingIfNeeded: task.number)),
                    classIndex: task.classIndex)
            },
            deliver: deliver)
    }
}

extension ForestTrial {
    /// - Parameters:
    ///   - logits: a row of numbers for each row of the validation part.
    ///   - labels: its classes.
    init(treeCount: Int, logits: [[Double]], labels: [Int]) {
        var (loss, correct) = (0.0, 0)
        for (row, label) in zip(logits, labels) {
            let highest = row.max() ?? 0
            loss += highest + log(row.reduce(0) { $0 + exp($1 - highest) }) - row[label]
            if Prediction.classIndex(of: row) == label { correct += 1 }
        }
        let count = Double(max(1, labels.count))
        self.init(
            treeCount: treeCount, validationLoss: loss / count, validationAccuracy: Double(correct) / count)
    }
}
