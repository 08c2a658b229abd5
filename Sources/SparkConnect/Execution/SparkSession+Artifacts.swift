internal import Foundation
internal import GRPCCore
internal import SparkProtocol
internal import SwiftProtobuf

extension SparkSession {
    /// Sends a file to the cluster: each executor of this session finds it in its working directory.
    ///
    /// Names of one session do not clash with another's as files, but a name that the same session used for other content
    /// is refused by the server.
    /// - Parameters:
    ///   - path: the file here.
    ///   - name: `files/NAME` lies below the session's folder as NAME; `archives/NAME.tar.gz#FOLDER` is unpacked there.
    public func addArtifact(_ path: String, as name: String) async throws {
        let size = try Self.size(of: path)
        let (connection, header) = (connection, artifactHeader)
        do {
            let response = try await connection.stub.addArtifacts(
                metadata: connection.metadata, options: SparkConnection.streamOptions
            ) { writer in
                try await ArtifactChunks(path: path, name: name, size: size).write(header: header) {
                    try await writer.write($0)
                }
            }
            guard response.artifacts.allSatisfy(\.isCrcSuccessful) else {
                throw SparkError.artifactDamaged(name: name, place: connection.address.place)
            }
        } catch {
            if Task.isCancelled { throw SparkError.interrupted }
            if let unreadable = error as? CocoaError { throw unreadable }
            throw await explanation(of: error)
        }
    }

    /// The addresses of all files that executors fetch, those of other sessions among them.
    public func listFiles() async throws -> [String] {
        let table = try await query("LIST FILES")
        return try table.columns.first.map { try table.strings($0.name).compactMap { $0 } } ?? []
    }

    /// The addresses of all archives that executors fetch and unpack, those of other sessions among them.
    public func listArchives() async throws -> [String] {
        let table = try await query("LIST ARCHIVES")
        return try table.columns.first.map { try table.strings($0.name).compactMap { $0 } } ?? []
    }

    private var artifactHeader: Spark_Connect_AddArtifactsRequest {
        .with {
            $0.sessionID = id
            $0.userContext = userContext
            $0.clientType = Self.clientType
        }
    }

    private static func size(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.size] as? Int) ?? 0
    }
}

/// A file in the pieces that the protocol carries, each with its checksum.
struct ArtifactChunks {
    let path: String
    let name: String
    let size: Int

    /// What Spark's own clients send.
    private static let chunkSize = 32 << 10

    func write(
        header: Spark_Connect_AddArtifactsRequest,
        _ send: (Spark_Connect_AddArtifactsRequest) async throws -> Void
    ) async throws {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        let count = max(1, (size + Self.chunkSize - 1) / Self.chunkSize)
        for position in 0..<count {
            let data = try file.read(upToCount: Self.chunkSize) ?? Data()
            let chunk = Spark_Connect_AddArtifactsRequest.ArtifactChunk.with {
                $0.data = data
                $0.crc = Int64(CRC32.checksum(of: data))
            }
            var request = header
            if count == 1 {
                request.batch.artifacts = [
                    .with {
                        $0.name = name
                        $0.data = chunk
                    }
                ]
            } else if position == 0 {
                request.beginChunk = .with {
                    $0.name = name
                    $0.totalBytes = Int64(size)
                    $0.numChunks = Int64(count)
                    $0.initialChunk = chunk
                }
            } else {
                request.chunk = chunk
            }
            try await send(request)
        }
    }
}

/// The checksum that zip and Ethernet use.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }

    static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { value, byte in
            table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ (value >> 8)
        }
    }
}
