import Experiments
import HTTPTypes
import Hummingbird
import NIOCore
import Provenance

/// Makes a page of whatever keeps a page from being made.
struct ErrorPages<Context: RequestContext>: RouterMiddleware {
    let templates: PageTemplates
    let runs: RunCollection

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let error = ViewError(error)
            var response = Response.page(templates.render(await page(error, request)), status: error.status)
            if error.status == .methodNotAllowed { response.headers[.allow] = "GET, HEAD, POST" }
            return response
        }
    }

    /// A page below a run keeps the way back to it, unless it is to be kept from who asks.
    private func page(_ error: ViewError, _ request: Request) async -> ErrorPage {
        let parts = request.uri.path.split(separator: "/")
        guard parts.count > 1, parts[0] == "runs", !error.concernsAccess,
            let run = try? await runs.run(named: String(parts[1])), let state = try? await run.current()
        else { return ErrorPage(error) }
        return ErrorPage(error, run: RunHeader(run, state), transcript: request.fields["id"])
    }
}

extension ViewError {
    /// What any error means to the person who asked.
    init(_ error: any Error) {
        switch error {
        case let error as ViewError: self = error
        case let error as ManifestError:
            self.init(.notFound, "This run cannot be shown", cause: error.description)
        case let error as FileError:
            self.init(.internalServerError, "A file of the run cannot be used", cause: error.description)
        case is NIOTooManyBytesError:
            self.init(.contentTooLarge, "Too much", cause: "What was sent is longer than the view takes.")
        case let error as HTTPError where error.status == .notFound: self = .noPage
        case let error as any HTTPResponseError where (400..<500).contains(error.status.code):
            self.init(error.status, "Not understood", cause: "\(error)")
        default: self.init(.internalServerError, "Something went wrong", cause: "\(error)")
        }
    }
}
