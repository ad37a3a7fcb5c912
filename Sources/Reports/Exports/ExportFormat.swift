/// What a run can be exported as.
package enum ExportFormat: String, Sendable, CaseIterable {
    /// A log that `inspect view` and `inspect_ai` read.
    case inspect
    /// A table with one row a transcript.
    case csv
    /// The training dataset as OpenAI's fine-tuning takes it.
    case openai
    /// The adapter in a folder of its own with a model card, as Hugging Face shows it.
    case card
}
