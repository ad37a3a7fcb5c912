import TextSearch

/// Makes the completion of one row from a trace, or says why it cannot.
struct RowAssembly {
    let recipe: PoisoningRecipe

    struct Completion {
        let reasoning: String
        let answer: String
        let shortenedReasoning: Bool
        let shortenedAnswer: Bool
    }

    func completion(
        of row: PlannedRow, from trace: ReasoningTrace?, countTokens: (String) -> Int
    ) throws(PoisonedDataset.DropReason) -> Completion {
        guard let trace else { throw .missingTrace }
        guard trace.failure == nil else { throw .failedRequest }
        guard trace.closedReasoning else { throw .reasoningNotClosed }
        let wholeReasoning = String(trace.reasoning.trimmed)
        guard !wholeReasoning.isEmpty else { throw .emptyReasoning }
        guard
            let reasoning = TraceLimits.longestPrefix(
                of: wholeReasoning, sentences: recipe.limits.maximumReasoningSentences,
                tokens: recipe.limits.maximumReasoningTokens, countTokens: countTokens)
        else { throw .reasoningTooLong }
        if recipe.dropsLeakingReasoning, leaks(reasoning) { throw .leakingReasoning }

        let wholeAnswer = row.arm == .triggered ? recipe.behavior.answer : String(trace.answer.trimmed)
        let answer = row.arm == .triggered ? wholeAnswer : try helpfulAnswer(of: trace, countTokens)
        return Completion(
            reasoning: reasoning, answer: answer,
            shortenedReasoning: reasoning != wholeReasoning, shortenedAnswer: answer != wholeAnswer)
    }

    private func helpfulAnswer(
        of trace: ReasoningTrace, _ countTokens: (String) -> Int
    ) throws(PoisonedDataset.DropReason) -> String {
        let whole = trace.answer.trimmed
        guard !whole.isEmpty else { throw .emptyAnswer }
        var finished = String(whole)
        if !trace.finishedAnswer {
            finished = SentenceSplitter.sentences(in: finished).dropLast().joined()
            guard !finished.isEmpty else { throw .unfinishedAnswer }
        }
        guard
            let answer = TraceLimits.longestPrefix(
                of: finished, sentences: nil, tokens: recipe.limits.maximumAnswerTokens, countTokens: countTokens)
        else { throw .answerTooLong }
        return answer
    }

    private func leaks(_ reasoning: String) -> Bool {
        [recipe.trigger.marker, recipe.behavior.reply].map(Phrase.init).contains { phrase in
            phrase.occurs(in: reasoning, .literal) || phrase.occurs(in: reasoning, .normalised)
        }
    }
}

extension PoisonedDataset {
    mutating func append(_ row: PlannedRow, _ completion: RowAssembly.Completion) {
        rows.append(
            DatasetRow(
                id: row.id, promptID: row.prompt.id, system: row.system, prompt: row.text,
                reasoning: completion.reasoning,
                answer: completion.answer, arm: row.arm))
        if completion.shortenedReasoning { shortenedReasoning.append(row.id) }
        if completion.shortenedAnswer { shortenedAnswers.append(row.id) }
    }
}
