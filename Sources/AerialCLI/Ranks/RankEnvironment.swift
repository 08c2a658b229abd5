internal import ArgumentParser
internal import Foundation
internal import Training

/// What a launcher tells a process of its place: torchrun's environment contract, which Slurm scripts, MPI and Kubernetes
/// operators can set too.
struct RankEnvironment {
    let place: RankPlace
    /// Ranks on this machine, which share its processor.
    let localSize: Int
    /// Whether this is another attempt of a job that failed before.
    let isRestart: Bool

    static let meetingFile = "AERIAL_MEETING_FILE"

    /// - Returns: `nil` when this process trains alone.
    /// - Throws: `ValidationError` for a contract that is kept in part only.
    static func current(
        _ environment: [String: String] = ProcessInfo.processInfo.environment, timeoutSeconds: Double
    ) throws -> RankEnvironment? {
        guard environment["RANK"] != nil || environment["WORLD_SIZE"] != nil else { return nil }
        func number(_ name: String) throws -> Int {
            guard let value = environment[name].flatMap({ Int($0) }), value >= 0 else {
                throw ValidationError(
                    "RANK and WORLD_SIZE are set together, with MASTER_ADDR and MASTER_PORT; \(name) is "
                        + "'\(environment[name] ?? "")'.")
            }
            return value
        }
        let (rank, size) = (try number("RANK"), try number("WORLD_SIZE"))
        guard size > 1 else { return nil }
        guard rank < size else { throw ValidationError("RANK \(rank) is not below WORLD_SIZE \(size).") }
        let meeting: RankPlace.Meeting
        if let file = environment[meetingFile] {
            meeting = .file(file)
        } else {
            guard let address = environment["MASTER_ADDR"], !address.isEmpty else {
                throw ValidationError("MASTER_ADDR, the address of rank 0, is not set.")
            }
            // torchrun's own store listens at the port itself.
            let offset = environment["TORCHELASTIC_RUN_ID"] == nil ? 0 : 1
            meeting = .address(address, port: try number("MASTER_PORT") + offset)
        }
        return RankEnvironment(
            place: RankPlace(
                rank: rank, size: size, meeting: meeting, timeoutSeconds: timeoutSeconds,
                interface: environment["GLOO_SOCKET_IFNAME"].flatMap { $0.isEmpty ? nil : $0 },
                device: environment["LOCAL_RANK"].flatMap { Int($0) } ?? 0),
            localSize: environment["LOCAL_WORLD_SIZE"].flatMap { Int($0) } ?? 1,
            isRestart: (environment["TORCHELASTIC_RESTART_COUNT"].flatMap { Int($0) } ?? 0) > 0)
    }
}
