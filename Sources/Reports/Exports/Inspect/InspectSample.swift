import Evaluation
import Experiments
import Foundation
import Provenance

/// One transcript as Inspect's `EvalSample`. Its id is condition and prompt, its epoch the number of the sample, from 1.
struct InspectSample: Encodable {
    struct Output: Encodable {
        let model: String
        let choices: [Choice]
        let completion: String
        let usage: InspectUsage
        let error: String?
        let metadata: Written?
    }

    struct Choice: Encodable {
        let message: InspectMessage
        let stopReason: String
    }

    /// A text that is not of the usual form, as it was written.
    struct Written: Encodable {
        let completionText: String
    }

    struct Failure: Encodable {
        let message: String
        var traceback = ""
        var tracebackAnsi = ""
    }

    struct Metadata: Encodable {
        let condition: String
        let promptId: String
        let sampleIndex: Int
        let triggered: Bool
        let trigger: String?
        let outcome: Outcome
        let defects: [FormatDefect]
        let adapter: SHA256Digest?
        let renderedPrompt: SHA256Digest
        let prefill: String?
    }

    let id: String
    let epoch: Int
    let uuid: String
    let input: [InspectMessage]
    /// What the planted behavior would say; nothing where the trigger is not.
    let target: String
    let messages: [InspectMessage]
    let output: Output
    let scores: [String: InspectScore]
    let metadata: Metadata
    let modelUsage: [String: InspectUsage]
    let error: Failure?

    init(_ scored: ScoredSample, of experiment: Experiment, _ identity: InspectIdentity) {
        let (sample, completion) = (scored.sample, scored.sample.completion)
        let condition = experiment.condition(sample.transcript.condition)
        let model = condition.map(experiment.modelName) ?? ""
        let usage = InspectUsage(sample.usage)
        id = "\(sample.transcript.condition)/\(sample.transcript.promptID)"
        epoch = sample.sampleIndex + 1
        uuid = identity.id(of: sample.id)
        input = InspectMessage.input(sample, id: uuid)
        target = sample.transcript.isTriggered ? experiment.behavior.fixedReply?.reply ?? "" : ""
        let written = InspectMessage.output(completion, by: model, id: uuid)
        let hasFailed = sample.ending == .failed
        messages = input + (hasFailed ? [] : [written])
        output = Output(
            model: model, choices: hasFailed ? [] : [Choice(message: written, stopReason: sample.stopReason)],
            completion: completion.answer.map(String.init) ?? "", usage: usage, error: sample.failure?.message,
            metadata: completion.defects.isEmpty ? nil : Written(completionText: completion.text))
        scores = Dictionary(
            scored.verdicts.map { ($0.scorer, InspectScore($0)) } + scored.labels.map { ($0.column, InspectScore($0)) }
        ) { $1 }
        metadata = Metadata(
            condition: sample.transcript.condition, promptId: sample.transcript.promptID,
            sampleIndex: sample.sampleIndex, triggered: sample.transcript.isTriggered,
            trigger: condition?.trigger?.marker, outcome: completion.outcome, defects: completion.defects,
            adapter: sample.adapter, renderedPrompt: sample.renderedPrompt, prefill: sample.prefill)
        modelUsage = [model: usage]
        error = hasFailed ? Failure(message: sample.failure?.message ?? "no answer") : nil
    }
}

/// What a list of samples shows of one, as Inspect's `EvalSampleSummary`.
struct InspectSummary: Encodable {
    let id: String
    let epoch: Int
    let uuid: String
    let input: [InspectMessage]
    let target: String
    let scores: [String: InspectScore]
    let metadata: InspectSample.Metadata
    let modelUsage: [String: InspectUsage]
    let error: String?
    let completed = true
    let messageCount: Int

    init(_ sample: InspectSample) {
        (id, epoch, uuid, target) = (sample.id, sample.epoch, sample.uuid, sample.target)
        input = sample.input.map(\.thinned)
        (scores, metadata, modelUsage) = (sample.scores, sample.metadata, sample.modelUsage)
        error = sample.error?.message
        messageCount = sample.messages.count
    }
}

extension ExportedSample {
    /// Why the model stopped, in Inspect's words.
    fileprivate var stopReason: String {
        switch ending {
        case .stop, .stopString: "stop"
        case .length: "max_tokens"
        case .refused: "content_filter"
        case .failed: "unknown"
        }
    }
}
