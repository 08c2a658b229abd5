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
    /// Nothing came within the limit.
    var isSilent = false

    /// - Parameter seconds: the whole exchange takes no longer. The limit of a request itself is not kept by every
    ///   Foundation.
    static func run(_ request: URLRequest, within seconds: Double) -> HTTPExchange {
        let result = Mutex<HTTPExchange?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        let task = URLSession.shared.dataTask(with: request) { data, response, error in
            let body = data ?? Data()
            let status = (response as? HTTPURLResponse)?.statusCode
            let exchange = HTTPExchange(
                status: status, body: body, reason: error?.localizedDescription ?? said(by: body))
            result.withLock { $0 = exchange }
            isDone.signal()
        }
        task.resume()
        guard isDone.wait(timeout: .now() + seconds) == .success else {
            task.cancel()
            let reason = "no answer within \(Int(seconds.rounded(.up))) s"
            return HTTPExchange(status: nil, body: Data(), reason: reason, isSilent: true)
        }
        return result.withLock { $0 } ?? HTTPExchange(status: nil, body: Data(), reason: "no answer")
    }

    /// What a refusing server said in its own words; a page for browsers says nothing here.
    static func said(by body: Data) -> String {
        struct Refusal: Decodable { let message: String }
        if let refusal = try? JSONDecoder().decode(Refusal.self, from: body) {
            return String(refusal.message.prefix(300))
        }
        let text = String(decoding: body.prefix(300), as: UTF8.self)
        let isPage = text.drop { $0.isWhitespace }.hasPrefix("<")
        return isPage ? "it answers with a web page" : text
    }
}
