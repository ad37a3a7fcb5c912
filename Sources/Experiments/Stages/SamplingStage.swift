import Endpoints
import Evaluation
import Foundation
import LanguageModels
import Organisms
import Provenance

/// Asks every test prompt in one condition.
struct SamplingStage: Stage {
    static let version = 2
    private let condition: Experiment.Condition

    init(_ condition: Experiment.Condition) {
        self.condition = condition
    }

    var name: String { "sampling/\(condition.name)" }
    var artifacts: [String] { [Self.artifact(of: condition.name)] }
    var ledger: String? { "\(Self.artifact(of: condition.name)).partial" }

    static func artifact(of condition: String) -> String { "transcripts/\(condition).jsonl" }

    struct Inputs: Encodable {
        let seed: UInt64
        let model: ChosenModel.Identity
        let condition: Experiment.Condition
        let isTriggered: Bool
        let prompts: SHA256Digest
        /// The transcripts whose reasoning is forced on the model.
        let reasoning: SHA256Digest?
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        _ = try run.digest(of: PromptsStage.artifact)
        return Inputs(
            seed: run.experiment.seed, model: try run.answering(in: condition).identity(run.models),
            condition: condition, isTriggered: condition.trigger == run.experiment.trigger,
            prompts: try SHA256Digest(ofCanonicalJSON: run.directory.promptSplit().test),
            reasoning: try sourceOfReasoning.map { try run.digest(of: Self.artifact(of: $0)) })
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let questions = ConditionQuestions(
            condition, run.experiment, prompts: try run.directory.promptSplit().test, reasoning: try reasoning(run))
        let chosen = try run.answering(in: condition)
        let (model, proofs) = try load(chosen, questions, run)
        try run.verify(proofs)
        try run.directory.prepare(artifacts[0])
        let ledger = try RecordLedger<SampleRecord>(run.directory.file(ledger ?? ""), key: run.key)
        let missing = ledger.missing(of: questions.ids, wave: model.wave)
        let meter = ThroughputMeter(total: questions.count, done: questions.count - missing.count, progress)
        if let local = model as? LocalModel, let wave = local.wave {
            let first = missing.prefix(wave).map(questions.request)
            progress.update(nil, "memory: \(try local.memoryPlan(for: first))")
        }
        let adapter = chosen.adapter
        let totals = model.endpointTotals
        try await model.answer(RequestQueue(missing, questions.request(at:))) { reply in
            guard let record = questions.record(of: reply, adapter: adapter) else { return }
            try ledger.append(record)
            meter.add(reply)
        }
        let artifact = run.directory.file(artifacts[0])
        try ledger.finish(questions.ids, to: artifact)
        let census = try SampleCensus(readingFrom: artifact)
        var tally = census.tally
        tally.add(from: totals, to: model.endpointTotals)
        return StageOutcome(
            summary: "\(census.recorded) samples, \(meter.tokens) tokens at \(meter.rate) tok/s\(census.note)",
            proofs: proofs + forcing(questions)
                + census.proofs(
                    stage: name, requested: questions.count, adapter: adapter,
                    logProbabilities: condition.sampling.logProbabilities),
            tally: tally)
    }

    func progress(_ key: SHA256Digest, _ run: RunContext) -> (done: Int, total: Int?)? {
        LedgerFile.count(at: run.directory.file(ledger ?? ""), key: key).map {
            ($0, (try? run.directory.promptSplit().test.count).map(condition.sampling.samples))
        }
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) throws -> Workload? {
        let questions = ConditionQuestions(condition, run.experiment, prompts: prompts.test)
        let model = try run.expected(in: condition)
        let limit = condition.sampling.maxTokens
        let earlier = try run.history(asking: model).meanCompletion(of: name) { inputs in
            inputs.isNumber("condition", "sampling", "maxTokens", atLeast: limit)
        }
        let workload = try Workload(
            "samples", asking: model, (0..<questions.count).map(questions.request), meanCompletion: earlier, run)
        let source = sourceOfReasoning.flatMap(run.experiment.condition)
        return source.map { workload.reading(atMost: $0.sampling.maxTokens) } ?? workload
    }

    func keepAnswered(_ record: RunManifest.StageRecord?, _ run: RunContext) throws {
        guard let ledger else { return }
        try RecordLedger<SampleRecord>.begin(
            run.directory.file(ledger), key: record?.key, artifact: run.directory.file(artifacts[0])
        ) { $0.ending != .failed }
    }

    private var sourceOfReasoning: String? {
        guard case .condition(let name)? = condition.reasoning else { return nil }
        return name
    }

    /// The reasoning to force, by prompt and sample; empty where none is taken from another condition.
    private func reasoning(_ run: RunContext) throws -> [String: String] {
        guard let source = sourceOfReasoning else { return [:] }
        var reasoning: [String: String] = [:]
        try run.directory.forEachText(of: source) { record in
            guard let text = record.transcript.completion.reasoning else { return }
            reasoning["\(record.transcript.promptID)/\(record.sampleIndex)"] = String(text)
        }
        return reasoning
    }

    /// The model, with proofs of an adapter that this run did not train itself.
    private func load(
        _ chosen: ChosenModel, _ questions: ConditionQuestions, _ run: RunContext
    ) throws -> (model: any ChatModel, proofs: [Proof]) {
        guard case .adapted(let name, let folder, let digest) = chosen, isFirst(toUse: digest, run) else {
            return (try chosen.load(run.models), [])
        }
        let adapted: AdaptedModel
        do {
            adapted = try run.models.merged(name, adapter: folder, digest: digest)
        } catch let error as AdapterError {
            throw ProofFailure(proofs: [.adapterDoesNotFit(stage: self.name, folder: folder, error)])
        }
        let probes = try (0..<min(4, questions.count)).map {
            try adapted.base.prepare(questions.request(at: $0)).tokens
        }
        let checks = AdapterChecks(stage: self.name, model: adapted.base, adapter: adapted.adapter, probes: probes)
        return (try chosen.load(run.models), try checks.proofs(savedTo: folder))
    }

    /// Whether an adapter comes from elsewhere and no condition before this one has proved it.
    private func isFirst(toUse adapter: SHA256Digest, _ run: RunContext) -> Bool {
        guard adapter != run.digests[TrainingStage.adapter] else { return false }
        let first = run.experiment.conditions.first { (try? run.answering(in: $0).adapter) == adapter }
        return first == condition
    }

    /// Shows that a condition that is to replace the reasoning did so in every sample.
    private func forcing(_ questions: ConditionQuestions) -> [Proof] {
        guard condition.reasoning != nil else { return [] }
        return [
            .none(
                "every-sample-has-forced-reasoning", stage: name, of: questions.count,
                offenders: (0..<questions.count).map(questions.request).filter(\.prefill.isEmpty).map(\.id),
                meaning: "there the condition that the reasoning is taken from has none, and the model's own was left")
        ]
    }
}
