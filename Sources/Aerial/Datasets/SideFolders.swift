internal import AerialCore

/// The folders of a dataset that say what is trained on and what is held out, whatever the case of their letters.
struct SideFolders {
    /// Folders above the classes, as they are written; one without a name where classes lie at the top.
    let parents: [(prefix: String, side: DatasetSide?)]
    /// What a user should know.
    let notes: [String]

    private static let names: [(side: DatasetSide, names: Set<String>)] = [
        (.train, ["train", "training"]), (.test, ["test", "testing"]),
    ]
    private static let validationNames: Set = ["val", "valid", "validation"]

    /// Whether a folder of this name, at the top of a dataset, is a side and no class.
    static func isSide(_ folder: String) -> Bool {
        names.contains { $0.names.contains(folder.lowercased()) }
    }

    /// Whether a folder of the dataset is one of a side, used or told of.
    func isKnown(_ folder: String) -> Bool {
        Self.validationNames.contains(folder.lowercased()) || parents.contains { $0.prefix == folder + "/" }
    }

    /// - Parameter folders: the sub-folders of the dataset.
    /// - Throws: ``CommandError`` for two folders of one side.
    init(in folders: [String], of dataset: String) throws {
        func named(_ names: Set<String>) throws -> String? {
            let found = folders.filter { names.contains($0.lowercased()) }
            guard found.count < 2 else {
                throw CommandError(
                    "\(dataset) has \(found.joined(separator: "/ and "))/, which mean the same. Keep one of them."
                )
            }
            return found.first
        }
        let train = try named(Self.names[0].names)
        let test = try named(Self.names[1].names)
        let validation = try named(Self.validationNames)
        guard train != nil || test != nil else {
            (parents, notes) = ([("", nil)], [])
            return
        }
        let heldOut = test ?? validation
        var notes: [String] = []
        if let validation {
            notes.append(
                test == nil
                    ? "\(dataset) has \(validation)/ and no test/: \(validation)/ is held out."
                    : "\(dataset): \(validation)/ is not used. Training holds its own part back; move its images into "
                        + "\(train ?? "train")/ to learn from them.")
        }
        // Without a held-out folder there is one side only, of which a part is held out by chance.
        parents = [
            train.map { ("\($0)/", heldOut == nil ? nil : DatasetSide.train) },
            heldOut.map { ("\($0)/", DatasetSide.test) },
        ].compactMap { $0 }
        self.notes = notes
    }
}
