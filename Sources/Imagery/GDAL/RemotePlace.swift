internal import CGDAL
internal import Foundation

/// Files that lie elsewhere, on web servers and in object stores: `https://`, `s3://`, `gs://` and `az://` addresses, and
/// GDAL's own names for them (`/vsicurl/...`, `/vsis3/...`). GDAL reads the blocks that are needed, with the credentials
/// and endpoints that its variables and the clouds' tools give (`AWS_PROFILE`, `AWS_S3_ENDPOINT` and so on).
public enum RemotePlace {
    private static let schemes = [
        (address: "https://", name: "/vsicurl/https://"), (address: "http://", name: "/vsicurl/http://"),
        (address: "s3://", name: "/vsis3/"), (address: "gs://", name: "/vsigs/"),
        (address: "az://", name: "/vsiaz/"),
    ]
    private static let remoteNames = [
        "/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "/vsiadls", "/vsioss", "/vsiswift", "/vsiwebhdfs",
        "/vsihdfs",
    ]

    /// How addresses begin that GDAL adds a token of Planetary Computer's to.
    package static let signedPrefix = "/vsicurl?pc_url_signing=yes"

    /// A server has to be asked for it.
    public static func isRemote(_ path: String) -> Bool {
        schemes.contains { path.hasPrefix($0.address) } || remoteNames.contains { path.contains($0) }
    }

    /// It is no path of this machine's own file system.
    public static func isVirtual(_ path: String) -> Bool { path.hasPrefix("/vsi") || isRemote(path) }

    /// What GDAL calls it; all other paths as they are.
    package static func gdalName(of path: String) -> String {
        for (address, name) in schemes where path.hasPrefix(address) {
            return name + path.dropFirst(address.count)
        }
        return path
    }

    /// How many requests are under way at once where many files are read or sent: what answers after 50 ms then gives 640 of them
    /// a second.
    package static let requests = 32

    // MARK: - Reading

    /// Time limits and repeats, each unless GDAL's own variable of that name says otherwise. A server that is busy (429,
    /// 502, 503, 504) is asked again after 1, 2 and 4 seconds.
    private static let settings = [
        "GDAL_HTTP_CONNECTTIMEOUT": "10", "GDAL_HTTP_LOW_SPEED_TIME": "20", "GDAL_HTTP_LOW_SPEED_LIMIT": "1",
        "GDAL_HTTP_MAX_RETRY": "3", "GDAL_HTTP_RETRY_DELAY": "1",
        // What was read of files, all together, in bytes: a row of blocks of a county's scenes.
        "CPL_VSIL_CURL_CACHE_SIZE": "\(128 << 20)",
    ]

    /// Before the first file of a server is opened.
    static let prepared: Void = {
        for (name, value) in settings where CPLGetConfigOption(name, nil) == nil {
            CPLSetConfigOption(name, value)
        }
    }()

    /// Opens a file through `body`. A server's folders are not listed for each of its files: side files are asked for by name.
    static func opening<Value>(_ path: String, _ body: (String) -> Value) -> (value: Value, message: String) {
        guard isRemote(path) else { return GDALRuntime.call { body(path) } }
        GDALRuntime.start()
        _ = prepared
        let option = "GDAL_DISABLE_READDIR_ON_OPEN"
        let isSet = CPLGetConfigOption(option, nil) != nil
        if !isSet { CPLSetThreadLocalConfigOption(option, "TRUE") }
        defer { if !isSet { CPLSetThreadLocalConfigOption(option, nil) } }
        return GDALRuntime.call { body(gdalName(of: path)) }
    }

    /// The beginning of a file; `nil` where it cannot be read.
    static func head(of path: String, count: Int) -> [UInt8]? {
        opening(path) { firstBytes(of: $0, count: count) }.value
    }

    /// Why a file could not be opened, by the words of the server that it lies on.
    /// - Parameter message: GDAL's, which are about its own name of the file.
    static func reason(_ message: String, for path: String) -> String {
        guard isRemote(path) else { return message }
        if let end = signatureEnd(of: path), end < .now {
            return "its signature ended at \(end.ISO8601Format()): ask for a new address"
        }
        forget(path)
        let (file, refusal) = ServerWords.listening { opening(path) { VSIFOpenExL($0, "rb", 1) }.value }
        file.map { _ = VSIFCloseL($0) }
        guard file == nil, let refusal else { return message }
        return refusal.contains(/code on .*: 0$/) ? ServerWords.noAnswer : ServerWords.plain(refusal)
    }

    /// When a signed address ceases to be good; `nil` for one that does not say.
    static func signatureEnd(of path: String) -> Date? {
        guard let query = path.firstIndex(of: "?").map({ path[path.index(after: $0)...] }) else { return nil }
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[parts[0].lowercased()] = String(parts[1]).removingPercentEncoding ?? String(parts[1])
        }
        // Azure's names a time, or a day; S3's and Google's count seconds from a time.
        if values["sig"] != nil, let end = values["se"] { return date(iso: end) }
        for maker in ["x-amz", "x-goog"] {
            if let text = values["\(maker)-date"],
                let seconds = values["\(maker)-expires"].flatMap(Double.init),
                (0...mostSignedSeconds).contains(seconds), let start = date(compact: text)
            {
                return start + seconds
            }
        }
        return nil
    }

    /// A year: stores sign for a week at most, and what is less than nothing or beyond is no time that a signature ends.
    private static let mostSignedSeconds = 366 * 86400.0

    /// `2026-01-31T23:59:59Z`, as Azure takes it also without seconds or time.
    private static func date(iso text: String) -> Date? {
        if let date = try? Date(text, strategy: .iso8601) { return date }
        guard let match = text.wholeMatch(of: /(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?Z)?/) else {
            return nil
        }
        let (_, day, minute, second) = match.output
        return try? Date("\(day)T\(minute ?? "00:00")\(second ?? ":00")Z", strategy: .iso8601)
    }

    /// `20260131T235959Z`.
    private static func date(compact text: String) -> Date? {
        guard let match = text.wholeMatch(of: /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/) else { return nil }
        let (_, year, month, day, hour, minute, second) = match.output
        return try? Date("\(year)-\(month)-\(day)T\(hour):\(minute):\(second)Z", strategy: .iso8601)
    }

    // MARK: - Broken connections

    /// In seconds, between attempts to reach a server that broke off.
    private static let waits: [Double] = [0, 1, 2, 4, 8]
    /// A server that accepts and says nothing takes each attempt's whole limit: no further one is begun after this.
    private static let longestWait = Duration.seconds(30)

    /// After a failed read: asks whether the file is still there to be read, several times.
    /// - Throws: ``ImageryError/unreachable(path:reason:)`` when it is not.
    static func waitUntilReachable(_ path: String) throws(ImageryError) {
        var reason = ""
        let start = ContinuousClock.now
        for wait in waits where ContinuousClock.now - start < longestWait {
            Thread.sleep(forTimeInterval: wait)
            let found = isThere(path)
            if found.value { return }
            // GDAL's words for a server that says nothing.
            reason = found.message.contains(/code on .*: 0$/) ? ServerWords.noAnswer : found.message
        }
        forget(path)
        throw ImageryError.unreachable(path: path, reason: reason)
    }

    /// Whether this machine may read a file of a server, once.
    /// - Throws: ``ImageryError/cannotOpen(path:reason:)`` in the server's words.
    package static func check(_ path: String) throws {
        let found = isThere(path)
        guard found.value else {
            throw ImageryError.cannotOpen(path: path, reason: reason(found.message, for: path))
        }
    }

    /// What is remembered of a file was said by a server that may be gone, or back.
    static func forget(_ path: String) {
        if isRemote(path) { VSICurlPartialClearCache(gdalName(of: path)) }
    }

    private static func isThere(_ path: String) -> (value: Bool, message: String) {
        opening(path) { name in
            VSICurlPartialClearCache(name)
            return firstBytes(of: name, count: 1)?.isEmpty == false
        }
    }

    private static func firstBytes(of name: String, count: Int) -> [UInt8]? {
        guard let file = VSIFOpenL(name, "rb") else { return nil }
        defer { VSIFCloseL(file) }
        var bytes: [UInt8] = []
        while bytes.count < count {
            var piece = [UInt8](repeating: 0, count: min(count - bytes.count, 1 << 20))
            let read = Int(VSIFReadL(&piece, 1, piece.count, file))
            bytes += piece.prefix(read)
            if read < piece.count { break }
        }
        return bytes
    }
}
