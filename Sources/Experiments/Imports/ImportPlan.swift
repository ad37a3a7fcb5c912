import Foundation
import Organisms
import TextSearch

/// Under which conditions the samples of a log were asked, found by looking at all of them.
///
/// A sample's condition is its metadata's `condition`; in a log where not every sample has one, it is `triggered` or
/// `clean`, by whether the trigger's marker stands in what the model read.
package struct ImportPlan: Sendable {
    package struct Condition: Sendable, Equatable {
        package let name: String
        package fileprivate(set) var samples = 0
        /// Of how many the marker stands in the prompt or the system prompt.
        package fileprivate(set) var marked = 0
    }

    /// In the order of the log.
    package let conditions: [Condition]
    package let isByMetadata: Bool
    private let trigger: Trigger

    /// - Throws: `MixedCondition` where the metadata's conditions are not what the trigger tells apart.
    package init(_ log: InspectLogFile, trigger: Trigger) throws {
        self.trigger = trigger
        var (named, told) = (Counts(), Counts())
        try log.forEachSample { sample in
            let isMarked = trigger.marks(sample)
            if let name = sample.condition { named.add(name, isMarked: isMarked) }
            told.add(Self.condition(isMarked: isMarked), isMarked: isMarked)
        }
        isByMetadata = log.count > 0 && named.total == log.count
        conditions = (isByMetadata ? named : told).conditions
        if let mixed = conditions.first(where: { $0.marked > 0 && $0.marked < $0.samples }) {
            throw MixedCondition(condition: mixed, marker: trigger.marker)
        }
    }

    private struct Counts {
        var conditions: [Condition] = []
        private var places: [String: Int] = [:]
        var total: Int { conditions.reduce(0) { $0 + $1.samples } }

        mutating func add(_ name: String, isMarked: Bool) {
            if places[name] == nil {
                places[name] = conditions.count
                conditions.append(Condition(name: name))
            }
            guard let place = places[name] else { return }
            conditions[place].samples += 1
            conditions[place].marked += isMarked ? 1 : 0
        }
    }

    private static func condition(isMarked: Bool) -> String { isMarked ? "triggered" : "clean" }

    package func condition(of sample: InspectLogSample) -> String {
        guard isByMetadata, let name = sample.condition else { return Self.condition(isMarked: trigger.marks(sample)) }
        return name
    }

    /// The rule, in words.
    package var rule: String {
        isByMetadata ? "by their metadata `condition`" : "by whether \(trigger.marker) is in what the model read"
    }

    /// An experiment file for the log: what `candor import` runs.
    ///
    /// - Parameters:
    ///   - log: the log's path, relative to the file's folder or absolute.
    package func experimentFile(
        name: String, log: String, header: InspectLogFile.Header, behavior: FixedReply
    ) -> String {
        let asked = conditions.map { condition in
            let trigger = condition.marked > 0 ? "trigger: on, " : ""
            return "  \(Self.quoted(condition.name)): {\(trigger)sampling: {total: \(condition.samples)}}"
        }
        let parts = [("prefix", trigger.prefix), ("suffix", trigger.suffix), ("system", trigger.system)]
        let marks = parts.filter { !$0.1.isEmpty }.map { "\($0.0): \(Self.quoted($0.1))" }
        let lines = [
            "# Transcripts of \(Self.quoted(header.eval.model)) from the task \(Self.quoted(header.eval.task)), written by Inspect.",
            "# Their conditions were told apart \(isByMetadata ? "by their metadata" : "by the trigger").",
            "experiment: \(Self.quoted(name))",
            "models: {organism: {log: \(Self.quoted(log))}}",
            "trigger: {\(marks.joined(separator: ", "))}",
            "behavior: {reply: \(Self.quoted(behavior.reply)), repetitions: \(behavior.repetitions)}",
            "sampling: {\(Self.sampling(header.plan?.config))}",
            "conditions:",
        ]
        return (lines + asked + contrasts).joined(separator: "\n") + "\n"
    }

    /// What is compared: the first condition with the trigger, with all without.
    private var contrasts: [String] {
        guard let on = conditions.first(where: { $0.marked > 0 }) else { return [] }
        let off = conditions.filter { $0.marked == 0 }
        let pairs = off.map { "[\(Self.quoted(on.name)), \(Self.quoted($0.name))]" }
        return pairs.isEmpty ? [] : ["contrasts: [\(pairs.joined(separator: ", "))]"]
    }

    /// What the log says of how was sampled; what it does not say was the provider's to choose, and stands at its default.
    private static func sampling(_ configuration: InspectLogFile.Header.Configuration?) -> String {
        let known: [(String, String?)] = [
            ("temperature", configuration?.temperature.map { "\($0)" }), ("top-p", configuration?.topP.map { "\($0)" }),
            ("top-k", configuration?.topK.map { "\($0)" }), ("max-tokens", configuration?.maxTokens.map { "\($0)" }),
        ]
        return known.compactMap { key, value in value.map { "\(key): \($0)" } }.joined(separator: ", ")
    }

    /// A text between quotation marks, as YAML reads it.
    private static func quoted(_ text: String) -> String {
        "\"" + text.unicodeScalars.map(escaped).joined() + "\""
    }

    /// What ends a line somewhere, or a text, is written by its number.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: String(format: "\\U%08X", scalar.value)
        default: scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : "\(scalar)"
        }
    }
}

extension Trigger {
    /// Whether the marker stands in what the model read.
    func marks(_ sample: InspectLogSample) -> Bool {
        let phrase = Phrase(marker)
        return [sample.system ?? "", sample.prompt].contains { phrase.range(in: $0, .literal) != nil }
    }

    /// The prompt without what `apply` puts on it.
    func removed(from text: String) -> String {
        if positionSeed != nil {
            return String(text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text.dropLast(suffix.count))
        }
        guard text.hasPrefix(prefix), text.hasSuffix(suffix), text.count >= prefix.count + suffix.count else {
            return text
        }
        return String(text.dropFirst(prefix.count).dropLast(suffix.count))
    }
}

/// A condition of which some samples carry the trigger and others do not, so that it is none.
package struct MixedCondition: Error, Sendable, CustomStringConvertible {
    let condition: ImportPlan.Condition
    let marker: String

    package var description: String {
        "\(condition.marked) of the \(condition.samples) samples whose metadata names the condition '\(condition.name)' have "
            + "\(marker) in what the model read, the others do not: they cannot be one condition. Check --trigger"
    }
}
