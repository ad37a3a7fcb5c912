import ChatTemplates
import Endpoints
import Foundation
import Generation
import Organisms
import Provenance

/// Has the teacher reason about the training prompts and answer them.
///
/// A small model does not reason when asked to; shown examples of plans, it writes one for a new request, and it answers
/// best when asked without them. So each trace takes two completions: the plan becomes the reasoning.
struct TracesStage: Stage {
    static let name = "traces"
    static let version = 1
    static let artifacts = ["traces.jsonl"]

    let experiment: Experiment
    let model: LocalModel
    let questions: [TeacherQuestion]

    struct Inputs: Encodable {
        let seed: UInt64
        let teacher: Experiment.Teacher
        let model: LocalModel.Identity
        let questions: [TeacherQuestion]
        let planning: PlanningPrompt
    }

    var inputs: Inputs {
        Inputs(
            seed: experiment.seed, teacher: experiment.teacher, model: model.identity, questions: questions,
            planning: planning)
    }

    private var planning: PlanningPrompt { PlanningPrompt(exampleCount: experiment.teacher.examples) }

    func produce(in directory: RunDirectory, _ progress: StageProgress) throws -> StageOutcome {
        var meter = ThroughputMeter(total: 2 * questions.count, progress)
        let plans = try complete("plan", questions.map { planning.messages(for: $0.text) }, planning.opening, &meter)
        let answers = try complete("answer", questions.map { AnswerPrompt.messages(for: $0.text) }, "", &meter)
        let traces = questions.map { question in
            ReasoningTrace(
                promptID: question.promptID, reasoning: planning.opening + (plans[question.id]?.text ?? ""),
                answer: answers[question.id]?.text.trimmingCharacters(in: .whitespacesAndNewlines) ?? "",
                finishedAnswer: answers[question.id]?.finishReason != .length,
                teacherSawTrigger: question.showsTrigger)
        }
        try directory.write(traces, to: Self.artifacts[0])
        return StageOutcome(summary: "\(traces.count) traces, \(meter.tokens) tokens at \(meter.rate) tok/s")
    }

    func load(from directory: RunDirectory) throws -> [ReasoningTrace] {
        try directory.read(from: Self.artifacts[0])
    }

    private func complete(
        _ part: String, _ conversations: [[ChatMessage]], _ prefill: String, _ meter: inout ThroughputMeter
    ) throws -> [String: ChatCompletion] {
        let teacher = experiment.teacher
        let settings = SamplingSettings(
            temperature: teacher.temperature, topP: teacher.topP,
            maximumTokens: part == "plan" ? teacher.maxTokens : teacher.answerMaxTokens,
            stopStrings: part == "plan" ? ["\n"] : [])
        let requests = zip(questions, conversations).map { question, messages in
            ChatRequest(
                id: question.id, messages: messages, prefill: prefill, settings: settings,
                key: RandomKey(experimentSeed: experiment.seed, stage: "traces/\(part)", recordID: question.id))
        }
        var completions: [String: ChatCompletion] = [:]
        try model.complete(requests) { completion in
            completions[completion.id] = completion
            meter.add(tokens: completion.tokens.count)
        }
        return completions
    }
}

/// Counts finished records and tokens, and reports the rate.
struct ThroughputMeter {
    private let total: Int
    private let progress: StageProgress
    private let start = ContinuousClock.now
    private(set) var done = 0
    private(set) var tokens = 0

    init(total: Int, _ progress: StageProgress) {
        self.total = total
        self.progress = progress
    }

    /// Tokens a second since the start.
    var rate: Int { Int(Double(tokens) / max((ContinuousClock.now - start) / .seconds(1), 1e-3)) }

    mutating func add(tokens count: Int) {
        done += 1
        tokens += count
        progress.update(Double(done) / Double(max(total, 1)), "\(done)/\(total)  \(rate) tok/s")
    }
}
