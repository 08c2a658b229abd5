internal import AerialCore

extension ToneRange {
    /// As ``ToneRange/init(of:bitsPerSample:)``, of a sample of a file.
    init(_ sample: PixelSample, _ format: PixelFormat) {
        self.init(
            of: sample.values(ofBands: format.bands, nodata: format.nodata),
            bitsPerSample: format.bitsPerSample)
    }

    /// For users.
    var note: String { "Values from \(Float(low)) to \(Float(high)) are brought to 8 bits, all bands alike." }
}

extension [Scene] {
    /// The same scenes with one range of values for all that are not 8 bits: the same ground has the same tones in each,
    /// whatever else a file shows and in whatever order the files come.
    func inCommonTones() -> [Scene] {
        let ranges = compactMap(\.tones)
        guard Set(ranges).count > 1, let first = ranges.first else { return self }
        let common = ranges.dropFirst().reduce(first) { $0.union($1) }
        return map { scene in
            guard let own = scene.tones else { return scene }
            var scene = scene
            scene.tones = common
            scene.notes = scene.notes.filter { $0 != own.note } + [common.note]
            return scene
        }
    }
}
