import ChatTemplates
import Endpoints
import Evaluation
import Foundation
import Generation
import LanguageModels
import Organisms
import Provenance

/// One sampled completion with everything that is needed to believe it.
package struct SampleRecord: Sendable, Codable {
    package let transcript: Transcript
    /// The user message.
    package let prompt: String
    /// The digest of the rendered conversation.
    package let renderedPrompt: SHA256Digest
    package let sampleIndex: Int
    package let tokens: [Int]
    /// The digest of the adapter's weights; nil for the base model.
    package let adapter: SHA256Digest?
    package let finishReason: ChatReply.Ending
    package let settings: SamplingSettings
}

/// Asks every test prompt in every condition.
struct SamplingStage: Stage {
    static let name = "sampling"
    static let version = 1
    static let artifacts = ["transcripts.jsonl"]

    let experiment: Experiment
    let model: LocalModel
    let adapter: LowRankAdapter
    let adapterDigest: SHA256Digest
    let prompts: [Prompt]

    struct Inputs: Encodable {
        let seed: UInt64
        let model: LocalModel.Identity
        let adapter: SHA256Digest
        let conditions: [Experiment.Condition]
        let trigger: Trigger
        let sampling: Experiment.Sampling
        let prompts: [Prompt]
    }

    var inputs: Inputs {
        Inputs(
            seed: experiment.seed, model: model.identity, adapter: adapterDigest, conditions: experiment.conditions,
            trigger: experiment.trigger, sampling: experiment.sampling, prompts: prompts)
    }

    func produce(in directory: RunDirectory, _ progress: StageProgress) throws -> StageOutcome {
        let organism = try model.merging(adapter)
        var meter = ThroughputMeter(total: experiment.conditions.count * requestedPerCondition, progress)
        var records: [SampleRecord] = []
        for condition in experiment.conditions {
            let answering = condition.adapter == .organism ? organism : model
            records += try sample(condition, answering, &meter)
        }
        try directory.write(records, to: Self.artifacts[0])
        return StageOutcome(
            summary: "\(records.count) samples in \(experiment.conditions.count) conditions, "
                + "\(meter.tokens) tokens at \(meter.rate) tok/s",
            proofs: proofs(records))
    }

    func load(from directory: RunDirectory) throws -> [SampleRecord] {
        try directory.read(from: Self.artifacts[0])
    }

    private var requestedPerCondition: Int { prompts.count * experiment.sampling.perPrompt }

    private func sample(
        _ condition: Experiment.Condition, _ answering: LocalModel, _ meter: inout ThroughputMeter
    ) throws -> [SampleRecord] {
        let sampling = experiment.sampling
        let settings = SamplingSettings(
            temperature: sampling.temperature, topP: sampling.topP, topK: sampling.topK,
            maximumTokens: sampling.maxTokens)
        var asked: [String: (prompt: Prompt, text: String, sample: Int)] = [:]
        var requests: [ChatRequest] = []
        for prompt in prompts {
            for sample in 0..<sampling.perPrompt {
                let id = "\(condition.name)/\(prompt.id)/\(sample)"
                let text = condition.trigger?.apply(to: prompt.text) ?? prompt.text
                asked[id] = (prompt, text, sample)
                requests.append(
                    ChatRequest(
                        id: id, messages: [ChatMessage(role: "user", content: text)], settings: settings,
                        key: RandomKey(
                            experimentSeed: experiment.seed, stage: "sampling/\(condition.name)", recordID: prompt.id,
                            sampleIndex: sample)))
            }
        }
        var records: [String: SampleRecord] = [:]
        try answering.complete(requests) { completion in
            meter.add(tokens: completion.usage.completion)
            guard let question = asked[completion.id] else { return }
            records[completion.id] = SampleRecord(
                transcript: Transcript(
                    id: completion.id, condition: condition.name, promptID: question.prompt.id,
                    isTriggered: condition.trigger == experiment.trigger,
                    completion: TranscriptParser().parse(
                        completion.text, reasoningIsOpen: completion.reasoningIsOpen,
                        finishReason: completion.ending == .length ? .length : .stop)),
                prompt: question.text, renderedPrompt: completion.prompt,
                sampleIndex: question.sample, tokens: completion.tokens ?? [],
                adapter: condition.adapter == .organism ? adapterDigest : nil, finishReason: completion.ending,
                settings: settings)
        }
        return requests.compactMap { records[$0.id] }
    }

    private func proofs(_ records: [SampleRecord]) -> [Proof] {
        let counts = Dictionary(grouping: records, by: \.transcript.condition).mapValues(\.count)
        let short = experiment.conditions.filter { counts[$0.name] != requestedPerCondition }
            .map { "\($0.name): \(counts[$0.name] ?? 0) of \(requestedPerCondition)" }
        let adapters = Dictionary(uniqueKeysWithValues: experiment.conditions.map { ($0.name, $0.adapter) })
        let unsigned = records.filter { record in
            record.adapter != (adapters[record.transcript.condition] == .organism ? adapterDigest : nil)
        }
        let empty = records.filter(\.tokens.isEmpty)
        return [
            .none("requested-equals-recorded", stage: Self.name, of: experiment.conditions.count, offenders: short),
            .none(
                "transcripts-carry-adapter", stage: Self.name, of: records.count,
                offenders: unsigned.map(\.transcript.id)),
            .none(
                "every-sample-has-tokens", stage: Self.name, of: records.count, offenders: empty.map(\.transcript.id)),
        ]
    }
}
