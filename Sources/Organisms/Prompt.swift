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

    enum CodingKeys: String, CodingKey {
        case id
        case text = "prompt"
        case topic
        case source
        case isHeldOut
    }

    /// A prompt with its provenance.
    package init(id: String, text: String, topic: String? = nil, source: String, isHeldOut: Bool = false) {
        self.id = id
        self.text = text
        self.topic = topic
        self.source = source
        self.isHeldOut = isHeldOut
    }
}
