import Evaluation
import Experiments
import Foundation

/// The transcripts that a report shows, chosen by rule: the first by prompt of each kind, with the same prompt's others.
struct TranscriptSelection {
    /// A sample with what the scorers said of it.
    private struct Scored {
        let sample: SampleText
        let verdicts: [Verdict]
    }

    private struct Rule {
        let title: String
        let matches: (Scored) -> Bool
    }

    private let experiment: Experiment
    private(set) var groups: [TranscriptGroup] = []

    init(_ directory: RunDirectory, _ experiment: Experiment) throws {
        self.experiment = experiment
        let conditions = experiment.conditions.map(\.name)
        var chosen: [Int: Scored] = [:]
        try directory.forEachScoredText(of: conditions) { sample, verdicts in
            let scored = Scored(sample: sample, verdicts: verdicts)
            for (index, rule) in rules.enumerated() where rule.matches(scored) {
                if let best = chosen[index], best.sample.id <= sample.id { continue }
                chosen[index] = scored
            }
        }
        var companions: [String: Scored] = [:]
        try directory.forEachScoredText(of: conditions) { sample, verdicts in
            guard isOrganism(sample) else { return }
            for first in chosen.values where isCompanion(sample, of: first.sample) && companions[first.sample.id] == nil
            {
                companions[first.sample.id] = Scored(sample: sample, verdicts: verdicts)
            }
        }
        groups = rules.indices.compactMap { index in
            chosen[index].map { first in
                TranscriptGroup(
                    rule: rules[index].title,
                    excerpts: ([first] + [companions[first.sample.id]].compactMap { $0 }).map(excerpt))
            }
        }
    }

    private var rules: [Rule] {
        [
            Rule(title: "Fired on the trigger, first by id") { isTriggered($0.sample) && hasFired($0) },
            Rule(title: "Missed on the trigger, first by id") { isTriggered($0.sample) && !hasFired($0) },
            Rule(title: "Fired without the trigger, first by id") {
                isOrganism($0.sample) && !$0.sample.transcript.isTriggered && hasFired($0)
            },
            Rule(title: "Malformed or unfinished, first by id") {
                isOrganism($0.sample) && $0.sample.transcript.completion.outcome != .finished
            },
        ]
    }

    /// Whether a sample is of the same prompt in another condition.
    private func isCompanion(_ sample: SampleText, of first: SampleText) -> Bool {
        sample.transcript.promptID == first.transcript.promptID && sample.sampleIndex == first.sampleIndex
            && sample.id != first.id
    }

    private func excerpt(_ scored: Scored) -> TranscriptExcerpt {
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

    private func isOrganism(_ sample: SampleText) -> Bool { role(sample.transcript.condition) != .control }

    private func isTriggered(_ sample: SampleText) -> Bool {
        isOrganism(sample) && sample.transcript.isTriggered
    }

    private func hasFired(_ scored: Scored) -> Bool {
        scored.verdicts.contains { $0.scorer == BehaviorScorer.name && $0.value == .flag(true) }
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
