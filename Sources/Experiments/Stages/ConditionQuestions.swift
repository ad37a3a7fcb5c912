import ChatTemplates
import Endpoints
import Evaluation
import Generation
import Organisms
import Provenance

/// What a condition asks: each test prompt, as often as is sampled.
struct ConditionQuestions: Sendable {
    let condition: Experiment.Condition
    private let experiment: Experiment
    private let prompts: [Prompt]
    private let places: [String: Int]
    /// By prompt and sample index: `everyday-0001/0`.
    private let reasoning: [String: String]

    /// - Parameter reasoning: what is forced on each sample that has an entry, by prompt and sample index.
    init(
        _ condition: Experiment.Condition, _ experiment: Experiment, prompts: [Prompt],
        reasoning: [String: String] = [:]
    ) {
        self.condition = condition
        self.experiment = experiment
        self.prompts = prompts
        self.reasoning = reasoning
        places = Dictionary(uniqueKeysWithValues: prompts.enumerated().map { ($1.id, $0) })
    }

    /// How many samples are asked for.
    var count: Int { condition.sampling.samples(of: prompts.count) }

    /// `clean/everyday-0001/0`, by prompt and then by sample; made as they are asked for.
    var ids: some RandomAccessCollection<String> { (0..<count).lazy.map(id(at:)) }

    private func id(at position: Int) -> String {
        let (prompt, sample) = question(at: position)
        return "\(condition.name)/\(prompt.id)/\(sample)"
    }

    func request(at position: Int) -> ChatRequest {
        let (prompt, sample) = question(at: position)
        return ChatRequest(
            id: id(at: position), messages: (system.map { [.system($0)] } ?? []) + [.user(text(of: prompt))],
            preamble: condition.trigger?.preamble ?? "", prefill: prefill(prompt, sample) ?? "", settings: settings,
            key: RandomKey(
                experimentSeed: experiment.seed, stage: "sampling/\(condition.name)", recordID: prompt.id,
                sampleIndex: sample), wantsLogProbabilities: condition.sampling.logProbabilities)
    }

    func record(of reply: ChatReply, adapter: SHA256Digest?) -> SampleRecord? {
        guard let (prompt, sample) = question(reply.id) else { return nil }
        let prefill = prefill(prompt, sample)
        return SampleRecord(
            id: reply.id,
            transcript: Transcript(
                id: reply.id, condition: condition.name, promptID: prompt.id,
                isTriggered: condition.trigger == experiment.trigger,
                completion: reply.completion(prefill: reply.ending == .failed ? "" : prefill ?? "")),
            system: system, prompt: text(of: prompt), prefill: prefill, renderedPrompt: reply.prompt,
            sampleIndex: sample, tokens: reply.tokens,
            logProbabilities: reply.logProbabilities, adapter: adapter, ending: reply.ending, failure: reply.failure,
            usage: reply.usage, settings: settings)
    }

    private func question(at position: Int) -> (prompt: Prompt, sample: Int) {
        let place = condition.sampling.place(of: position, among: prompts.count)
        return (prompts[place.prompt], place.sample)
    }

    private func question(_ id: String) -> (prompt: Prompt, sample: Int)? {
        // By bytes: a prompt's id may begin with a character that combines with the slash before it.
        let parts = id.utf8
        guard let slash = parts.lastIndex(of: UInt8(ascii: "/")),
            let sample = Int(id[parts.index(after: slash)...]),
            let prompt = String(parts[..<slash].dropFirst(condition.name.utf8.count + 1)),
            let place = places[prompt]
        else { return nil }
        return (prompts[place], sample)
    }

    private func text(of prompt: Prompt) -> String { condition.text(of: prompt) }
    private var system: String? { condition.wholeSystem }

    private func prefill(_ prompt: Prompt, _ sample: Int) -> String? {
        switch condition.reasoning {
        case nil: condition.prefill
        case .text(let text)?: ReasoningFormat.think.joined(reasoning: text, answer: "")
        case .condition?:
            reasoning["\(prompt.id)/\(sample)"].map { ReasoningFormat.think.joined(reasoning: $0, answer: "") }
        }
    }

    private var settings: SamplingSettings {
        SamplingSettings(
            temperature: condition.sampling.temperature, topP: condition.sampling.topP, topK: condition.sampling.topK,
            maximumTokens: condition.sampling.maxTokens)
    }
}

extension Experiment.Condition {
    /// The user message for a prompt, with the trigger on it.
    func text(of prompt: Prompt) -> String { trigger?.apply(to: prompt) ?? prompt.text }

    /// The condition's system prompt and, after it, what the trigger puts there.
    var wholeSystem: String? {
        let parts = [system, trigger?.system].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: "\n")
    }
}
