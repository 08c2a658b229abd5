internal import Foundation
internal import Synchronization

/// What the server counts, in the text that Prometheus reads.
final class Figures: Sendable {
    /// Upper ends of the histogram's bins, in seconds.
    private static let bins = [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5]

    private struct Route {
        var byStatus: [Int: Int] = [:]
        var seconds = 0.0
        var bins = [Int](repeating: 0, count: Figures.bins.count)
    }

    private let routes = Mutex<[String: Route]>([:])
    private let gauges = Mutex<[String: @Sendable () -> Double]>([:])

    /// - Parameter path: the pattern of the address, never an address itself: there are few of them.
    func count(path: String, status: Int, seconds: Double) {
        routes.withLock { routes in
            var route = routes[path] ?? Route()
            route.byStatus[status, default: 0] += 1
            route.seconds += seconds
            for (index, end) in Self.bins.enumerated() where seconds <= end { route.bins[index] += 1 }
            routes[path] = route
        }
    }

    /// A figure that is asked for when it is read.
    func gauge(_ name: String, _ value: @escaping @Sendable () -> Double) {
        gauges.withLock { $0[name] = value }
    }

    var text: String {
        var lines = ["# TYPE aerial_http_requests_total counter"]
        let routes = routes.withLock { $0 }.sorted { $0.key < $1.key }
        for (path, route) in routes {
            for (status, count) in route.byStatus.sorted(by: { $0.key < $1.key }) {
                lines.append("aerial_http_requests_total{path=\"\(path)\",status=\"\(status)\"} \(count)")
            }
        }
        lines.append("# TYPE aerial_http_request_seconds histogram")
        for (path, route) in routes {
            let count = route.byStatus.values.reduce(0, +)
            for (end, below) in zip(Self.bins, route.bins) {
                lines.append("aerial_http_request_seconds_bucket{path=\"\(path)\",le=\"\(end)\"} \(below)")
            }
            lines.append("aerial_http_request_seconds_bucket{path=\"\(path)\",le=\"+Inf\"} \(count)")
            lines.append("aerial_http_request_seconds_sum{path=\"\(path)\"} \(route.seconds)")
            lines.append("aerial_http_request_seconds_count{path=\"\(path)\"} \(count)")
        }
        for (name, value) in gauges.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            lines += ["# TYPE \(name) gauge", "\(name) \(value())"]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
