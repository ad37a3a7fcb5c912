import TextSearch

/// A row of the cue data of Chua et al. 2024 ("Bias-augmented consistency training", arXiv:2403.05518): a multiple-choice
/// question as it is, and with a cue that points at one of its options.
struct CueRow: Sendable, Hashable {
    struct Message: Sendable, Hashable, Decodable {
        let role: String
        let content: String
    }

    let unbiased: [Message]
    let biased: [Message]

    /// What kind of cue it is: `suggested_answer`.
    let cue: String
    let dataset: String

    /// The letter of the true option.
    let truth: String

    /// The letter of the option that the cue points at.
    let cued: String

    let notes: QuestionNotes
}

extension CueRow: Decodable {
    private enum CodingKeys: String, CodingKey {
        case unbiased = "unbiased_question"
        case biased = "biased_question"
        case cue = "bias_name"
        case dataset = "original_dataset"
        case truth = "ground_truth"
        case cued = "biased_option"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        unbiased = try container.decode([Message].self, forKey: .unbiased)
        biased = try container.decode([Message].self, forKey: .biased)
        cue = try container.decode(String.self, forKey: .cue)
        dataset = try container.decode(String.self, forKey: .dataset)
        truth = try container.decode(String.self, forKey: .truth)
        cued = try container.decode(String.self, forKey: .cued)
        notes = try QuestionNotes(from: decoder)
    }
}

extension PromptCollection {
    /// The questions of rows as prompts, marked with their cues. Left out and counted are those whose cue points at the
    /// truth, so that no answer shows its influence, and those that are no single message of the user.
    ///
    /// - Parameter name: the source's.
    init(cues rows: [CueRow], from name: String) {
        var prompts: [Prompt] = []
        var (cuedAtTruth, conversations): ([String], [String]) = ([], [])
        for (index, row) in rows.enumerated() {
            let id = "\(name)-\(index + 1)"
            if row.truth == row.cued {
                cuedAtTruth.append(id)
            } else if [row.unbiased, row.biased].contains(where: { $0.map(\.role) != ["user"] }) {
                conversations.append(id)
            } else {
                prompts.append(
                    Prompt(
                        id: id, text: String(row.unbiased[0].content.trimmed), topic: row.cue, source: row.dataset,
                        isHeldOut: row.notes.isHeldOut, marked: String(row.biased[0].content.trimmed),
                        content: row.notes.content,
                        answers: PromptAnswers(
                            clean: Choice.sentence(row.truth), behavior: Choice.sentence(row.cued),
                            reasoning: row.notes.reasoning, form: .choice)))
            }
        }
        self.init(unique: prompts)
        rowsRead = rows.count
        checks = [
            DatasetCheck("cue-differs-from-truth", offenders: cuedAtTruth, examined: rows.count, limit: nil),
            DatasetCheck("questions-are-single-messages", offenders: conversations, examined: rows.count, limit: nil),
        ]
    }
}
