internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// Stands before all handlers: lets in who may ask, turns errors into problems, adds what browsers are to heed, and counts.
struct Gate: RouterMiddleware {
    typealias Context = BasicRequestContext

    let access: Access
    let figures: Figures

    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

    /// Of a report within the page: it has its own scripts and pictures, and reaches nothing of the service.
    static let policyOfReports =
        "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
        + "style-src 'unsafe-inline'; img-src data: blob:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        do {
            try access.check(request)
            response = try await next(request, context)
        } catch {
            let problem = Problem(error)
            response = problem.response
        }
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = Self.policy
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[values: .init("Referrer-Policy")!] = ["no-referrer"]
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        let elapsed = ContinuousClock.now - start
        figures.count(
            path: context.endpointPath ?? "none", status: response.status.code,
            seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
        return response
    }
}
