internal import AerialCore
internal import CGDAL
internal import Foundation
internal import Synchronization

/// What a file may make the program read beside itself. A virtual raster, a virtual layer or the description of a web service names other
/// files and addresses, which GDAL opens. One that came from elsewhere could name anything: a server that logs the
/// call, or a file of this machine as pixels. Unless the user trusts them, virtual files may name plain files in their own
/// folder and below, and nothing else.
public enum SourceTrust {
    private static let trusts = Mutex(false)

    /// For the whole process: files may name whatever they like.
    public static func trustAll() { trusts.withLock { $0 = true } }

    /// Looks into a file before GDAL opens it. What the user names in words of GDAL's own (`/vsis3/...`, `WMS:...`) is the
    /// user's will.
    /// - Throws: ``ImageryError/untrustedSource(path:names:)``.
    static func check(_ path: String) throws {
        guard !trusts.withLock({ $0 }) else { return }
        // Of a catalogue's naming, not of the user's.
        if path.hasPrefix(RemotePlace.signedPrefix) { return try check(remote: path) }
        guard !path.hasPrefix("/vsi"), !path.hasPrefix("<") else { return }
        if RemotePlace.isRemote(path) { return try check(remote: path) }
        var seen: Set<ExactName> = []
        try check(file: path, seen: &seen, depth: 0, outermost: path)
    }

    /// What lies on a server may name nothing else at all: not the server's other files, not those of this machine.
    private static func check(remote path: String) throws {
        guard let head = RemotePlace.head(of: path, count: 4096), XMLReferences.isDocument(head) else {
            return
        }
        throw ImageryError.untrustedSource(path: path, names: "other files")
    }

    /// An overview of another place that a file's own metadata name.
    static func check(overviewsOf file: GDALDatasetH, path: String) throws {
        guard !trusts.withLock({ $0 }), !path.hasPrefix("/vsi"), !path.hasPrefix("<"),
            let name = GDALGetMetadataItem(file, "OVERVIEW_FILE", "OVERVIEWS").map({ String(cString: $0) })
        else { return }
        let place = name.hasPrefix(":::BASE:::") ? folder(of: path) + "/" + name.dropFirst(10) : name
        guard isFile(place, below: folder(of: path)) else {
            throw ImageryError.untrustedSource(path: path, names: name)
        }
    }

    private static let deepest = 8

    /// Each file is looked into once, however often it is named. Two names that look alike in Unicode are two files.
    private static func check(
        file path: String, seen: inout Set<ExactName>, depth: Int, outermost: String
    ) throws {
        guard seen.insert(ExactName(path)).inserted, let text = document(at: path) else { return }
        try check(text, in: folder(of: path), seen: &seen, depth: depth, outermost: outermost)
    }

    private static func check(
        _ text: String, in folder: String, seen: inout Set<ExactName>, depth: Int, outermost: String
    ) throws {
        guard depth < deepest else { throw ImageryError.untrustedSource(path: outermost, names: "itself") }
        guard let tree = CPLParseXMLString(text) else { return }
        defer { CPLDestroyXMLNode(tree) }
        for reference in XMLReferences(in: tree).found {
            switch reference {
            case .service(let kind): throw ImageryError.untrustedSource(path: outermost, names: kind)
            case .inline(let document):
                try check(document, in: folder, seen: &seen, depth: depth + 1, outermost: outermost)
            case .file(let name, let isRelative):
                guard !isDriversWords(name) else {
                    throw ImageryError.untrustedSource(path: outermost, names: name)
                }
                for base in isRelative.map({ $0 ? [folder] : [here] }) ?? [folder, here] {
                    let place = name.hasPrefix("/") ? name : "\(base)/\(name)"
                    guard isFile(place, below: Self.folder(of: outermost)) else {
                        throw ImageryError.untrustedSource(path: outermost, names: name)
                    }
                    try check(file: place, seen: &seen, depth: depth + 1, outermost: outermost)
                }
            }
        }
    }

    /// What GDAL's drivers take for a file or a server after a word of theirs: `GTIFF_DIR:1:/etc/a.tif`, `PG:host=a`. A colon alone
    /// may stand in a file's name.
    private static func isDriversWords(_ name: String) -> Bool {
        name.firstMatch(of: /^[A-Za-z][A-Za-z0-9_]*:.*[\/=@,"&?]/.dotMatchesNewlines()) != nil
    }

    private static var here: String { FileManager.default.currentDirectoryPath }

    private static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    /// A file that is there, without links that lead away. One that is not there is no danger; GDAL will say so.
    private static func isFile(_ path: String, below folder: String) -> Bool {
        guard !path.hasPrefix("/vsi"), !path.contains("://"), !XMLReferences.isDocument(Array(path.utf8))
        else {
            return false
        }
        func real(_ path: String) -> String {
            URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
        }
        return real(path).utf8.starts(with: (real(folder) + "/").utf8)
    }

    private static let mostBytes = 64 << 20

    /// The text of a file that names others; `nil` for all other files.
    private static func document(at path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let head = try? file.read(upToCount: 4096) else { return nil }
        guard XMLReferences.isDocument(Array(head)) else { return nil }
        // Nothing more comes of a short file.
        let rest = (try? file.read(upToCount: mostBytes)) ?? Data()
        return String(decoding: head + rest, as: UTF8.self)
    }
}

/// What an XML document of GDAL's own kinds names. GDAL finds its elements in capitals or not, and takes attributes for them.
private struct XMLReferences {
    enum Reference {
        /// Its place is counted from the document's folder or from where the program runs; `nil` where GDAL's drivers
        /// read the word differently.
        case file(String, isRelative: Bool?)
        /// A document inside the document.
        case inline(String)
        /// What is no file at all.
        case service(String)
    }

    private(set) var found: [Reference] = []

    private static let virtualRoots = ["vrtdataset", "ogrvrtdatasource", "ogrvrtlayer"]
    private static let serviceRoots = [
        "gdal_wms", "gdal_wmts", "wcs_gdal", "wms_capabilities", "wmt_ms_capabilities", "capabilities",
        "gdaltileindexdataset", "mrf_meta", "ogrwfsdatasource", "plscenes", "tilemap",
    ]
    private static let rootBytes = (virtualRoots + serviceRoots).map { Array($0.utf8) }

    /// Whether GDAL takes a file that begins so, or a name, for a document: it looks for the root, whatever stands before it.
    static func isDocument(_ text: [UInt8]) -> Bool {
        text.indices.contains { start in
            text[start] == UInt8(ascii: "<")
                && rootBytes.contains { root in
                    let name = text[(start + 1)...].prefix(root.count)
                    return name.elementsEqual(root) { lowercased($0) == $1 }
                }
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    /// Elements whose text names a file; attributes of these names do too.
    private static let namingElements: Set<String> = [
        "sourcefilename", "sourcedataset", "srcdatasource", "sourcefile", "filename", "file", "datasetname",
        "dempath",
    ]
    /// Elements that run code or a query, which can name anything.
    private static let runningElements: Set<String> = ["pixelfunctioncode", "srcsql"]

    init(in tree: UnsafeMutablePointer<CPLXMLNode>) {
        var next: UnsafeMutablePointer<CPLXMLNode>? = tree
        while let node = next {
            if node.pointee.eType == CXT_Element {
                let name = String(cString: node.pointee.pszValue)
                if Self.serviceRoots.contains(name.lowercased()) {
                    found.append(.service("a service (\(name))"))
                }
                visit(node)
            }
            next = node.pointee.psNext
        }
    }

    private mutating func visit(_ node: UnsafeMutablePointer<CPLXMLNode>) {
        let word = String(cString: node.pointee.pszValue)
        let name = word.lowercased()
        if Self.runningElements.contains(name) { found.append(.service("code of its own (\(word))")) }
        var next = node.pointee.psChild
        while let child = next {
            switch child.pointee.eType {
            case CXT_Element, CXT_Attribute: visit(child)
            case CXT_Text where Self.namingElements.contains(name):
                add(String(cString: child.pointee.pszValue), of: node)
            default: break
            }
            next = child.pointee.psNext
        }
    }

    private mutating func add(_ text: String, of node: UnsafeMutablePointer<CPLXMLNode>) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { return }
        guard !text.hasPrefix("<"), !Self.isDocument(Array(text.utf8)) else {
            return found.append(.inline(text))
        }
        let word = String(cString: CPLGetXMLValue(node, "relativeToVRT", "0"))
        found.append(.file(text, isRelative: word == "1" ? true : word == "0" ? false : nil))
    }
}
