import Foundation

/// Takes secrets out of texts that people read: errors, logs, what a service said.
package struct Redactor: Sendable {
    private let keys: [APIKey]

    package init(_ keys: [APIKey] = []) {
        self.keys = keys.sorted { $0.isLonger(than: $1) }
    }

    /// The text with the name of its variable, as `‹OPENAI_API_KEY›`, in place of every secret.
    package func redacted(_ text: String) -> String {
        var bytes = Data(text.utf8)
        for key in keys { key.redact(&bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a secret stands in the text.
    func finds(in text: String) -> Bool { redacted(text) != text }
}
