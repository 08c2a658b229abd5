internal import Foundation
internal import Imagery
internal import Networks

/// What a command writes under a name: what belongs to it, and how the command knows its own earlier output again.
package struct OutputKind: Sendable {
    /// A pipe or a device can take it.
    package let streams: Bool
    /// A folder that is replaced as a whole, with all that lies in it, and never one of another kind.
    package let wholeFolder: FolderKind?
    /// Files that are written with it.
    package let sideFiles: @Sendable (String) -> [OutputFilePlan]
    /// Whether the command wrote what lies under a path, so that it may renew it.
    package let isOwn: @Sendable (String) -> Bool

    package init(
        streams: Bool = true, wholeFolder: FolderKind? = nil,
        sideFiles: @escaping @Sendable (String) -> [OutputFilePlan] = { _ in [] },
        isOwn: @escaping @Sendable (String) -> Bool
    ) {
        self.streams = streams
        self.wholeFolder = wholeFolder
        self.sideFiles = sideFiles
        self.isOwn = isOwn
    }

    /// Nothing tells whose it is: it is replaced with `--overwrite` alone.
    package static let unmarked = OutputKind { _ in false }

    /// A text that begins like this.
    package static func text(beginning head: String) -> OutputKind {
        OutputKind { FileHead.text($0).hasPrefix(head) }
    }

    /// A table with these columns and no others.
    package static func table(_ columns: String...) -> OutputKind {
        OutputKind { path in
            FileHead.text(path).prefix { !$0.isNewline } == columns.joined(separator: ",")
        }
    }

    package static func page(_ kind: PageKind) -> OutputKind {
        OutputKind { pageKind(of: $0) == kind }
    }

    /// What a page of the program is about; `nil` for any other file.
    package static func pageKind(of path: String) -> PageKind? {
        let head = FileHead.text(path)
        guard head.contains("<meta name=\"generator\" content=\"aerial\"/>") else { return nil }
        return PageKind.allCases.first { head.contains("<p class=\"kind\">\($0.rawValue)</p>") }
    }

    /// How the program's pages say what they are.
    package enum PageKind: String, CaseIterable {
        case map = "Land-use map"
        case evaluation = "Evaluation report"
        case change = "Land-use change"
        case areas = "Area estimate"
        case runs = "Comparison of runs"
        case review = "Label review"
        case suggestions = "Tiles to label"
        case dataset = "Dataset"
        case sample = "Sample to label"
    }
}

extension OutputKind {
    /// Predictions as a table.
    package static let predictions = OutputKind { EarlierOutput.isPredictions($0) }

    /// Whether a pipe takes it, its format says.
    package static func tableFile(_ path: String, _ isOwn: @escaping @Sendable (String) -> Bool) -> OutputKind
    {
        OutputKind(streams: (try? TableFormat(path: path))?.streams ?? true, isOwn: isOwn)
    }

    /// A class map as GeoTIFF; the style beside it may be a person's.
    package static func raster(tagged tags: [String], without others: [String] = []) -> OutputKind {
        OutputKind(
            streams: false,
            sideFiles: { path in
                let style = (path as NSString).deletingPathExtension + ".qml"
                return [
                    OutputFilePlan(style, OutputKind { EarlierOutput.isStyle($0) }),
                    // GDAL's and QGIS's own notes on a raster go with the raster.
                    OutputFilePlan(
                        path + ".aux.xml", OutputKind { _ in FileManager.default.fileExists(atPath: path) }),
                ]
            },
            isOwn: { EarlierOutput.isRaster($0, tagged: tags, without: others) })
    }

    package static let classPolygons = OutputKind(streams: false) { EarlierOutput.isClassPolygons($0) }

    package static let picture = OutputKind(streams: false) { path in
        let head = FileHead.text(path).prefix(2000)
        switch (path as NSString).pathExtension.lowercased() {
        case "svg": return head.contains("data-generator=\"aerial\"")
        case "pdf":
            return head.hasPrefix("%PDF-") && FileEnd.text(path).contains("/Creator (aerial ")
        default: return head.contains("Software\0aerial")
        }
    }

    package static let dataset = OutputKind(
        wholeFolder: FolderKind(name: "dataset", file: PreparedDataset.fileName, isRenewed: false)
    ) { _ in false }

    /// The folds of a dataset.
    package static let foldedDataset = OutputKind(
        wholeFolder: FolderKind(name: "folder of folds", file: DatasetFolds.fileName, isRenewed: false)
    ) { _ in false }

    /// Pictures in folders of their classes, with the table that says which is which.
    package static let gatheredDataset = OutputKind(
        wholeFolder: FolderKind(
            name: "dataset of 'dataset gather'", file: DatasetGatherPlan.labelsName, isRenewed: false)
    ) { _ in false }

    /// The evaluations of a dataset's folds: renewed as long as nothing else lies in their folder.
    package static let foldedEvaluation = OutputKind(
        wholeFolder: FolderKind(name: "evaluation of folds", file: "metrics.json")
    ) { path in
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let own = ["metrics.json", "confusion.csv", "report.html"]
        guard names.allSatisfy({ own.contains($0) || $0.hasPrefix("fold-") }),
            let data = FileManager.default.contents(atPath: "\(path)/metrics.json")
        else { return false }
        return (try? JSONDecoder().decode(FoldsFigures.self, from: data)) != nil
    }

    /// A model's folder: renewed by the command that made it, as long as nothing else lies in it.
    package static func model(of command: String) -> OutputKind {
        OutputKind(wholeFolder: FolderKind(name: "model folder", file: "model.json")) { path in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            guard Set(names).isSubset(of: ModelBundle.fileNames) else { return false }
            return (try? ModelBundle.readDescription(from: path))?.provenance.command == command
        }
    }
}

/// What a folder is, told by a file in it.
package struct FolderKind: Sendable {
    package let name: String
    package let file: String
    /// Whether its command replaces one that it wrote itself without being asked to.
    let isRenewed: Bool

    package init(name: String, file: String, isRenewed: Bool = true) {
        self.name = name
        self.file = file
        self.isRenewed = isRenewed
    }
}

/// An output of a command.
package struct OutputFilePlan: Sendable {
    package let path: String
    package let kind: OutputKind

    package init(_ path: String, _ kind: OutputKind) {
        self.path = path
        self.kind = kind
    }
}
