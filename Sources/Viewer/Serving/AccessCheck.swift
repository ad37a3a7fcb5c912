import HTTPTypes
import Hummingbird

/// Turns away who may not ask, and changes a token in the address into a cookie.
struct AccessCheck<Context: RequestContext>: RouterMiddleware {
    let policy: AccessPolicy
    private let cookie = "candor-view"

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let refusal = policy.refusal(of: request) { throw refusal }
        guard let token = policy.token else { return try await next(request, context) }
        if request.method == .get, let shown = request.fields["token"], policy.admits(shown) {
            var response = Response.redirect(to: Self.local(request.uri.path))
            response.headers[.setCookie] = "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Strict"
            return response
        }
        guard policy.admits(request.cookies[cookie]?.value ?? "") else { throw ViewError.noToken }
        return try await next(request, context)
    }

    /// The path, unless a browser would take it for another host.
    static func local(_ path: String) -> String {
        path.dropFirst().first.map { $0 == "/" || $0 == "\\" } ?? false ? "/" : path
    }
}
