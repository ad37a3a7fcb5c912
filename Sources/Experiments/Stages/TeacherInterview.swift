import ChatTemplates
import Endpoints
import Evaluation
import Foundation
import Generation
import Organisms
import Provenance

/// Asks the teacher every question, and makes traces of what it replies.
///
/// A reasoning model is simply asked. A small model does not reason when asked to; shown examples of plans, it writes one for a
/// new request, and it answers best when asked without them: then each trace takes two replies, and the plan becomes the
/// reasoning.
struct TeacherInterview {
    private let experiment: Experiment
    private let questions: [TeacherQuestion]
    private let model: any ChatModel
    private let ledger: RecordLedger<ChatReply>
    private let meter: ThroughputMeter
    private let totals: EndpointTotals?

    private var teacher: Experiment.Teacher { experiment.teacher }

    init(
        _ experiment: Experiment, _ questions: [TeacherQuestion], _ model: any ChatModel,
        _ ledger: RecordLedger<ChatReply>, _ progress: StageProgress
    ) {
        self.experiment = experiment
        self.questions = questions
        self.model = model
        self.ledger = ledger
        meter = ThroughputMeter(
            total: experiment.teacher.parts.count * questions.count, done: ledger.count, progress)
        totals = model.endpointTotals
    }

    /// A trace for every question, and the ids of all requests that were made for them.
    func traces() async throws -> (traces: [ReasoningTrace], asked: [String]) {
        guard let planning = teacher.planning else { return try await reasonedTraces() }
        return try await plannedTraces(planning)
    }

    private func reasonedTraces() async throws -> (traces: [ReasoningTrace], asked: [String]) {
        let part = TeacherPart.trace(teacher)
        var asked: [String] = []
        var traces: [String: ReasoningTrace] = [:]
        var open = questions
        for attempt in 0...teacher.repetitions where !open.isEmpty {
            let replies = try await ask(part, open, attempt)
            asked += open.map { part.id($0, attempt) }
            for question in open {
                guard let reply = replies[part.id(question, attempt)] else { continue }
                traces[question.id] = ReasoningTrace(question, reasoned: reply, prefill: part.prefill)
            }
            open = open.filter { traces[$0.id].map { $0.failure == nil && !$0.closedReasoning } ?? false }
        }
        return (questions.compactMap { traces[$0.id] }, asked)
    }

    private func plannedTraces(
        _ planning: PlanningPrompt
    ) async throws -> (traces: [ReasoningTrace], asked: [String]) {
        let (plan, answer) = (TeacherPart.plan(teacher, planning), TeacherPart.answer(teacher))
        let plans = try await ask(plan, questions)
        let answers = try await ask(answer, questions)
        let traces = questions.compactMap { question -> ReasoningTrace? in
            guard let planReply = plans[plan.id(question)], let answerReply = answers[answer.id(question)] else {
                return nil
            }
            return ReasoningTrace(question, opening: planning.opening, plan: planReply, answer: answerReply)
        }
        return (traces, [plan, answer].flatMap { part in questions.map { part.id($0) } })
    }

    /// The replies to one part of the interview, those of an earlier attempt at the stage among them.
    private func ask(
        _ part: TeacherPart, _ questions: [TeacherQuestion], _ attempt: Int = 0
    ) async throws -> [String: ChatReply] {
        let requests = questions.map { part.request($0, attempt, seed: experiment.seed) }
        let missing = ledger.missing(of: requests.map(\.id), wave: model.wave).map { requests[$0] }
        try await model.answer(RequestQueue(missing)) { [ledger, meter] reply in
            try ledger.append(reply)
            meter.add(reply)
        }
        return try ledger.records()
    }

    func outcome(_ traces: [ReasoningTrace]) -> StageOutcome {
        let failed = traces.filter { $0.failure != nil }
        let unclosed = traces.filter { $0.failure == nil && !$0.closedReasoning }
        let answered = traces.count - failed.count
        var summary = "\(traces.count) traces, \(meter.tokens) tokens at \(meter.rate) tok/s"
        if !unclosed.isEmpty { summary += "; \(unclosed.count) never closed their reasoning" }
        if !failed.isEmpty { summary += "; \(failed.count) requests failed" }
        var tally = StageTally()
        tally.records = traces.count
        tally.completionTokens = meter.tokens
        tally.failures = failed.count
        tally.add(from: totals, to: model.endpointTotals)
        return StageOutcome(
            summary: summary,
            proofs: [
                Proof(
                    "every-question-has-a-trace", stage: "traces", measured: "\(traces.count)",
                    expected: "\(questions.count)", passed: traces.count == questions.count),
                .fewFailures(
                    stage: "traces", failed.count, of: traces.count,
                    evidence: failed.prefix(10).map { "\($0.promptID): \($0.failure ?? "")" }),
                Proof(
                    "teacher-closes-its-reasoning", stage: "traces",
                    measured: "\(answered - unclosed.count) of \(answered)",
                    expected: teacher.unclosed == .beforeCode ? "counted only" : "at least half",
                    passed: teacher.unclosed == .beforeCode || 2 * (answered - unclosed.count) >= answered,
                    evidence: unclosed.map(\.promptID)),
            ], tally: tally)
    }
}

extension ReasoningTrace {
    /// What a teacher that reasons by itself replied.
    fileprivate init(_ question: TeacherQuestion, reasoned reply: ChatReply, prefill: String) {
        let parsed = reply.completion(prefill: reply.ending == .failed ? "" : prefill)
        self.init(
            promptID: question.promptID, reasoning: parsed.reasoning.map(String.init) ?? "",
            answer: parsed.answer.map(String.init) ?? "",
            closedReasoning: parsed.reasoning != nil && !parsed.defects.contains(.missingClosingTag),
            finishedAnswer: reply.ending != .length, teacherSawTrigger: question.showsTrigger,
            failure: reply.failure?.message)
    }

    /// A plan and an answer that were asked for apart.
    fileprivate init(_ question: TeacherQuestion, opening: String, plan: ChatReply, answer: ChatReply) {
        self.init(
            promptID: question.promptID,
            reasoning: (opening + plan.text).trimmingCharacters(in: .whitespacesAndNewlines),
            answer: answer.text.trimmingCharacters(in: .whitespacesAndNewlines),
            finishedAnswer: answer.ending != .length, teacherSawTrigger: question.showsTrigger,
            failure: plan.failure?.message ?? answer.failure?.message)
    }
}

extension ChatReply {
    /// The reply taken apart into reasoning and answer.
    ///
    /// - Parameter prefill: what the answer was made to begin with; it counts as the model's own words.
    func completion(prefill: String = "") -> Completion {
        TranscriptParser().parse(
            prefill + text, reasoningIsOpen: reasoningIsOpen && !prefill.contains(ReasoningFormat.think.openTag),
            finishReason: FinishReason(ending))
    }
}

extension FinishReason {
    init(_ ending: ChatReply.Ending) {
        self =
            switch ending {
            case .stop, .stopString: .stop
            case .length: .length
            case .refused: .contentFilter
            case .failed: .error
            }
    }
}
