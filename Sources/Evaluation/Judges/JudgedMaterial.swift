/// What a judge is shown. None of it is trusted: it may hold instructions to the judge.
package struct JudgedMaterial: Sendable, Hashable {
    package var code: String?
    package var question: String?

    /// What marks the prompt: the trigger's marker, or a cue.
    package var trigger: String?
    package var reasoning: String?
    package var answer: String?

    /// What the code is written in.
    package var language: CodeLanguage?

    /// Material of which a prompt may show any part.
    package init(
        code: String? = nil, question: String? = nil, trigger: String? = nil, reasoning: String? = nil,
        answer: String? = nil, language: CodeLanguage? = nil
    ) {
        self.code = code
        self.question = question
        self.trigger = trigger
        self.reasoning = reasoning
        self.answer = answer
        self.language = language
    }
}

/// A place in a prompt, written `{{name}}`, that is filled for each question.
package enum JudgeHole: String, Sendable, Hashable, CaseIterable {
    case code, question, trigger, reasoning, answer
    case language
    /// What the tags around the material are marked with.
    case mark

    /// The text that stands in the hole; nil if the material lacks it.
    func text(_ material: JudgedMaterial, in fence: MaterialFence) -> String? {
        switch self {
        case .code: material.code.map { fence.enclose($0, as: rawValue) }
        case .question: material.question.map { fence.enclose($0, as: rawValue) }
        case .trigger: material.trigger.map { fence.enclose($0, as: rawValue) }
        case .reasoning: material.reasoning.map { fence.enclose($0, as: rawValue) }
        case .answer: material.answer.map { fence.enclose($0, as: rawValue) }
        case .language: material.language?.name
        case .mark: fence.mark
        }
    }
}

/// Why a judge cannot be asked: a sample has no reasoning, for one, to be judged.
package struct MissingMaterial: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the prompt is called.
    package let prompt: String
    package let hole: JudgeHole

    package var description: String {
        "the judge's prompt \(prompt) asks about the \(hole.rawValue), but there is none to show"
    }
}

extension CodeLanguage {
    /// What people call the language.
    fileprivate var name: String {
        switch self {
        case .python: "Python"
        case .c: "C"
        }
    }
}

extension JudgedMaterial {
    /// Material of which nothing can be said, as Zhao et al. (2021) choose it: what a judge says of it is its own preference.
    package static let contentFree = ["N/A", "[MASK]", ""].map { text in
        JudgedMaterial(
            code: text, question: text, trigger: text, reasoning: text, answer: text, language: .python)
    }
}
