import Endpoints
import Evaluation
import Experiments
import Foundation
import Generation
import Provenance

/// What of a sample other programs are shown: all but the tokens.
struct ExportedSample: Decodable, Identifiable {
    let id: String
    let transcript: Transcript
    let system: String?
    let prompt: String
    let prefill: String?
    let renderedPrompt: SHA256Digest
    let sampleIndex: Int
    let adapter: SHA256Digest?
    let ending: ChatReply.Ending
    let failure: ChatReply.Failure?
    let usage: TokenUsage

    var completion: Completion { transcript.completion }
}

/// A sample with what scorers and people said of it.
struct ScoredSample {
    let sample: ExportedSample
    let verdicts: [Verdict]
    let labels: [HumanLabel]
}

extension FinishedRun {
    /// Calls `body` with each sample, by condition and then as the prompts were asked; one at a time, whatever its outcome.
    ///
    /// - Returns: how many there are.
    func forEachScoredSample(_ body: (ScoredSample) throws -> Void) throws -> Int {
        let labels = Dictionary(grouping: try directory.readLabels(), by: \.transcript)
        var count = 0
        try directory.forEachScored(ExportedSample.self, of: manifest.experiment.conditions.map(\.name)) {
            sample, verdicts in
            count += 1
            try body(ScoredSample(sample: sample, verdicts: verdicts, labels: labels[sample.id] ?? []))
        }
        return count
    }
}

/// Who said something of a run's transcripts: scorers, with how many each could say something of, and people.
struct ScoreColumns {
    struct Scorer {
        let name: String
        fileprivate(set) var scored = 0
        fileprivate(set) var skipped = 0
    }

    /// In the order of their first verdicts.
    private(set) var scorers: [Scorer] = []

    /// The names of ``HumanLabel/column``, in the order of their first labels.
    private(set) var people: [String] = []

    init(of run: FinishedRun) throws {
        var places: [String: Int] = [:]
        try run.directory.forEachVerdict { verdict in
            if places[verdict.scorer] == nil {
                places[verdict.scorer] = scorers.count
                scorers.append(Scorer(name: verdict.scorer))
            }
            guard let place = places[verdict.scorer] else { return }
            if case .skipped = verdict.value { scorers[place].skipped += 1 } else { scorers[place].scored += 1 }
        }
        for label in try run.directory.readLabels() where !people.contains(label.column) { people.append(label.column) }
    }
}

extension HumanLabel {
    /// How exports name what one person says to one question: `human/behavior/ada`.
    var column: String { "human/\(question)/\(labeller)" }
}
