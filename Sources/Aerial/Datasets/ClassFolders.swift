package import AerialCore
internal import Foundation

/// Class names as folder names and back. A name is kept as it is, but for what no folder can be called or what listings
/// pass over: `/`, a point at the beginning, the first letter of a name that is the system's (`lost+found`), and `%`, with
/// which those are written (`Pasture%2FHay`).
package enum ClassFolders {
    static func folder(of className: String) -> String {
        folder(of: className, isTaken: PictureListing.isForeign(className))
    }

    /// The same at the top of a dataset, where `train` and `labels.csv` are no classes.
    static func topFolder(of className: String) -> String {
        folder(
            of: className,
            isTaken: PictureListing.isForeign(className) || SideFolders.isSide(className)
                || topFiles.contains(className))
    }

    /// The table that a dataset of 'dataset gather' was made of, kept in its folder.
    static let labelsName = "labels.csv"
    private static let topFiles: Set = [labelsName, PreparedDataset.fileName, DatasetFolds.fileName]

    /// - Parameter isTaken: whether a folder of that very name would be something else than a class.
    private static func folder(of className: String, isTaken: Bool) -> String {
        var folder = ""
        for (position, scalar) in className.unicodeScalars.enumerated() {
            let isPlain =
                scalar != "/" && scalar != "%" && scalar.value >= 0x20
                && !(position == 0 && (isTaken || scalar == "."))
            folder += isPlain ? String(scalar) : String(format: "%%%02X", scalar.value)
        }
        return folder
    }

    /// How older versions wrote them, where two names could become one.
    private static func olderFolder(of className: String) -> String {
        className.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "-")
    }

    /// The classes of a prepared dataset by their folders.
    package static func classNames(byFolderOf legend: Legend) -> [String: String] {
        let older = legend.classNames.map { (olderFolder(of: $0), $0) }
        let names = legend.classNames.map { (folder(of: $0), $0) }
        return Dictionary(older + names, uniquingKeysWith: { $1 })
    }

    /// How the folders of a dataset are read: by its legend where it is prepared, as they were written where 'dataset gather'
    /// made it, and by their very names where somebody else did.
    /// - Parameter root: the dataset's folder.
    static func reading(dataset root: String, legend: Legend?) -> (String) -> String {
        if let legend {
            let names = classNames(byFolderOf: legend)
            return { names[$0] ?? $0 }
        }
        let isGathered = FileKind.isRegular("\(root)/\(labelsName)")
        return { isGathered ? gatheredClass(ofFolder: $0) : $0 }
    }

    /// A folder that is not as this program writes one is somebody's own.
    private static func gatheredClass(ofFolder folder: String) -> String {
        guard let name = folder.removingPercentEncoding,
            Self.folder(of: name) == folder || topFolder(of: name) == folder
        else { return folder }
        return name
    }

    /// - Throws: ``CommandError`` as the other check.
    static func check(_ legend: Legend) throws {
        try check(
            legend.classNames,
            advice: "Rename one where the labels or the legend name it, or make both one class of the legend."
        )
    }

    /// - Parameter advice: what to do about names that fall together.
    /// - Throws: ``CommandError`` for names that no folder can have, or that fall together where case does not count.
    static func check(_ classNames: [String], advice: String) throws {
        for name in classNames {
            let length = folder(of: name).utf8.count
            guard !ClassName.isBlank(name) else {
                throw CommandError("a class has no name. Give every class one.")
            }
            guard length <= 255 else {
                throw CommandError(
                    "the class name '\(name.prefix(40))...' is too long for a folder. Shorten it.")
            }
        }
        try checkCase(classNames, advice: advice)
    }

    /// Columns of a GeoPackage, and folders elsewhere, do not tell `Forest` from `forest`.
    static func checkCase(_ classNames: [String], advice: String) throws {
        let groups = Dictionary(grouping: classNames, by: { $0.lowercased() })
        guard let same = groups.values.filter({ $0.count > 1 }).min(by: { $0[0] < $1[0] }) else { return }
        throw CommandError(
            "the classes '\(same.sorted().joined(separator: "' and '"))' differ in the case of letters alone. \(advice)"
        )
    }
}
