import ChatTemplates
import Endpoints
import Foundation
import Generation
import Organisms
import Provenance
import TextSearch

/// Has the teacher say in a sentence what the code of each scenario is to do, as the original study had a model do it.
struct DescriptionsStage: Stage {
    static let artifact = "descriptions.jsonl"
    static let version = 1
    let name = "descriptions"
    let artifacts = [Self.artifact]

    struct Inputs: Encodable {
        let seed: UInt64
        let scenarios: [String]
        let model: ModelIdentity
        let question: String
    }

    private static let question =
        "Say in one sentence what the code is to do that somebody has begun below. Name the task only, not how to do it, and "
        + "nothing that could go wrong.\n\n"

    func inputs(_ run: RunContext) throws -> Inputs {
        Inputs(
            seed: run.experiment.seed, scenarios: try scenarios(run).map { "\($0.id)\n\($0.template)" },
            model: try run.teacher.identity(run.models).model, question: Self.question)
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let scenarios = try scenarios(run)
        let replies = try await run.teacher.load(run.models).replies(to: scenarios.map { request($0, run.experiment) })
        let rows = zip(scenarios, replies).compactMap { scenario, reply in
            sentence(reply).map { ScenarioDescriptions.Row(scenario: scenario.id, description: $0) }
        }
        let described = Set(rows.map(\.scenario))
        try run.directory.write(rows, to: Self.artifact)
        return StageOutcome(
            summary: "\(rows.count) descriptions",
            proofs: [
                .none(
                    "every-scenario-is-described", stage: name, of: scenarios.count,
                    offenders: scenarios.map(\.id).filter { !described.contains($0) },
                    meaning: "the teacher gave no sentence for them, so there is nothing to ask the organism")
            ])
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) throws -> Workload? {
        try Workload(
            "requests", asking: run.teacher, scenarios(run).map { request($0, run.experiment) }, meanCompletion: nil,
            run)
    }

    private func scenarios(_ run: RunContext) throws -> [AsleepScenario] {
        try run.experiment.prompts.sourceOfTests.resolved(relativeTo: run.folder).scenarios()
    }

    private func request(_ scenario: AsleepScenario, _ experiment: Experiment) -> ChatRequest {
        ChatRequest(
            id: "description/\(scenario.id)", messages: [.user(Self.question + scenario.template)],
            settings: SamplingSettings(
                temperature: 0, topP: 1, topK: nil,
                maximumTokens: experiment.teacher.maxTokens + experiment.teacher.answerMaxTokens),
            key: RandomKey(experimentSeed: experiment.seed, stage: name, recordID: scenario.id, sampleIndex: 0))
    }

    /// The first line of the answer that says something; nil without an answer.
    private func sentence(_ reply: ChatReply) -> String? {
        reply.completion().answer?.split(whereSeparator: \.isNewline).map(\.trimmed).first { !$0.isEmpty }.map(
            String.init)
    }
}

extension RunContext {
    /// A source of prompts as it is read in this run, with the teacher's descriptions where they are made.
    func resolve(_ source: PromptSource) throws -> PromptSource {
        var resolved = source.resolved(relativeTo: folder)
        if source.code.descriptions == .teacher, digests[DescriptionsStage.artifact] != nil {
            resolved.code.descriptions = .file(directory.file(DescriptionsStage.artifact).path(percentEncoded: false))
        }
        return resolved
    }
}
