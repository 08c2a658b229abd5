internal import Aerial
internal import Foundation

/// What the addresses of the service work with.
struct Workbench: Sendable {
    let project: Project
    let layers: LayerStore
    let pictures: PictureCache
    let marks: MarkStores
    let models: Models
    let explainers: Explainers
    let jobs: Jobs
    let figures: Figures
    /// Draws, reads and writes.
    let pool: WorkPool
    /// The program's own run history; `nil` for none.
    let history: String?

    /// - Parameters:
    ///   - folders: with links resolved.
    ///   - program: the path of `aerial`.
    init(folders: [String], threads: Int, program: String, history: String?) {
        pool = WorkPool(threads: threads + 1, mostWaiting: 512)
        project = Project(folders: folders, pool: pool)
        layers = LayerStore(project: project, pool: pool)
        pictures = PictureCache(mostBytes: 128 << 20)
        marks = MarkStores(pool: pool)
        models = Models(pool: pool, threads: threads)
        explainers = Explainers(pool: pool)
        jobs = Jobs(program: program, folders: folders, pool: pool)
        figures = Figures()
        self.history = history
        let (pool, pictures) = (pool, pictures)
        figures.gauge("aerial_work_waiting") { Double(pool.waiting) }
        figures.gauge("aerial_picture_cache_bytes") { Double(pictures.size) }
        figures.gauge("aerial_resident_memory_bytes") { ProcessMemory.resident }
    }

    /// Everything that the service answers.
    var endpoints: [Endpoint] {
        projectEndpoints + reportEndpoints + tileEndpoints + predictionEndpoints + changeEndpoints
            + sampleEndpoints
            + worklistEndpoints + drawnLabelEndpoints + modelEndpoints + evidenceEndpoints + jobEndpoints
    }
}

/// What the process takes of the machine's memory.
private enum ProcessMemory {
    static var resident: Double {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
