internal import Aerial
internal import Foundation
internal import Imagery

/// Looks through folders for what can be shown. Links that lead out of a folder are not followed, hidden files are passed over.
struct ProjectScan {
    /// The folders, with links resolved.
    let folders: [String]
    /// What files are, by path and stamp, from an earlier look: opening each again would take long.
    var known: [String: ProjectItem.Kind?] = [:]
    private var items: [ProjectItem] = []
    private var entries = 0
    /// Whether a folder lies deeper than is looked.
    private var isCut = false

    /// How far below a folder is looked, and how many files and folders at most.
    private static let (deepest, mostEntries) = (6, 20_000)

    init(folders: [String], known: [String: ProjectItem.Kind?] = [:]) {
        self.folders = folders
        self.known = known
    }

    /// Everything that is found, by path, and whether all was looked at.
    mutating func run() -> (items: [ProjectItem], isWhole: Bool) {
        items = []
        entries = 0
        isCut = false
        for folder in folders {
            visit(
                folder, name: (folder as NSString).lastPathComponent,
                way: [ServedPath.real(folder) ?? folder], root: folder)
        }
        // A folder may lie within another that is served too.
        var known: Set<String> = []
        let each = items.filter { known.insert("\($0.kind) \($0.path)").inserted }
        return (each, entries < Self.mostEntries && !isCut)
    }

    /// - Parameter way: where the folders lie that led here, with links resolved, the folder itself last.
    private mutating func visit(_ folder: String, name: String, way: [String], root: String) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        func has(_ file: String) -> Bool { names.contains(file) }
        func item(_ kind: ProjectItem.Kind, _ file: String) -> ProjectItem {
            ProjectItem(
                kind: kind, path: folder, name: name, stamp: ProjectItem.stamp(of: "\(folder)/\(file)"))
        }
        // A folder of these is one thing; the pictures of a dataset are not looked through.
        if has("dataset.json") { return items.append(item(.dataset, "dataset.json")) }
        if has("model.json"), has("weights.safetensors") { return items.append(item(.model, "model.json")) }
        if has("change.tif"), has("candidates.csv") { items.append(item(.change, "change.tif")) }
        if has("sample.csv"), has("strata.csv"), EarlierOutput.isAreaSample("\(folder)/sample.csv") {
            items.append(item(.sample, "strata.csv"))
        }
        if has("review.csv"), EarlierOutput.isReview("\(folder)/review.csv") {
            items.append(item(.review, "review.csv"))
        }
        // Its table is written anew with every label; the page beside it only by the command.
        if has("suggestions.csv"), EarlierOutput.isSuggestions("\(folder)/suggestions.csv") {
            items.append(item(.suggestions, has("suggest.html") ? "suggest.html" : "suggestions.csv"))
        }
        for each in names where !each.hasPrefix(".") {
            entries += 1
            guard entries < Self.mostEntries else { return }
            let path = "\(folder)/\(each)"
            guard let place = ServedPath.resolved(path, below: root) else { continue }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                // A link back to one of them would never end.
                guard each != "chips", !way.contains(place) else { continue }
                guard way.count <= Self.deepest else {
                    let inside = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
                    if inside.contains(where: { !$0.hasPrefix(".") }) { isCut = true }
                    continue
                }
                visit(path, name: "\(name)/\(each)", way: way + [place], root: root)
            } else if let kind = kind(of: path) {
                items.append(
                    ProjectItem(
                        kind: kind, path: path, name: "\(name)/\(each)", stamp: ProjectItem.stamp(of: path)))
            }
        }
    }

    private mutating func kind(of path: String) -> ProjectItem.Kind? {
        let key = "\(path) \(ProjectItem.stamp(of: path))"
        if let known = known[key] { return known }
        let kind = Self.look(at: path)
        known[key] = .some(kind)
        return kind
    }

    private static let rasters: Set = ["tif", "tiff", "jp2", "vrt", "img"]

    private static func look(at path: String) -> ProjectItem.Kind? {
        let name = (path as NSString).lastPathComponent
        let ending = (name as NSString).pathExtension.lowercased()
        if name == "runs.sqlite" { return .runs }
        if TableFormat.isNamed(by: name) {
            return EarlierOutput.isPredictions(path) ? .predictions : nil
        }
        if ending == "html" { return OutputKind.pageKind(of: path) == nil ? nil : .report }
        guard rasters.contains(ending), name != "change.tif" else { return nil }
        if EarlierOutput.isRaster(path, tagged: [ClassMapFile.legendKey]) { return .map }
        if SceneView.isImagery(path) { return .imagery }
        return LabelRaster.isLandCover(path) ? .landcover : nil
    }
}
