internal import AerialCore

/// The coordinate reference system of a mosaic's grid.
struct GridReference {
    let reference: CoordinateReference

    /// The one that most scenes have, the first of equals; the UTM zone of the scenes' centre where it does not measure
    /// the ground.
    init(_ scenes: [Scene]) throws {
        let counts = Dictionary(grouping: scenes.indices) { scenes[$0].reference.identifier }
        let most = counts.values.max { ($0.count, -$0[0]) < ($1.count, -$1[0]) } ?? [0]
        let common = try SpatialReference(scenes[most[0]].reference)
        let extents = most.map { scenes[$0].extent }
        let center = extents.dropFirst().reduce(extents[0]) { $0.union($1) }.center
        if common.measuresGround(at: center) {
            reference = scenes[most[0]].reference
        } else {
            reference = try SpatialReference.metersGrid(
                around: Self.centerAcrossDateLine(extents, common) ?? center, of: common
            ).reference
        }
    }
}

extension GridReference {
    /// The centre of scenes that lie left and right of 180 degrees, where the line between their numbers goes around
    /// the Earth; `nil` for others.
    private static func centerAcrossDateLine(_ extents: [MapBounds], _ system: SpatialReference) throws
        -> MapPoint?
    {
        let degrees = try SpatialReference.degrees()
        let centers = try CoordinateTransform(from: system, to: degrees)(extents.map(\.center)).compactMap {
            $0
        }
        let longitudes = Longitude.together(centers.map(\.x))
        guard centers.count == extents.count, longitudes != centers.map(\.x) else { return nil }
        let count = Double(centers.count)
        let mean = MapPoint(
            x: Longitude.usual(longitudes.reduce(0, +) / count), y: centers.reduce(0) { $0 + $1.y } / count)
        return try CoordinateTransform(from: degrees, to: system)(mean)
    }
}

extension [Scene] {
    /// The scenes in a grid's reference.
    func placed(in reference: CoordinateReference) throws -> [PlacedScene] {
        let target = try SpatialReference(reference)
        var transforms: [String: CoordinateTransform?] = [:]
        return try map { scene in
            let name = scene.reference.identifier
            if transforms[name] == nil {
                let source = try SpatialReference(scene.reference)
                let isSame = source.isSame(as: target)
                transforms[name] = .some(isSame ? nil : try CoordinateTransform(from: source, to: target))
            }
            guard let transform = transforms[name] ?? nil else {
                return PlacedScene(
                    scene: scene, bounds: scene.extent, needsWarp: !scene.geoTransform.isNorthUp)
            }
            guard let bounds = transform(scene.extent) else {
                throw ImageryError.cannotTransform(
                    from: name, to: reference.identifier,
                    reason: "\(scene.path) reaches out of the target system")
            }
            return PlacedScene(scene: scene, bounds: bounds, needsWarp: true)
        }
    }
}
