import AerialCore
import Testing

@Test func aTurnMovesTheTopLeftPixelToTheTopRight() {
    let image = TileImage(width: 2, height: 3, rgb: (0..<18).map { UInt8($0) }, emptyPixelCount: 4)
    let turned = image.turnedRight()
    #expect(turned.width == 3)
    #expect(turned.height == 2)
    #expect(Array(turned.rgb[6..<9]) == [0, 1, 2])
    #expect(turned.emptyPixelCount == 4)
}

@Test func fourTurnsGiveTheImageBack() {
    let image = TileImage(width: 5, height: 4, rgb: (0..<60).map { UInt8($0) }, emptyPixelCount: 0)
    #expect(image.turnedRight().turnedRight().turnedRight().turnedRight() == image)
    #expect(image.turnedRight() != image)
}
