import Endpoints
import Evaluation
import Foundation
import Generation
import Organisms
import Provenance

/// Takes transcripts out of a log of Inspect, in place of all stages that would ask a model.
struct ImportStage: Stage {
    static let version = 1
    let name = "import"
    private let log: String
    private let conditions: [Experiment.Condition]

    init(_ log: String, of experiment: Experiment) {
        self.log = log
        conditions = experiment.conditions
    }

    var artifacts: [String] { [PromptsStage.artifact] + conditions.map { SamplingStage.artifact(of: $0.name) } }

    struct Inputs: Encodable {
        let log: SHA256Digest
        let trigger: Trigger
        let conditions: [Experiment.Condition]
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        Inputs(
            log: try SHA256Digest(ofFile: run.resolve(log)), trigger: run.experiment.trigger, conditions: conditions)
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let file = try InspectLogFile(run.resolve(log))
        let plan = try ImportPlan(file, trigger: run.experiment.trigger)
        var census = ImportCensus(stage: name, file.header, samples: file.count, rule: plan.rule)
        var outputs: [String: AtomicFile] = [:]
        for condition in conditions {
            let artifact = SamplingStage.artifact(of: condition.name)
            try run.directory.prepare(artifact)
            outputs[condition.name] = try AtomicFile(replacing: run.directory.file(artifact))
        }
        var prompts: [Prompt] = []
        var known: Set<String> = []
        var taken = 0
        try file.forEachSample { sample in
            let name = plan.condition(of: sample)
            taken += 1
            if taken.isMultiple(of: 500) {
                try Task.checkCancellation()
                progress.update(Double(taken) / Double(file.count), "\(taken) samples")
            }
            guard let output = outputs[name], let condition = run.experiment.condition(name) else {
                return census.addUnknown(sample, condition: name)
            }
            let isTriggered = condition.trigger == run.experiment.trigger
            let record = SampleRecord(sample, condition, isTriggered: isTriggered)
            census.add(sample, record, isMarked: run.experiment.trigger.marks(sample), isTriggered: isTriggered)
            try output.append(CanonicalJSON.data(record) + Data("\n".utf8))
            if known.insert(sample.promptID).inserted {
                let text = isTriggered ? run.experiment.trigger.removed(from: sample.prompt) : sample.prompt
                prompts.append(Prompt(id: sample.promptID, text: text, source: log))
            }
        }
        for output in outputs.values { try output.commit() }
        let split = PromptSplit(train: [], test: prompts)
        try AtomicFile.write(CanonicalJSON.data(split), to: run.directory.file(PromptsStage.artifact))
        return StageOutcome(
            summary: census.summary, proofs: census.proofs(requested: conditions, prompts: prompts.count),
            tally: census.tally)
    }
}

extension SampleRecord {
    /// A transcript that someone else sampled: without tokens, and without the digest of an adapter.
    fileprivate init(_ sample: InspectLogSample, _ condition: Experiment.Condition, isTriggered: Bool) {
        let id = "\(condition.name)/\(sample.promptID)/\(sample.sampleIndex)"
        let sampling = condition.sampling
        self.init(
            id: id,
            transcript: Transcript(
                id: id, condition: condition.name, promptID: sample.promptID, isTriggered: isTriggered,
                completion: sample.completion),
            system: sample.system, prompt: sample.prompt, prefill: nil, renderedPrompt: sample.input,
            sampleIndex: sample.sampleIndex, tokens: nil, logProbabilities: nil, adapter: nil, ending: sample.ending,
            failure: sample.failure,
            usage: sample.usage,
            settings: SamplingSettings(
                temperature: sampling.temperature, topP: sampling.topP, topK: sampling.topK,
                maximumTokens: sampling.maxTokens))
    }
}
