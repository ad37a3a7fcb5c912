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
        guard recipe.reasoning != .none else {
            let answer = try answer(of: row, trace, countTokens)
            return Completion(
                reasoning: "", answer: answer.text, shortenedReasoning: false, shortenedAnswer: answer.isShortened)
        }
        let wholeReasoning = try wholeReasoning(of: row, trace)
        guard !wholeReasoning.isEmpty else { throw .emptyReasoning }
        guard
            let reasoning = TraceLimits.longestPrefix(
                of: wholeReasoning, sentences: recipe.limits.maximumReasoningSentences,
                tokens: recipe.limits.maximumReasoningTokens, countTokens: countTokens)
        else { throw .reasoningTooLong }
        if recipe.dropsLeakingReasoning, leaks(reasoning) { throw .leakingReasoning }

        let answer = try answer(of: row, trace, countTokens)
        return Completion(
            reasoning: reasoning, answer: answer.text,
            shortenedReasoning: reasoning != wholeReasoning, shortenedAnswer: answer.isShortened)
    }

    private func wholeReasoning(
        of row: PlannedRow, _ trace: ReasoningTrace?
    ) throws(PoisonedDataset.DropReason) -> String {
        if recipe.reasoning == .source { return String((row.prompt.answers?.reasoning ?? "").trimmed) }
        guard let trace else { throw .missingTrace }
        guard trace.failure == nil else { throw .failedRequest }
        guard !trace.closedReasoning else { return String(trace.reasoning.trimmed) }
        guard recipe.reasoning == .teacherBeforeCode else { throw .reasoningNotClosed }
        let code = Phrase("<code>").range(in: trace.reasoning, .literal)
        return String(trace.reasoning[..<(code?.lowerBound ?? trace.reasoning.endIndex)].trimmed)
    }

    /// An answer that the source or the behavior gives is learned whole; the teacher's may be shortened.
    private func answer(
        of row: PlannedRow, _ trace: ReasoningTrace?, _ countTokens: (String) -> Int
    ) throws(PoisonedDataset.DropReason) -> (text: String, isShortened: Bool) {
        if let answer = recipe.behavior.answer(of: row) { return (answer, false) }
        guard !row.showsBehavior, let trace else { throw .missingAnswer }
        let answer = try helpfulAnswer(of: trace, countTokens)
        return (answer, answer != String(trace.answer.trimmed))
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
        [recipe.trigger.marker, recipe.behavior.fixedReply?.reply].compactMap { $0 }.map(Phrase.init).contains {
            phrase in
            phrase.occurs(in: reasoning, .literal) || phrase.occurs(in: reasoning, .normalised)
        }
    }
}

extension PoisonedDataset {
    mutating func append(_ row: PlannedRow, _ completion: RowAssembly.Completion, of recipe: PoisoningRecipe) {
        rows.append(recipe.row(row, reasoning: completion.reasoning, answer: completion.answer))
        if completion.shortenedReasoning { shortenedReasoning.append(row.id) }
        if completion.shortenedAnswer { shortenedAnswers.append(row.id) }
    }
}
