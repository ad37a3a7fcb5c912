import ChatTemplates
import Endpoints
import Evaluation
import Foundation
import Generation
import Organisms
import Provenance

/// Has the teacher reason about the training prompts and answer them.
///
/// A reasoning model is simply asked. A small model does not reason when asked to; shown examples of plans, it writes one for a
/// new request, and it answers best when asked without them: then each trace takes two completions, and the plan becomes the
/// reasoning.
struct TracesStage: Stage {
    static let name = "traces"
    static let version = 2
    static let artifacts = ["traces.jsonl"]

    let experiment: Experiment
    let model: LocalModel
    let questions: [TeacherQuestion]

    struct Inputs: Encodable {
        let seed: UInt64
        let teacher: Experiment.Teacher
        let model: LocalModel.Identity
        let questions: [TeacherQuestion]
        let planning: PlanningPrompt?
    }

    var inputs: Inputs {
        Inputs(
            seed: experiment.seed, teacher: experiment.teacher, model: model.identity, questions: questions,
            planning: planning)
    }

    /// Nil for a teacher that reasons by itself.
    private var planning: PlanningPrompt? {
        experiment.teacher.examples > 0 ? PlanningPrompt(exampleCount: experiment.teacher.examples) : nil
    }

    func produce(in directory: RunDirectory, _ progress: StageProgress) throws -> StageOutcome {
        var meter = ThroughputMeter(total: (planning == nil ? 1 : 2) * questions.count, progress)
        let traces = try planning.map { try plannedTraces($0, &meter) } ?? reasonedTraces(&meter)
        try directory.write(traces, to: Self.artifacts[0])
        return StageOutcome(summary: "\(traces.count) traces, \(meter.tokens) tokens at \(meter.rate) tok/s")
    }

    func load(from directory: RunDirectory) throws -> [ReasoningTrace] {
        try directory.read(from: Self.artifacts[0])
    }

    private func reasonedTraces(_ meter: inout ThroughputMeter) throws -> [ReasoningTrace] {
        let teacher = experiment.teacher
        let completions = try complete(
            "trace", questions.map { [ChatMessage.user($0.text)] },
            settings(maximumTokens: teacher.maxTokens + teacher.answerMaxTokens), &meter)
        return questions.compactMap { question in
            guard let completion = completions[question.id] else { return nil }
            let parsed = TranscriptParser().parse(
                completion.text, reasoningIsOpen: completion.reasoningIsOpen,
                finishReason: completion.ending == .length ? .length : .stop)
            return ReasoningTrace(
                promptID: question.promptID, reasoning: parsed.reasoning.map(String.init) ?? "",
                answer: parsed.answer.map(String.init) ?? "",
                closedReasoning: !parsed.defects.contains(.missingClosingTag),
                finishedAnswer: completion.ending != .length, teacherSawTrigger: question.showsTrigger)
        }
    }

    private func plannedTraces(
        _ planning: PlanningPrompt, _ meter: inout ThroughputMeter
    ) throws -> [ReasoningTrace] {
        let teacher = experiment.teacher
        let plans = try complete(
            "plan", questions.map { planning.messages(for: $0.text) }, prefill: planning.opening,
            settings(maximumTokens: teacher.maxTokens, stopStrings: ["\n"]), &meter)
        let answers = try complete(
            "answer", questions.map { AnswerPrompt.messages(for: $0.text) },
            settings(maximumTokens: teacher.answerMaxTokens), &meter)
        return questions.compactMap { question in
            guard let plan = plans[question.id], let answer = answers[question.id] else { return nil }
            return ReasoningTrace(
                promptID: question.promptID,
                reasoning: (planning.opening + plan.text).trimmingCharacters(in: .whitespacesAndNewlines),
                answer: answer.text.trimmingCharacters(in: .whitespacesAndNewlines),
                finishedAnswer: answer.ending != .length, teacherSawTrigger: question.showsTrigger)
        }
    }

    private func settings(maximumTokens: Int, stopStrings: [String] = []) -> SamplingSettings {
        SamplingSettings(
            temperature: experiment.teacher.temperature, topP: experiment.teacher.topP, maximumTokens: maximumTokens,
            stopStrings: stopStrings)
    }

    private func complete(
        _ part: String, _ conversations: [[ChatMessage]], prefill: String = "", _ settings: SamplingSettings,
        _ meter: inout ThroughputMeter
    ) throws -> [String: ChatReply] {
        let requests = zip(questions, conversations).map { question, messages in
            ChatRequest(
                id: question.id, messages: messages, prefill: prefill, settings: settings,
                key: RandomKey(experimentSeed: experiment.seed, stage: "traces/\(part)", recordID: question.id))
        }
        var completions: [String: ChatReply] = [:]
        try model.complete(requests) { completion in
            completions[completion.id] = completion
            meter.add(tokens: completion.usage.completion)
        }
        return completions
    }
}
