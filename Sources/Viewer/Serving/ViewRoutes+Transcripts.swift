import Endpoints
import Experiments
import Foundation
import Hummingbird

extension ViewRoutes {
    /// A label's form, in bytes.
    private static let longestForm = 1 << 16

    func transcripts(of run: ViewedRun, _ request: Request) async throws -> Response {
        let address = TranscriptAddress(request.fields)
        let state = try await run.current()
        let page = try await run.reading { try TranscriptsPage(run, state, $0, address) }
        return .page(templates.render(page))
    }

    func tokens(of run: ViewedRun, _ request: Request) async throws -> Response {
        guard let id = request.fields["id"] else { throw ViewError.badRequest("No transcript is named.") }
        guard let record = try await run.reading({ try $0.record(id) }) else { throw ViewError.noTranscript(id) }
        let state = try await run.current()
        let tokens = try await tokens(of: record, state)
        // Those of another number of tokens would stand at the wrong ones.
        let known = record.logProbabilities.flatMap { $0.count == tokens.count ? $0.map(\.logProbability) : nil }
        let page = TokensPage(run, state, record, tokens, logProbabilities: known)
        return .page(templates.render(page))
    }

    /// The tokens by their ids, or by their texts where an endpoint told no more.
    private func tokens(of record: SampleRecord, _ state: RunState) async throws -> [TokenView] {
        let known = record.logProbabilities
        if let ids = record.tokens, let model = state.experiment.tokenizingModel(of: record.transcript.condition) {
            let tokenizer = try await models.format(of: model, in: state.manifest).tokenizer
            return ids.enumerated().map { place, id in
                TokenView(
                    id, at: place, tokenizer,
                    logProbability: known?.count == ids.count ? known?[place].logProbability : nil)
            }
        }
        guard let known else {
            throw ViewError(
                .notFound, "No tokens", cause: "This transcript has none: its endpoint does not show them.")
        }
        return known.enumerated().map { TokenView(text: $1.token, at: $0, logProbability: $1.logProbability) }
    }

    func rows(of run: ViewedRun, _ request: Request) async throws -> Response {
        let state = try await run.current()
        let rows = try await run.trainingRows()
        let id = request.fields["id"] ?? rows.first?.id
        guard let place = rows.firstIndex(where: { $0.id == id }) else {
            throw ViewError(.notFound, "No such row", cause: "The training data has no row “\(id ?? "")”.")
        }
        let format = try await models.format(of: state.experiment.models.base, in: state.manifest)
        let encoder = SupervisedEncoder(format, branch: state.experiment.training.branchWeight)
        let page = RowsPage(run, state, rows, at: place, try encoder.encode(rows[place]), format.tokenizer)
        return .page(templates.render(page))
    }

    /// Writes down what a person says, and leads back to where it was said.
    func label(_ run: ViewedRun, _ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: Self.longestForm)
        let submission = try LabelSubmission(FormFields(String(buffer: body)), run: run)
        try await run.add(submission.label)
        return .redirect(to: submission.back)
    }
}
