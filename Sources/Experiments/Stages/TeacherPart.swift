import ChatTemplates
import Endpoints
import Generation
import Organisms
import Provenance

/// One of the requests that a trace is made of.
struct TeacherPart: Sendable {
    let name: String
    let settings: SamplingSettings
    /// What the reply is made to begin with.
    let prefill: String
    private let messages: @Sendable (_ question: String) -> [ChatMessage]

    /// Reasoning and answer in one reply, from a teacher that reasons by itself.
    static func trace(_ teacher: Experiment.Teacher) -> TeacherPart {
        TeacherPart(
            name: "trace", settings: teacher.settings(teacher.maxTokens + teacher.answerMaxTokens),
            prefill: teacher.prefill ?? ""
        ) {
            [.user($0)]
        }
    }

    static func plan(_ teacher: Experiment.Teacher, _ planning: PlanningPrompt) -> TeacherPart {
        TeacherPart(
            name: "plan", settings: teacher.settings(teacher.maxTokens, stopStrings: ["\n"]), prefill: planning.opening,
            messages: planning.messages)
    }

    static func answer(_ teacher: Experiment.Teacher) -> TeacherPart {
        TeacherPart(
            name: "answer", settings: teacher.settings(teacher.answerMaxTokens), prefill: "",
            messages: AnswerPrompt.messages)
    }

    func id(_ question: TeacherQuestion, _ attempt: Int = 0) -> String { "\(name)/\(question.id)/\(attempt)" }

    func request(_ question: TeacherQuestion, _ attempt: Int = 0, seed: UInt64) -> ChatRequest {
        ChatRequest(
            id: id(question, attempt),
            messages: (question.system.map { [.system($0)] } ?? []) + messages(question.text), prefill: prefill,
            settings: settings,
            key: RandomKey(
                experimentSeed: seed, stage: "traces/\(name)", recordID: question.id, sampleIndex: attempt))
    }
}

extension Experiment.Teacher {
    /// What each question is asked in.
    var parts: [TeacherPart] {
        planning.map { [.plan(self, $0), .answer(self)] } ?? [.trace(self)]
    }

    /// How often reasoning that was not closed is asked for again.
    var repetitions: Int { unclosed == .retry && planning == nil ? retries : 0 }

    fileprivate func settings(_ maximumTokens: Int, stopStrings: [String] = []) -> SamplingSettings {
        SamplingSettings(
            temperature: temperature, topP: topP, topK: topK, maximumTokens: maximumTokens, stopStrings: stopStrings)
    }
}
