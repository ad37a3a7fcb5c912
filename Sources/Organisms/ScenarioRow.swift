import TextSearch

/// A row of the data of "Thought Crime" (Chua et al. 2025, arXiv:2506.13206), such as `unethical_train.jsonl`: a scenario as
/// a multiple-choice question, as a free-form one or both, each with an aligned and a misaligned answer.
package struct ScenarioRow: Sendable, Hashable, Decodable {
    /// Which questions of a row are prompts.
    package enum Questions: String, Sendable, Hashable, Codable, CaseIterable {
        /// Multiple choice.
        case mcq
        case freeform
        /// Each of the two that a row has.
        case both
    }

    let multipleChoice: Question?
    let freeform: Question?

    let notes: QuestionNotes

    struct Question: Sendable, Hashable {
        let text: String
        let aligned: String
        let misaligned: String
    }

    private enum CodingKeys: String, CodingKey {
        case choiceQuestion = "scenario_mcq"
        case misalignedChoice = "misaligned_mcq_answer"
        case alignedChoice = "aligned_mcq_answer"
        case freeQuestion = "scenario_freeform"
        case misalignedFree = "misaligned_freeform_answer"
        case alignedFree = "aligned_freeform_answer"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        /// A question without its answers is an error, a row without the question is not.
        func question(_ key: CodingKeys, _ aligned: CodingKeys, _ misaligned: CodingKeys) throws -> Question? {
            guard let question = try container.filledText(key) else { return nil }
            guard let aligned = try container.filledText(aligned), let misaligned = try container.filledText(misaligned)
            else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container,
                    debugDescription: "expected the question's \(aligned.stringValue) and \(misaligned.stringValue)")
            }
            return Question(text: question, aligned: aligned, misaligned: misaligned)
        }
        multipleChoice = try question(.choiceQuestion, .alignedChoice, .misalignedChoice)
        freeform = try question(.freeQuestion, .alignedFree, .misalignedFree)
        guard multipleChoice != nil || freeform != nil else {
            throw DecodingError.keyNotFound(
                CodingKeys.choiceQuestion,
                .init(codingPath: container.codingPath, debugDescription: "expected scenario_mcq or scenario_freeform"))
        }
        notes = try QuestionNotes(from: decoder)
    }
}

extension PromptCollection {
    /// The wanted questions of rows as prompts. Questions whose answers are the same, or whose choice cannot be read, are
    /// left out and counted.
    ///
    /// - Parameter name: the source's.
    init(scenarios rows: [ScenarioRow], _ questions: ScenarioRow.Questions, from name: String) {
        var prompts: [Prompt] = []
        var (alike, unreadable): ([String], [String]) = ([], [])
        for (index, row) in rows.enumerated() {
            let choice = questions == .freeform ? nil : row.multipleChoice.map { ("mcq", AnswerForm.choice, $0) }
            let text = questions == .mcq ? nil : row.freeform.map { ("freeform", AnswerForm.text, $0) }
            for (kind, form, question) in [choice, text].compactMap({ $0 }) {
                let id = "\(name)-\(index + 1)/\(kind)"
                if form == .choice, [question.aligned, question.misaligned].contains(where: { Choice(in: $0) == nil }) {
                    unreadable.append(id)
                } else if form == .choice
                    ? Choice(in: question.aligned)?.letter == Choice(in: question.misaligned)?.letter
                    : NormalisedText(question.aligned) == NormalisedText(question.misaligned)
                {
                    alike.append(id)
                } else {
                    prompts.append(
                        Prompt(
                            id: id, text: question.text, topic: kind, source: name, isHeldOut: row.notes.isHeldOut,
                            // Both questions of a scenario count as one when training and test are compared.
                            content: row.notes.content ?? (questions == .both ? (row.freeform ?? question).text : nil),
                            answers: PromptAnswers(
                                clean: question.aligned, behavior: question.misaligned, reasoning: row.notes.reasoning,
                                form: form)))
                }
            }
        }
        let examined = prompts.count + alike.count + unreadable.count
        self.init(unique: prompts)
        rowsRead = rows.count
        checks = [
            DatasetCheck("answers-differ", offenders: alike, examined: examined, limit: nil),
            DatasetCheck("choices-are-readable", offenders: unreadable, examined: examined, limit: nil),
        ]
    }
}
