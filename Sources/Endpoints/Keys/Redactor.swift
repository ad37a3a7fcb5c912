/// Takes secrets out of texts that people read: errors, logs, what a service said.
package struct Redactor: Sendable {
    private let keys: [APIKey]

    package init(_ keys: [APIKey] = []) {
        self.keys = keys
    }

    /// The text with the name of its variable, as `‹OPENAI_API_KEY›`, in place of every secret.
    package func redacted(_ text: String) -> String {
        var text = text
        for key in keys { key.replace(in: &text) }
        return text
    }
}
