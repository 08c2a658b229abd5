import AerialCore
import Foundation
import Testing

@testable import Imagery

/// The part of a scene that an area needs.
struct SceneWindowTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    /// How far a window reaches beyond its area, in metres: west and south.
    /// - Parameters:
    ///   - unit: of the scene's system, in degrees of longitude.
    ///   - south: of the area, in the scene's system.
    private func margins(
        latitude: Double, epsg: Int, unit: Double, south: Double
    ) throws -> (west: Double, south: Double) {
        let pixel = 0.0005 / unit
        let raster = DrawnTIFF(
            width: 200, height: 200, epsg: epsg, isGeographic: epsg == 4326, west: 10 / unit,
            north: south + 0.05 / unit, pixelWidth: pixel, pixelHeight: pixel
        ) { _, _, _ in 90 }
        let area = try SearchedArea(
            bounds: MapBounds(minX: 10.05, minY: latitude, maxX: 10.051, maxY: latitude + 0.001))
        let path = try folder.drawn("scene.tif", raster)
        let window = try #require(try SceneWindow(of: path, over: area)).window
        let shrink = cos(latitude * .pi / 180)
        return (
            (0.05 - Double(window.column) * pixel * unit) * 111_320 * shrink,
            (Double(window.rows.upperBound) * pixel * unit - 0.05) * 111_320 * (epsg == 4326 ? 1 : shrink)
        )
    }

    /// Seen at 60 degrees: 250 m to the west and east.
    @Test(arguments: [0.5, -35, 60, 70]) func theMarginIsOfMetresInDegreesToo(latitude: Double) throws {
        let margins = try margins(latitude: latitude, epsg: 4326, unit: 1, south: latitude)
        // Up to a pixel more, as windows are of whole pixels.
        #expect(margins.west >= 499 && margins.west < 570)
        #expect(margins.south >= 499 && margins.south < 570)
    }

    /// Web Mercator's metres are half as long at 60 degrees.
    @Test func theMarginIsOfTrueMetresInMercator() throws {
        let unit = 180 / (Double.pi * 6_378_137)
        let south = log(tan(Double.pi * 75 / 180)) / (unit * Double.pi / 180)
        let margins = try margins(latitude: 60, epsg: 3857, unit: unit, south: south)
        #expect(margins.west >= 499 && margins.west < 570)
        #expect(margins.south >= 499 && margins.south < 570)
    }
}
