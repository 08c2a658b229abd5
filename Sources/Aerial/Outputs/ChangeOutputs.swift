internal import Imagery

/// What `change` writes.
enum ChangeOutputs {
    static func plans(in folder: String) -> [OutputFilePlan] {
        let tables = ["candidates.csv", "candidates.gpkg"].map { name in
            OutputFilePlan("\(folder)/\(name)", .tableFile(name) { EarlierOutput.isCandidates($0) })
        }
        return tables + [
            OutputFilePlan(
                "\(folder)/change.tif", .raster(tagged: ["AERIAL_CLASSES", "AERIAL_NORMALIZATION"])),
            OutputFilePlan(
                "\(folder)/change_map.tif",
                .raster(tagged: [ClassMapFile.legendKey, "AERIAL_NORMALIZATION"])),
            OutputFilePlan(
                "\(folder)/transitions.csv", .table("from", "to", "tiles", "hectares")),
            OutputFilePlan("\(folder)/report.html", .page(.change)),
        ]
    }
}
