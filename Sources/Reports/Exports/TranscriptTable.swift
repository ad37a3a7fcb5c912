import Evaluation
import Experiments
import Foundation
import Provenance

/// All transcripts of a run as comma-separated values: one row a transcript, one column a scorer and a person.
///
/// A flag is `true` or `false`; a verdict that says nothing reads `skipped: ` and why, so that no cell is empty for two
/// reasons. What is not there at all, such as the answer to a request that failed, is empty.
struct TranscriptTable {
    private let run: FinishedRun

    init(_ run: FinishedRun) {
        self.run = run
    }

    /// - Returns: how many rows there are.
    func write(to destination: URL) throws -> Int {
        let columns = try ScoreColumns(of: run)
        let file = try AtomicFile(replacing: destination)
        let scorers = columns.scorers.map(\.name)
        try file.append(CSVRow(Self.columns + scorers + columns.people).data)
        let count = try run.forEachScoredSample { scored in
            let verdicts = Dictionary(scored.verdicts.map { ($0.scorer, $0.value.cell) }) { first, _ in first }
            let labels = Dictionary(scored.labels.map { ($0.column, $0.value.rawValue) }) { _, last in last }
            let cells = scorers.map { verdicts[$0] ?? "" } + columns.people.map { labels[$0] ?? "" }
            try file.append(CSVRow(Self.cells(of: scored.sample) + cells).data)
        }
        try file.commit()
        return count
    }

    private static let columns = [
        "id", "condition", "prompt_id", "sample", "triggered", "outcome", "defects", "failure", "adapter", "system",
        "prompt", "reasoning", "answer",
    ]

    private static func cells(of sample: ExportedSample) -> [String] {
        let (transcript, completion) = (sample.transcript, sample.completion)
        return [
            transcript.id, transcript.condition, transcript.promptID, "\(sample.sampleIndex)",
            "\(transcript.isTriggered)", completion.outcome.rawValue,
            completion.defects.map(\.rawValue).joined(separator: " "), sample.failure?.message ?? "",
            sample.adapter?.hex ?? "", sample.system ?? "", sample.prompt, completion.reasoning.map(String.init) ?? "",
            completion.answer.map(String.init) ?? "",
        ]
    }
}

extension Verdict.Value {
    fileprivate var cell: String {
        switch self {
        case .flag(let flag): "\(flag)"
        case .score(let score): "\(score)"
        case .label(let label): label
        case .skipped(let reason): "skipped: \(reason)"
        }
    }
}
