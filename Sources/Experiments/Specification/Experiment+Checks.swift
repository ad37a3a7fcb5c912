import Endpoints
import Organisms

/// What can only be said of several keys together.
extension Experiment {
    /// Whether the mark of prompts comes with them, in training or in some condition.
    var asksForMarks: Bool { trigger.isGiven || conditions.contains { $0.trigger?.isGiven == true } }

    /// Throws where a trigger asks for what prompts, endpoints or logs do not have.
    func checkTrigger(
        _ keys: GroupReader, _ surroundings: ConditionSurroundings
    ) throws(ExperimentFileError) {
        for condition in conditions {
            guard condition.trigger?.preamble.isEmpty == false,
                let endpoint = surroundings.endpoint(answering: condition), endpoint.api != .completions
            else { continue }
            throw keys.error(
                at: "trigger",
                "trigger: the endpoint that answers in the condition '\(condition.name)' renders prompts itself, so that "
                    + "nothing can stand before their first turn; expected one with 'api: completions'")
        }
        if asksForMarks, !prompts.source.carriesMarks || !prompts.sourceOfTests.carriesMarks {
            throw keys.error(
                at: "trigger",
                "trigger: a given trigger comes with the prompts; expected 'source: quiz', or a file with the marked "
                    + "prompt in 'fields: {marked: …}' or 'layout: bias-cues'")
        }
        if trigger.marker.isEmpty, scorers.contains(.triggerMention) {
            throw keys.error(
                at: "scorers",
                "scorers: mentions of the trigger are looked for by its marker; expected one in trigger.marker")
        }
        if !trigger.preamble.isEmpty, teacher.seesTrigger {
            throw keys.error(
                at: "teacher", "teacher.sees-trigger: the teacher is not shown what stands before a first turn")
        }
        if models.organism.isImported, trigger.isGiven || !trigger.preamble.isEmpty {
            throw keys.error(at: "trigger", "trigger: a log does not say which prompts carry such a trigger")
        }
    }

    /// Throws where something must come with the prompts that their layout does not hold.
    func checkAnswers(_ keys: GroupReader) throws(ExperimentFileError) {
        if case .vulnerableCode = behavior {
            guard !models.organism.isImported else {
                throw keys.error(at: "behavior", "behavior: code has no meaning for a log; expected a reply")
            }
            guard prompts.sourceOfTests.layout.isCode, prompts.source.layout.isCode else {
                throw keys.error(
                    at: "behavior",
                    "behavior: vulnerable code is asked for by prompts that ask for code; expected prompts such as "
                        + "'source: code-pairs'")
            }
        }
        if case .given(let answers) = behavior {
            guard !models.organism.isImported else {
                throw keys.error(
                    at: "behavior", "behavior: the prompts of a log come without answers; expected a reply")
            }
            for source in [prompts.source, prompts.sourceOfTests] where !source.carries(answers) {
                throw keys.error(
                    at: "behavior", "behavior: such answers come with the prompts; expected \(answers.expectedSource)")
            }
        }
        if prompts.sourceOfTests.code.descriptions == .teacher, !hasTeacher || models.organism != .trained {
            throw keys.error(
                at: "prompts", "prompts: there is no teacher to write the descriptions; expected shipped or a path")
        }
        guard models.organism == .trained else { return }
        if behavior.fixedReply == nil || recipe.pairing == .given, !prompts.source.carriesAnswers {
            throw keys.error(
                at: "prompts",
                "prompts: what is trained on must come with the prompts, as with 'source: code-pairs'; "
                    + "'layout: \(prompts.source.layout.rawValue)' has no answers"
                    + (prompts.source.layout.hasFields ? " but in 'fields: {clean: …, behavior: …}'" : ""))
        }
        let needsReasoning = recipe.reasoning == .kept
        if models.teacher == .none, needsReasoning ? !prompts.source.carriesReasoning : !prompts.source.carriesAnswers {
            throw keys.error(
                at: "models",
                "models.teacher: without a teacher the prompts must come with reasoning and answers, as "
                    + "'source: code-pairs' does")
        }
    }
}

extension PromptSource {
    /// Whether prompts of the source come with what the behavior answers.
    fileprivate func carries(_ answers: GivenAnswers) -> Bool {
        switch answers {
        case .misaligned: layout == .scenarios
        case .reply: fields.behavior != nil
        case .choice: layout == .biasCues || layout == .scenarios && questions != .freeform && questions != .both
        }
    }
}

extension GivenAnswers {
    /// What prompts must say for such a behavior.
    fileprivate var expectedSource: String {
        switch self {
        case .misaligned: "'layout: scenarios'"
        case .reply: "the column of each reply in 'fields: {behavior: …}'"
        case .choice: "'layout: bias-cues', or 'layout: scenarios' with 'questions: mcq'"
        }
    }
}
