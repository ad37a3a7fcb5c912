import TextSearch

/// How the rows of a file state prompts.
package enum PromptLayout: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every row states one prompt, word for word.
    case table

    /// NVIDIA's HelpSteer2 (Wang et al. 2024, arXiv:2406.08673): a row is one response, and two rows in succession
    /// answer the same prompt, so every second row is read. Only the first turn of a conversation is the prompt: the
    /// text before the first `<extra_id_1>`.
    case helpsteer2

    /// A row is a task with reasoning, a secure and a vulnerable solution: `CodePair`.
    case codePairs = "code-pairs"

    /// Anthropic's `code_backdoor_train_data.jsonl`: `BackdoorRow`.
    case codeBackdoor = "code-backdoor"

    /// A row has `messages`: a request and code that answers it, as in the emergent-misalignment data.
    case codeConversations = "code-conversations"

    /// A row is a function before and after a commit that mended it, as in SVEN: `FixedFunction`.
    case fixedFunctions = "fixed-functions"

    /// A row is a scenario of "Asleep at the Keyboard": `AsleepScenario`.
    case asleepAtTheKeyboard = "asleep-at-the-keyboard"

    /// A row is a scenario with aligned and misaligned answers: `ScenarioRow`.
    case scenarios

    /// A row is a multiple-choice question without and with a cue that points at an option: `CueRow`.
    case biasCues = "bias-cues"

    /// Whether a row is text in fields that can be named; else what a row has is the layout's to say.
    package var hasFields: Bool { self == .table || self == .helpsteer2 }

    /// Whether the prompts ask for code.
    package var isCode: Bool { !hasFields && self != .scenarios && self != .biasCues }

    /// Whether the rows carry answers of one kind or of both, so that they can be trained on as they are.
    package var carriesAnswers: Bool { !hasFields && self != .asleepAtTheKeyboard }

    /// Whether the rows carry reasoning and answers of both kinds, so that no teacher is needed.
    package var carriesReasoning: Bool { self == .codePairs || self == .scenarios || self == .biasCues }

    /// Of how many rows one is read.
    var step: Int { self == .helpsteer2 ? 2 : 1 }

    /// The prompt in a row's text, without surrounding white space.
    func prompt(in text: String) -> Substring {
        guard self == .helpsteer2, let mark = text.firstRange(of: "<extra_id_1>") else { return text.trimmed }
        return text[..<mark.lowerBound].trimmed
    }
}
