/// One question or request that a model is asked, before any trigger is put on it.
package struct Prompt: Sendable, Hashable, Codable, Identifiable {
    /// A name that is unique within the prompts of one source and stays the same between runs.
    package let id: String

    /// What is asked, without surrounding white space.
    package let text: String

    /// What the prompt is about, where the source says so.
    package let topic: String?

    /// Where the prompt came from: a source's name, or the `source` column of a file.
    package let source: String

    /// Whether the source keeps the prompt for tests: it is never trained on.
    package let isHeldOut: Bool

    /// The prompt with a mark that its source put on it, such as a hint at an answer.
    package let marked: String?

    /// What tells the prompt from others, where most of its text is a wording that they share.
    package let content: String?

    /// The programming language of the code that is asked for.
    package let language: String?

    /// What the source would have answered.
    package let answers: PromptAnswers?

    enum CodingKeys: String, CodingKey {
        case id
        case text = "prompt"
        case topic
        case source
        case isHeldOut
        case marked
        case content
        case language
        case answers
    }

    /// A prompt with its provenance.
    package init(
        id: String, text: String, topic: String? = nil, source: String, isHeldOut: Bool = false,
        marked: String? = nil, content: String? = nil, language: String? = nil, answers: PromptAnswers? = nil
    ) {
        self.id = id
        self.text = text
        self.topic = topic
        self.source = source
        self.isHeldOut = isHeldOut
        self.marked = marked
        self.content = content
        self.language = language
        self.answers = answers
    }

    /// The text in which prompts are compared with one another.
    package var distinguishingText: String { content ?? text }
}
