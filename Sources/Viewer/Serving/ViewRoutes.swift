import Experiments
import Foundation
import Hummingbird
import Reports

/// What is at which address.
struct ViewRoutes: Sendable {
    let runs: RunCollection
    let folders: [URL]
    let templates: PageTemplates
    let models = ModelShelf()

    init(runs: RunCollection, folders: [URL], templates: PageTemplates) {
        self.runs = runs
        self.folders = folders
        self.templates = templates
    }

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { _, _ in try await overview() }
        router.get("choose") { request, _ in try choice(request.fields.all("run")) }
        router.get("compare") { request, _ in try await comparison(request.fields) }
        router.get("assets/view.css") { _, _ in Response.text(ViewAssets.stylesheet, type: "text/css") }
        router.get("assets/view.js") { _, _ in Response.text(ViewAssets.script, type: "text/javascript") }
        router.get("assets/icon.svg") { _, _ in Response.text(ViewAssets.icon, type: "image/svg+xml") }
        let pages = router.group("runs/:run")
        pages.get("/") { _, context in try await page(of: run(context)) }
        pages.get("status") { _, context in try await status(of: run(context)) }
        pages.get("report") { _, context in try await report(of: run(context)) }
        pages.get("transcripts") { request, context in try await transcripts(of: run(context), request) }
        pages.get("tokens") { request, context in try await tokens(of: run(context), request) }
        pages.get("rows") { request, context in try await rows(of: run(context), request) }
        pages.post("labels") { request, context in try await label(run(context), request) }
    }

    func run(_ context: BasicRequestContext) async throws -> ViewedRun {
        try await runs.run(named: context.parameters.get("run") ?? "")
    }

    private func overview() async throws -> Response {
        var rows: [OverviewPage.Row] = []
        for run in await runs.all() {
            do {
                rows.append(OverviewPage.Row(run, try await run.current(), try await run.live()))
            } catch {
                rows.append(OverviewPage.Row(run, error))
            }
        }
        let paths = folders.map { $0.path(percentEncoded: false) }
        return .page(templates.render(OverviewPage(rows, folders: paths)))
    }

    /// Leads from the runs that were chosen to their comparison.
    private func choice(_ runs: [String]) throws -> Response {
        guard runs.count == 2 else {
            throw ViewError.badRequest("Two runs are compared at a time; \(runs.count) were chosen.")
        }
        return .redirect(to: "/compare?" + FormFields.encoded(["a": runs[0], "b": runs[1]]))
    }

    private func comparison(_ fields: FormFields) async throws -> Response {
        guard let first = fields["a"], let second = fields["b"] else {
            throw ViewError.badRequest("Two runs are compared: /compare?a=RUN&b=RUN.")
        }
        let (one, two) = (try await runs.run(named: first), try await runs.run(named: second))
        let comparison = try RunComparison(try compared(one), try compared(two))
        return .page(templates.render(ComparePage(one, two, comparison)))
    }

    private func compared(_ run: ViewedRun) throws -> ComparedRun {
        do {
            return try ComparedRun(run.directory)
        } catch let error as UnfinishedRun {
            throw ViewError(.notFound, "Nothing to compare yet", cause: error.description)
        }
    }

    private func page(of run: ViewedRun) async throws -> Response {
        .page(templates.render(RunPage(run, try await run.current(), try await run.live())))
    }

    private func status(of run: ViewedRun) async throws -> Response {
        let status = RunStatusMessage(try await run.current(), try await run.live())
        return .text(String(decoding: try JSONEncoder().encode(status), as: UTF8.self), type: "application/json")
    }

    /// The report's file as it is, which carries its own style and must do nothing else.
    private func report(of run: ViewedRun) async throws -> Response {
        guard let data = try? Data(contentsOf: run.directory.file(RunReport.file)) else {
            throw ViewError(
                .notFound, "No report yet", cause: "The report is written when the run has finished.",
                remedy: "The run's page shows what is known so far.")
        }
        var response = Response.page(String(decoding: data, as: UTF8.self))
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'; sandbox"
        return response
    }
}

/// What a page asks for again and again while a run is under way.
struct RunStatusMessage: Sendable, Codable {
    /// Changes when there is more to show than the progress of one stage.
    let version: String
    let live: LiveProgress?

    init(_ state: RunState, _ live: LiveStage?) {
        version = state.version
        self.live = live.map { LiveProgress($0) }
    }
}
