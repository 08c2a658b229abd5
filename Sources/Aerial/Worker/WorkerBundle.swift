internal import AerialCore
internal import Foundation
internal import Networks

/// The worker with all that it needs beyond the C library, as one archive that runs from any folder.
package struct WorkerBundle {
    /// The program to start, from the archive's top.
    package static let program = "aerial-worker"

    /// What was packed.
    package struct Summary: Encodable {
        package let out: String
        package let libraries: Int
        package let unpackedBytes: Int
        package let bytes: Int
        package let sha256: String
    }

    /// The bundle of this program's worker, packed when there is none yet of these very files: packing takes half a minute.
    /// It lies with the weights.
    /// - Returns: its path.
    package static func kept(observer: any JourneyObserver) throws -> String {
        let worker = try workerPath()
        let closure = try LibraryClosure(of: worker)
        let files = [worker] + closure.libraries.map(\.path)
        let states = files.map { "\($0) \(FileState.of($0))" } + [AerialVersion.programName, launcher]
        let name = "worker-\(FileChecksum.sha256(of: states.joined(separator: "\n")).prefix(12)).tar.gz"
        let folder = WeightsStore().directory + "/workers"
        let path = "\(folder)/\(name)"
        if FileManager.default.fileExists(atPath: path) { return path }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                "cannot write \(folder): \(error.fileReason). Set AERIAL_HOME to a folder of yours.")
        }
        // Those of other builds are of no more use.
        for old in try FileManager.default.contentsOfDirectory(atPath: folder)
        where old.hasPrefix("worker-") && old.hasSuffix(".tar.gz") {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(old)")
        }
        try write(to: path, observer: observer)
        return path
    }

    /// Packs the worker that lies beside this program. The same worker and libraries give the same bytes.
    /// - Parameter path: ends in `.tar.gz`; appears whole or not at all.
    /// - Throws: ``CommandError`` when the worker or a library of it is missing, or the archive cannot be written.
    @discardableResult
    package static func write(to path: String, observer: any JourneyObserver) throws -> Summary {
        let worker = try workerPath()
        let folder = try StagingFolder(for: "\(path).folder")
        defer { withExtendedLifetime(folder) {} }
        let closure = try LibraryClosure(of: worker)
        observer.say("packing \(worker) with \(closure.libraries.count) libraries")
        try pack(worker, closure, into: folder.path)
        let bytes = try FolderSize.bytes(below: folder.path)
        try Archive.write(folder.path, to: path)
        return Summary(
            out: path, libraries: closure.libraries.count, unpackedBytes: bytes,
            bytes: try FolderSize.bytes(of: path), sha256: try FileChecksum.sha256(ofFile: path))
    }

    private static func workerPath() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = (own as NSString).deletingLastPathComponent + "/" + program
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandError(
                "there is no \(path). 'make build' makes it and 'make install' puts it beside aerial.")
        }
        return path
    }

    private static func pack(_ worker: String, _ closure: LibraryClosure, into folder: String) throws {
        let files = FileManager.default
        for name in ["bin", "lib", "share", "licenses"] {
            try files.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        try files.copyItem(atPath: worker, toPath: "\(folder)/bin/\(program)")
        for library in closure.libraries {
            let real = URL(fileURLWithPath: library.path).resolvingSymlinksInPath().path
            try files.copyItem(atPath: real, toPath: "\(folder)/lib/\(library.name)")
        }
        for data in try BundledData.folders() {
            try files.copyItem(atPath: data.path, toPath: "\(folder)/share/\(data.name)")
        }
        try BundledLicenses(closure).write(to: "\(folder)/licenses")
        try Data(launcher.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(program)"))
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(program)")
    }

    /// `exec` keeps the process: what ends it, ends the worker.
    private static let launcher = """
        #!/bin/sh
        # Starts the worker with the libraries and data beside this file.
        here=$(cd "$(dirname "$0")" && pwd -P) || exit 70
        LD_LIBRARY_PATH="$here/lib"
        GDAL_DATA="$here/share/gdal"
        PROJ_LIB="$here/share/proj"
        PROJ_DATA="$here/share/proj"
        # No drivers of the machine's own GDAL, which is another one.
        GDAL_DRIVER_PATH="$here/lib/no-plugins"
        export LD_LIBRARY_PATH GDAL_DATA PROJ_LIB PROJ_DATA GDAL_DRIVER_PATH
        # Where other systems than Debian keep the certificates for /vsicurl/ and /vsis3/.
        if [ -z "${CURL_CA_BUNDLE-}" ] && [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then
            for file in /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
                if [ -e "$file" ]; then
                    CURL_CA_BUNDLE=$file
                    export CURL_CA_BUNDLE
                    break
                fi
            done
        fi
        exec "$here/bin/aerial-worker" "$@"

        """
}

/// How large files are.
package enum FolderSize {
    package static func bytes(of path: String) throws -> Int {
        (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    package static func bytes(below folder: String) throws -> Int {
        let walk = FileManager.default.enumerator(atPath: folder)
        var total = 0
        while let name = walk?.nextObject() as? String { total += try bytes(of: "\(folder)/\(name)") }
        return total
    }
}
