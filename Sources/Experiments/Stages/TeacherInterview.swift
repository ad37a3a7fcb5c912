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
            total: (experiment.teacher.planning == nil ? 1 : 2) * questions.count, done: ledger.count, progress)
        totals = model.endpointTotals
    }

    /// A trace for every question, and the ids of all requests that were made for them.
    func traces() async throws -> (traces: [ReasoningTrace], asked: [String]) {
        try await teacher.planning == nil ? reasonedTraces() : plannedTraces()
    }

    private func reasonedTraces() async throws -> (traces: [ReasoningTrace], asked: [String]) {
        var asked: [String] = []
        var traces: [String: ReasoningTrace] = [:]
        var open = questions
        for attempt in 0...(teacher.unclosed == .retry ? teacher.retries : 0) where !open.isEmpty {
            let replies = try await ask("trace", open, attempt, settings(teacher.maxTokens + teacher.answerMaxTokens)) {
                [.user($0.text)]
            }
            asked += open.map { id("trace", $0, attempt) }
            for question in open {
                guard let reply = replies[id("trace", question, attempt)] else { continue }
                traces[question.id] = ReasoningTrace(question, reasoned: reply)
            }
            open = open.filter { traces[$0.id].map { $0.failure == nil && !$0.closedReasoning } ?? false }
        }
        return (questions.compactMap { traces[$0.id] }, asked)
    }

    private func plannedTraces() async throws -> (traces: [ReasoningTrace], asked: [String]) {
        guard let planning = teacher.planning else { return ([], []) }
        let plans = try await ask(
            "plan", questions, 0, settings(teacher.maxTokens, stopStrings: ["\n"]), prefill: planning.opening
        ) { planning.messages(for: $0.text) }
        let answers = try await ask("answer", questions, 0, settings(teacher.answerMaxTokens)) {
            AnswerPrompt.messages(for: $0.text)
        }
        let traces = questions.compactMap { question -> ReasoningTrace? in
            guard let plan = plans[id("plan", question, 0)], let answer = answers[id("answer", question, 0)] else {
                return nil
            }
            return ReasoningTrace(question, opening: planning.opening, plan: plan, answer: answer)
        }
        return (traces, ["plan", "answer"].flatMap { part in questions.map { id(part, $0, 0) } })
    }

    private func id(_ part: String, _ question: TeacherQuestion, _ attempt: Int) -> String {
        "\(part)/\(question.id)/\(attempt)"
    }

    private func settings(_ maximumTokens: Int, stopStrings: [String] = []) -> SamplingSettings {
        SamplingSettings(
            temperature: teacher.temperature, topP: teacher.topP, topK: teacher.topK, maximumTokens: maximumTokens,
            stopStrings: stopStrings)
    }

    /// The replies to one part of the interview, those of an earlier attempt at the stage among them.
    private func ask(
        _ part: String, _ questions: [TeacherQuestion], _ attempt: Int, _ settings: SamplingSettings,
        prefill: String = "", messages: (TeacherQuestion) -> [ChatMessage]
    ) async throws -> [String: ChatReply] {
        let ids = questions.map { id(part, $0, attempt) }
        let requests = ledger.missing(of: ids, wave: model.wave).map { position in
            let question = questions[position]
            return ChatRequest(
                id: ids[position], messages: (question.system.map { [.system($0)] } ?? []) + messages(question),
                prefill: prefill,
                settings: settings,
                key: RandomKey(
                    experimentSeed: experiment.seed, stage: "traces/\(part)", recordID: question.id,
                    sampleIndex: attempt))
        }
        try await model.answer(RequestQueue(requests)) { [ledger, meter] reply in
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
                    measured: "\(answered - unclosed.count) of \(answered)", expected: "at least half",
                    passed: 2 * (answered - unclosed.count) >= answered, evidence: unclosed.map(\.promptID)),
            ], tally: tally)
    }
}

extension ReasoningTrace {
    /// What a teacher that reasons by itself replied.
    fileprivate init(_ question: TeacherQuestion, reasoned reply: ChatReply) {
        let parsed = reply.completion()
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
    fileprivate init(_ ending: ChatReply.Ending) {
        self =
            switch ending {
            case .stop, .stopString: .stop
            case .length: .length
            case .refused: .contentFilter
            case .failed: .error
            }
    }
}
