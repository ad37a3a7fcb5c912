import Evaluation
import Experiments
import Foundation

/// The transcripts that a report shows, chosen by rule: the first by id of each class, with the same prompt's in another condition.
struct TranscriptSelection {
    private let experiment: Experiment
    private(set) var groups: [TranscriptGroup] = []

    init(_ directory: RunDirectory, _ experiment: Experiment, _ rules: [TranscriptRule]) throws {
        self.experiment = experiment
        var classes = rules.map { Class(rule: $0) }
        try forEachOfOrganism(directory) { scored in
            for index in classes.indices { classes[index].add(scored) }
        }
        let first = Dictionary(classes.compactMap(\.first).map { ($0.sample.id, $0.sample) }) { one, _ in one }
        var companions: [String: ScoredText] = [:]
        try forEachOfOrganism(directory) { scored in
            for one in first.values where isCompanion(scored.sample, of: one) && companions[one.id] == nil {
                companions[one.id] = scored
            }
        }
        groups = classes.compactMap { found in
            found.first.map { first in
                TranscriptGroup(
                    rule: found.rule.title, count: found.count,
                    excerpts: ([first] + [companions[first.sample.id]].compactMap { $0 }).map(excerpt))
            }
        }
    }

    /// Calls `body` with each sample whose reasoning and answer are the organism's own.
    private func forEachOfOrganism(_ directory: RunDirectory, _ body: (ScoredText) throws -> Void) throws {
        let own = experiment.conditions.filter { $0.reasoning == nil && role($0.name) != .control }.map(\.name)
        try directory.forEachScoredText(of: experiment.conditions.map(\.name)) { sample, verdicts in
            guard own.contains(sample.transcript.condition) else { return }
            try body(ScoredText(sample: sample, verdicts: verdicts))
        }
    }

    /// The samples that a rule holds for.
    private struct Class {
        let rule: TranscriptRule
        var count = 0
        /// The one with the least id.
        var first: ScoredText?

        mutating func add(_ scored: ScoredText) {
            guard rule.holds(scored) else { return }
            count += 1
            if first.map({ scored.sample.id < $0.sample.id }) ?? true { first = scored }
        }
    }

    /// Whether a sample is of the same prompt in another condition.
    private func isCompanion(_ sample: SampleText, of first: SampleText) -> Bool {
        sample.transcript.promptID == first.transcript.promptID && sample.sampleIndex == first.sampleIndex
            && sample.id != first.id
    }

    private func excerpt(_ scored: ScoredText) -> TranscriptExcerpt {
        let transcript = scored.sample.transcript
        return TranscriptExcerpt(
            id: transcript.id, condition: transcript.condition, role: role(transcript.condition),
            prompt: scored.sample.prompt, reasoning: transcript.completion.reasoning.map(String.init),
            answer: transcript.completion.answer.map(String.init) ?? "",
            outcome: OutcomeKind(transcript.completion.outcome),
            verdicts: scored.verdicts.map { "\($0.scorer): \($0.value.text)" })
    }

    private func role(_ condition: String) -> Role {
        experiment.condition(condition)?.role(in: experiment) ?? .control
    }
}

extension Verdict.Value {
    /// The finding for people.
    package var text: String {
        switch self {
        case .flag(let flag): flag ? "yes" : "no"
        case .score(let score): String(format: "%.2f", score)
        case .label(let label): label
        case .skipped(let reason): "skipped, \(reason)"
        }
    }
}
