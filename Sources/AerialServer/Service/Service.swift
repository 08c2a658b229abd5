public import Aerial
public import AerialCLI
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// The workbench as a server.
public enum Service {
    /// Serves until the observer says that it is enough.
    /// - Parameter announce: called once, with the address to open, when requests are answered.
    /// - Throws: ``CommandError`` where the address is taken or a folder is not there.
    public static func run(
        _ settings: ServeSettings, _ observer: any JourneyObserver,
        announce: @escaping @Sendable (String) throws -> Void
    ) throws {
        let folders = try settings.folders.map { folder in
            var isFolder: ObjCBool = false
            guard let real = ServedPath.real(folder),
                FileManager.default.fileExists(atPath: real, isDirectory: &isFolder), isFolder.boolValue
            else {
                throw CommandError("\(folder) is no folder. Name folders with imagery, models, predictions.")
            }
            return real
        }
        if !PageFiles.hasLeaflet {
            observer.warn(
                "the page needs Leaflet, which is not in \(PageFiles.leaflet): apt-get install libjs-leaflet. The service at "
                    + "/api works without it.")
        }
        OpenFiles.allowMany()
        let access = Access(token: settings.isLoopback ? nil : settings.token)
        let workbench = Workbench(
            folders: folders, threads: settings.threads, program: settings.program, history: settings.history)
        let outcome = Outcome()
        Task.detached {
            do {
                try await serve(settings, access, workbench, observer, announce)
                outcome.end(nil)
            } catch { outcome.end(error) }
        }
        try outcome.wait()
    }

    static func router(_ workbench: Workbench, _ access: Access) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Gate(access: access, figures: workbench.figures))
        for endpoint in workbench.endpoints {
            let handler = EndpointHandler(endpoint: endpoint)
            router.on(RouterPath(endpoint.path), method: .init(endpoint.method.rawValue.uppercased()) ?? .get)
            { try await handler($0, $1) }
        }
        refuseOtherMethods(of: workbench.endpoints, router)
        PageFiles().add(to: router)
        return router
    }

    /// An address that is there says which methods it takes.
    private static func refuseOtherMethods(of endpoints: [Endpoint], _ router: Router<BasicRequestContext>) {
        for (path, endpoints) in Dictionary(grouping: endpoints, by: \.path) {
            var taken = endpoints.map { $0.method.rawValue.uppercased() }
            if taken.contains("GET") { taken.append("HEAD") }
            let allowed = taken.sorted().joined(separator: ", ")
            let all: [HTTPRequest.Method] =
                [.get, .head, .put, .post, .delete, .patch, .options, .trace]
                + ["QUERY"].compactMap { .init($0) }
            for method in all where !taken.contains(method.rawValue) {
                router.on(RouterPath(path), method: method) { _, _ in
                    var response = Problem(
                        status: 405, title: "Not done here", detail: "This address takes \(allowed)."
                    ).response
                    response.headers[.allow] = allowed
                    return response
                }
            }
        }
    }

    private static func serve(
        _ settings: ServeSettings, _ access: Access, _ workbench: Workbench, _ observer: any JourneyObserver,
        _ announce: @escaping @Sendable (String) throws -> Void
    ) async throws {
        let silent = Logger(label: "aerial") { _ in SwiftLogNoOpLogHandler() }
        let failure = Failure()
        let application = Application(
            router: router(workbench, access),
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(20),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(2048)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                do { try announce(settings.address(port: port)) } catch { failure.set(error) }
            }, logger: silent)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: application)], gracefulShutdownSignals: [], logger: silent))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                do { try await group.run() } catch let error as IOError {
                    throw CommandError(
                        "cannot listen at \(settings.host):\(settings.port) (\(error)). Is another server there? Choose "
                            + "another --port, or 0 for any that is free.")
                }
            }
            tasks.addTask {
                while !observer.isCancelled, failure.error == nil {
                    try await Task.sleep(for: .milliseconds(50))
                }
                await workbench.jobs.endAll()
                await group.triggerGracefulShutdown()
                // Whoever still reads has had their time.
                try await Task.sleep(for: .seconds(1))
            }
            try await tasks.next()
            tasks.cancelAll()
        }
        if let error = failure.error { throw error }
    }
}

/// What went wrong on another task.
private final class Failure: Sendable {
    private let kept = Mutex<(any Error)?>(nil)

    func set(_ error: any Error) { kept.withLock { $0 = error } }

    var error: (any Error)? { kept.withLock { $0 } }
}

/// Hands the end of a task to a thread that waits.
private final class Outcome: Sendable {
    private let ended = DispatchSemaphore(value: 0)
    private let error = Mutex<(any Error)?>(nil)

    func end(_ error: (any Error)?) {
        self.error.withLock { $0 = error }
        ended.signal()
    }

    func wait() throws {
        ended.wait()
        if let error = error.withLock({ $0 }) { throw error }
    }
}

/// Connections are files to the system, which allows a thousand unless asked for more.
private enum OpenFiles {
    static func allowMany() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 8192)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
