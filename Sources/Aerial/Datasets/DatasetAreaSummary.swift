internal import AerialCore

/// An area of a dataset, in figures.
public struct DatasetAreaSummary: Codable, Sendable {
    /// The area's name; that of the dataset where its only area has none.
    public let name: String
    /// Of its grid: `EPSG:26919` say.
    public let crs: String
    /// When its imagery was taken, a day or two days with a slash between; `nil` where nothing says it.
    public let date: String?
    /// The side that all its tiles stand on; `nil` where they are divided.
    public let side: String?
    /// How many tiles were looked at.
    public let tiles: Int
    /// Training tiles by class.
    public let train: [String: Int]
    /// Held-out tiles by class.
    public let test: [String: Int]
    /// Tiles by class where no folders say which side they are on; `nil` where there are none.
    public let undivided: [String: Int]?

    init(_ area: PreparedArea) {
        self.init(
            area, named: area.name ?? "", train: area.classCounts[DatasetSide.train.rawValue] ?? [:],
            test: area.classCounts[DatasetSide.test.rawValue] ?? [:])
    }

    init(
        _ area: PreparedArea, named name: String, train: [String: Int], test: [String: Int],
        undivided: [String: Int] = [:]
    ) {
        self.name = name
        crs = area.grid.reference.identifier
        date = area.date
        side = area.side?.rawValue
        tiles = area.tilesConsidered
        self.train = train
        self.test = test
        self.undivided = undivided.values.contains { $0 > 0 } ? undivided : nil
    }
}
