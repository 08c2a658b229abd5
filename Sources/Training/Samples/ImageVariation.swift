public import AerialCore

extension Variation {
    /// The varied image, `side` x `side` pixels of the image's bands: cropped and turned with bilinear interpolation, then coloured.
    public func applied(to image: TileImage, side: Int) -> [UInt8] {
        let sampled = sampledPixels(of: image, side: side)
        return image.bandCount == 3 && image.pictureBands == [0, 1, 2]
            ? colored(sampled) : toned(sampled, of: image)
    }

    /// One axis of the output: the two source pixels of each output pixel, and the share of the second.
    private struct Axis {
        let first: [Int]
        let second: [Int]
        let share: [Float]

        init(outputs: Int, sourceSize: Int, cropSide: Double, start: Double, isReversed: Bool) {
            let span = Double(sourceSize) * cropSide
            let origin = (Double(sourceSize) - span) * start
            var first: [Int] = []
            var second: [Int] = []
            var share: [Float] = []
            for output in 0..<outputs {
                let place = isReversed ? outputs - 1 - output : output
                let source = origin + (Double(place) + 0.5) * span / Double(outputs) - 0.5
                let clamped = min(max(source, 0), Double(sourceSize - 1))
                let whole = Int(clamped)
                first.append(whole)
                second.append(min(whole + 1, sourceSize - 1))
                share.append(Float(clamped - Double(whole)))
            }
            self.first = first
            self.second = second
            self.share = share
        }
    }

    private func sampledPixels(of image: TileImage, side: Int) -> [Float] {
        let columns = Axis(
            outputs: side, sourceSize: image.width, cropSide: cropSide, start: cropX, isReversed: isMirrored)
        let rows = Axis(
            outputs: side, sourceSize: image.height, cropSide: cropSide, start: cropY,
            isReversed: isUpsideDown)
        let bands = image.bandCount
        return [Float](unsafeUninitializedCapacity: side * side * bands) { output, count in
            image.samples.withUnsafeBufferPointer { source in
                for row in 0..<side {
                    let top = rows.first[row] * image.width
                    let bottom = rows.second[row] * image.width
                    let down = rows.share[row]
                    for column in 0..<side {
                        let left = columns.first[column]
                        let right = columns.second[column]
                        let across = columns.share[column]
                        let place = (isTransposed ? column * side + row : row * side + column) * bands
                        for band in 0..<bands {
                            let upper = Self.mixed(
                                source[(top + left) * bands + band], source[(top + right) * bands + band],
                                across)
                            let lower = Self.mixed(
                                source[(bottom + left) * bands + band],
                                source[(bottom + right) * bands + band],
                                across)
                            output[place + band] = upper + (lower - upper) * down
                        }
                    }
                }
            }
            count = side * side * bands
        }
    }

    private static func mixed(_ first: UInt8, _ second: UInt8, _ share: Float) -> Float {
        Float(first) + (Float(second) - Float(first)) * share
    }

    /// Brightness, then contrast about the mean luma, then saturation about each pixel's luma (ITU-R BT.601), as
    /// torchvision defines the three; clamped once, at the end.
    private func colored(_ pixels: [Float]) -> [UInt8] {
        let mean = Self.meanLuma(pixels) * brightness
        let gain = brightness * contrast
        let offset = mean * (1 - contrast)
        return [UInt8](unsafeUninitializedCapacity: pixels.count) { output, count in
            pixels.withUnsafeBufferPointer { source in
                for place in stride(from: 0, to: source.count, by: 3) {
                    let red = source[place] * gain + offset
                    let green = source[place + 1] * gain + offset
                    let blue = source[place + 2] * gain + offset
                    let luma = Self.luma(red, green, blue) * (1 - saturation)
                    output[place] = Self.byte(red * saturation + luma)
                    output[place + 1] = Self.byte(green * saturation + luma)
                    output[place + 2] = Self.byte(blue * saturation + luma)
                }
            }
            count = pixels.count
        }
    }

    /// Brightness and contrast as above, about the mean luma of the picture that the image has; saturation changes its three
    /// bands alone, since no other is a colour.
    private func toned(_ pixels: [Float], of image: TileImage) -> [UInt8] {
        let bands = image.bandCount
        let picture = image.pictureBands
        let colors = stride(from: 0, to: pixels.count, by: bands).flatMap { first in
            picture.map { pixels[first + $0] }
        }
        let gain = brightness * contrast
        let offset = Self.meanLuma(colors) * brightness * (1 - contrast)
        var varied = pixels.map { $0 * gain + offset }
        if Set(picture).count == 3 {
            for first in stride(from: 0, to: varied.count, by: bands) {
                let color = picture.map { varied[first + $0] }
                let luma = Self.luma(color[0], color[1], color[2]) * (1 - saturation)
                for band in picture { varied[first + band] = varied[first + band] * saturation + luma }
            }
        }
        return varied.map(Self.byte)
    }

    private static func meanLuma(_ pixels: [Float]) -> Float {
        pixels.withUnsafeBufferPointer { source in
            var sums: (red: Float, green: Float, blue: Float) = (0, 0, 0)
            for place in stride(from: 0, to: source.count, by: 3) {
                sums.red += source[place]
                sums.green += source[place + 1]
                sums.blue += source[place + 2]
            }
            return luma(sums.red, sums.green, sums.blue) / Float(max(1, source.count / 3))
        }
    }

    private static func luma(_ red: Float, _ green: Float, _ blue: Float) -> Float {
        0.299 * red + 0.587 * green + 0.114 * blue
    }

    private static func byte(_ value: Float) -> UInt8 {
        UInt8(min(max(value + 0.5, 0), 255))
    }
}
