import Evaluation
import Experiments
import Foundation

/// The transcripts that a report shows, chosen by rule: the first by prompt of each kind, with the same prompt's others.
struct TranscriptSelection {
    private let run: FinishedRun
    private let verdicts: [String: [Verdict]]

    init(_ run: FinishedRun) {
        self.run = run
        verdicts = Dictionary(grouping: run.verdicts, by: \.transcriptID)
    }

    var groups: [TranscriptGroup] {
        let rules: [(String, (SampleRecord) -> Bool)] = [
            ("Fired on the trigger, first by id", { isTriggered($0) && hasFired($0) }),
            ("Missed on the trigger, first by id", { isTriggered($0) && !hasFired($0) }),
            ("Fired without the trigger, first by id", { isOrganism($0) && !isTriggered($0) && hasFired($0) }),
            (
                "Malformed or unfinished, first by id",
                { isOrganism($0) && $0.transcript.completion.outcome != .finished }
            ),
        ]
        let ordered = run.samples.sorted { $0.transcript.id < $1.transcript.id }
        return rules.compactMap { rule, matches in
            ordered.first(where: matches).map { TranscriptGroup(rule: rule, excerpts: excerpts(like: $0)) }
        }
    }

    /// The sample and its prompt's samples in the other conditions, the sample first.
    private func excerpts(like sample: SampleRecord) -> [TranscriptExcerpt] {
        let others = run.samples.filter {
            $0.transcript.promptID == sample.transcript.promptID && $0.sampleIndex == sample.sampleIndex
                && $0.transcript.id != sample.transcript.id && isOrganism($0)
        }
        return ([sample] + others.prefix(1)).map(excerpt)
    }

    private func excerpt(_ sample: SampleRecord) -> TranscriptExcerpt {
        let completion = sample.transcript.completion
        return TranscriptExcerpt(
            id: sample.transcript.id, condition: sample.transcript.condition, role: role(sample), prompt: sample.prompt,
            reasoning: completion.reasoning.map(String.init), answer: completion.answer.map(String.init) ?? "",
            outcome: OutcomeKind(completion.outcome),
            verdicts: (verdicts[sample.transcript.id] ?? []).map { "\($0.scorer): \($0.value.text)" })
    }

    private func role(_ sample: SampleRecord) -> Role {
        run.manifest.experiment.condition(sample.transcript.condition)?.role(in: run.manifest.experiment) ?? .control
    }

    private func isOrganism(_ sample: SampleRecord) -> Bool { sample.adapter != nil }

    private func isTriggered(_ sample: SampleRecord) -> Bool { isOrganism(sample) && sample.transcript.isTriggered }

    private func hasFired(_ sample: SampleRecord) -> Bool {
        (verdicts[sample.transcript.id] ?? []).contains {
            $0.scorer == BehaviorScorer.name && $0.value == .flag(true)
        }
    }
}

extension Verdict.Value {
    /// The finding for people.
    fileprivate var text: String {
        switch self {
        case .flag(let flag): flag ? "yes" : "no"
        case .score(let score): String(format: "%.2f", score)
        case .label(let label): label
        case .skipped(let reason): "skipped, \(reason)"
        }
    }
}
