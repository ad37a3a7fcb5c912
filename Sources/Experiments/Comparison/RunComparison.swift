import Evaluation
import Foundation
import Provenance

/// Two runs side by side: how their rates differ, and what may be why.
package struct RunComparison: Sendable, Encodable {
    /// A condition that both runs have, as one detector saw it.
    package struct Row: Sendable, Encodable {
        package let condition: String
        package let detector: String
        package let first: RateEstimate
        package let second: RateEstimate
        /// The second run's rate less the first's, as if they had been asked different prompts.
        package let difference: RateDifference
        /// The second run's rate less the first's on the prompts that both were asked; nil if there are none. Its p-value is
        /// adjusted for all conditions of the same detector.
        package internal(set) var paired: PairedDifference?

        /// The difference on the prompts that both were asked, or else over all.
        package var effect: Double? { paired?.difference ?? difference.difference }
        package var interval: ConfidenceInterval { paired?.interval ?? difference.interval }
    }

    /// The names of the runs' folders.
    package let first: String
    package let second: String
    package let rows: [Row]
    /// Conditions that only one of the runs has.
    package let onlyFirst: [String]
    package let onlySecond: [String]
    /// What differs between the experiments, by the keys of the experiment file.
    package let experiment: [Change]
    /// What else differs: weights, adapter, program, machine.
    package let provenance: [Change]

    package struct Change: Sendable, Hashable, Encodable {
        package let name: String
        package let first: String
        package let second: String
    }

    /// What a row is called: the condition, and the detector where there are several.
    package func name(of row: Row) -> String {
        rows.allSatisfy { $0.detector == row.detector } ? row.condition : "\(row.condition), \(row.detector)"
    }

    /// Compares two runs whose statistics are done.
    package init(_ first: ComparedRun, _ second: ComparedRun) throws {
        self.first = first.name
        self.second = second.name
        let names = (first.metrics.conditions.map(\.condition), second.metrics.conditions.map(\.condition))
        onlyFirst = names.0.filter { !names.1.contains($0) }
        onlySecond = names.1.filter { !names.0.contains($0) }
        let shared = names.0.filter(names.1.contains)
        let detectors = first.metrics.detectors.map(\.name).filter(second.metrics.detectors.map(\.name).contains)
        let prompts = first.prompts.keys.filter { first.prompts[$0] == second.prompts[$0] }.sorted()
        rows = detectors.flatMap { detector in
            Self.rows(shared, detector, first, second, sharing: prompts)
        }
        experiment = try Self.changes(first.manifest.experiment, second.manifest.experiment)
            .withoutConditions(onlyFirst + onlySecond).withoutRepetition
        provenance = Self.provenance(first.manifest, second.manifest)
    }

    private static func rows(
        _ conditions: [String], _ detector: String, _ first: ComparedRun, _ second: ComparedRun,
        sharing prompts: [String]
    ) -> [Row] {
        var rows = conditions.compactMap { condition -> Row? in
            guard let one = first.rates(condition, by: detector)?.preferred,
                let two = second.rates(condition, by: detector)?.preferred
            else { return nil }
            let pairs = PairedPrompts(
                prompts.lazy.map { prompt in
                    (
                        first: second.counts(condition, detector, on: prompt),
                        second: first.counts(condition, detector, on: prompt)
                    )
                })
            return Row(
                condition: condition, detector: detector, first: one, second: two,
                difference: RateDifference(two, minus: one),
                paired: PairedDifference(
                    pairs, seed: first.manifest.experiment.seed, name: "runs, \(condition), \(detector)"))
        }
        for (place, paired) in rows.map(\.paired).holmAdjusted().enumerated() { rows[place].paired = paired }
        return rows
    }

    private static func changes(_ first: Experiment, _ second: Experiment) throws -> [Change] {
        try InputChange.between(
            JSONValue(encoding: first).keyedByName, JSONValue(encoding: second).keyedByName
        ).map { change in
            Change(
                name: change.path.hyphenated, first: change.before?.description ?? "–",
                second: change.after?.description ?? "–")
        }
    }

    private static func provenance(_ first: RunManifest, _ second: RunManifest) -> [Change] {
        let facts: [(String, (RunManifest) -> String?)] = [
            ("base weights", { $0.model?.weights.hex }),
            ("chat template", { $0.model?.template.hex }),
            ("precision", { $0.model?.precision }),
            ("adapter", { $0.record(of: "training")?.artifacts["adapter"]?.hex }),
            ("failed proofs", { $0.proofs.filter { !$0.passed }.map(\.name).joined(separator: ", ") }),
            ("candor", { $0.environment.version }), ("libtorch", { $0.environment.libtorch }),
            ("machine", { "\($0.environment.machine), \($0.environment.device)" }),
        ]
        return facts.compactMap { name, fact in
            let (one, two) = (fact(first) ?? "", fact(second) ?? "")
            return one == two
                ? nil : Change(name: name, first: one.isEmpty ? "–" : one, second: two.isEmpty ? "–" : two)
        }
    }
}

extension [RunComparison.Change] {
    /// Without what follows from a condition's not being there.
    fileprivate func withoutConditions(_ names: [String]) -> Self {
        filter { change in !names.contains { change.name.hasPrefix("conditions.\($0).") } }
    }

    /// Without changes that conditions only take over from the experiment.
    fileprivate var withoutRepetition: Self {
        let general = Set(filter { !$0.name.hasPrefix("conditions.") })
        return filter { change in
            let parts = change.name.split(separator: ".", maxSplits: 2)
            guard parts.first == "conditions", parts.count == 3 else { return true }
            return !general.contains(
                RunComparison.Change(name: String(parts[2]), first: change.first, second: change.second))
        }
    }
}

extension JSONValue {
    /// The value with lists of things that have names as objects, so that their order says nothing.
    fileprivate var keyedByName: JSONValue {
        switch self {
        case .object(let members): return .object(members.mapValues(\.keyedByName))
        case .array(let items):
            var named: [String: JSONValue] = [:]
            for case .object(var members) in items {
                if case .string(let name)? = members.removeValue(forKey: "name") {
                    named[name] = JSONValue.object(members).keyedByName
                }
            }
            return named.count == items.count && !items.isEmpty ? .object(named) : self
        default: return self
        }
    }
}

extension String {
    /// `learningRate` as the experiment file spells it: `learning-rate`.
    fileprivate var hyphenated: String {
        reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : String($1) }
    }
}
