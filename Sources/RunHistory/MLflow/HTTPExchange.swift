internal import Foundation
internal import Synchronization

#if canImport(FoundationNetworking)
    internal import FoundationNetworking
#endif

/// One request and its answer, waited for.
struct HTTPExchange: Sendable {
    /// `nil` when there was no answer.
    let status: Int?
    let body: Data
    /// Why there was no answer, or what a refusing server said.
    let reason: String

    static func run(_ request: URLRequest) -> HTTPExchange {
        let result = Mutex<HTTPExchange?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        let task = URLSession.shared.dataTask(with: request) { data, response, error in
            let body = data ?? Data()
            let status = (response as? HTTPURLResponse)?.statusCode
            let said = String(decoding: body.prefix(300), as: UTF8.self)
            let exchange = HTTPExchange(
                status: status, body: body, reason: error?.localizedDescription ?? said)
            result.withLock { $0 = exchange }
            isDone.signal()
        }
        task.resume()
        isDone.wait()
        return result.withLock { $0 } ?? HTTPExchange(status: nil, body: Data(), reason: "no answer")
    }
}
