internal import Foundation
internal import Imagery

extension Mosaic {
    /// How its files are read, and whether their layout costs more than it need.
    func tellNotes(_ observer: any JourneyObserver) {
        for scene in scenes { for note in scene.notes { observer.say("\(scene.path): \(note)") } }
        if let layoutNote { observer.say(layoutNote) }
    }

    /// What of the layout costs time, with the line that mends it; `nil` where nothing does.
    var layoutNote: String? {
        guard let (path, count, cost) = layoutCost else { return nil }
        let others = count > 1 ? " and \(count - 1) more \(count > 2 ? "files are" : "file are")" : " is"
        // What is read from a server is mended into the working directory.
        let isElsewhere = RemotePlace.isVirtual(path)
        let file = String(path.prefix { !isElsewhere || $0 != "?" })
        let stem = (file as NSString).deletingPathExtension
        let mended = (isElsewhere ? (stem as NSString).lastPathComponent : stem) + ".cog.tif"
        return
            "\(path)\(others) \(cost.description). What costs less: gdal_translate -of COG -co COMPRESS=DEFLATE -co PREDICTOR=YES "
            + "-co OVERVIEW_RESAMPLING=AVERAGE -co BIGTIFF=IF_SAFER \(ShellText.quoted(RemotePlace.gdalName(of: path))) "
            + ShellText.quoted(mended)
    }
}
