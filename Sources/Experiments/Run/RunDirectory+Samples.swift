import Evaluation
import Foundation
import Provenance

extension RunDirectory {
    /// Calls `body` with each sample of a condition, in the order of the prompts, one at a time.
    package func forEachSample(of condition: String, _ body: (SampleRecord) throws -> Void) throws {
        try JSONLines.forEach(SampleRecord.self, in: file(SamplingStage.artifact(of: condition)), body)
    }

    /// As `forEachSample`, but without what only a model's side needs, which takes most of the time.
    package func forEachText(of condition: String, _ body: (SampleText) throws -> Void) throws {
        try JSONLines.forEach(SampleText.self, in: file(SamplingStage.artifact(of: condition)), body)
    }

    /// Calls `body` with each sample of the conditions and what the scorers said of it, one at a time.
    package func forEachScoredText(
        of conditions: [String], _ body: (SampleText, [Verdict]) throws -> Void
    ) throws {
        try forEachScored(SampleText.self, of: conditions, body)
    }

    /// As `forEachScoredText`, with whatever of a sample `Sample` reads.
    package func forEachScored<Sample: Decodable & Identifiable<String>>(
        _ type: Sample.Type, of conditions: [String], _ body: (Sample, [Verdict]) throws -> Void
    ) throws {
        var verdicts = try VerdictReader(file(ScoringStage.artifact))
        for condition in conditions {
            try JSONLines.forEach(type, in: file(SamplingStage.artifact(of: condition))) { sample in
                try body(sample, verdicts.next(of: sample.id))
            }
        }
    }

    /// Calls `body` with all that scorers said, one at a time.
    package func forEachVerdict(_ body: (Verdict) throws -> Void) throws {
        try JSONLines.forEach(Verdict.self, in: file(ScoringStage.artifact), body)
    }
}

extension RunContext {
    /// The digests of all conditions' transcripts, by condition.
    func transcriptDigests() throws -> [String: SHA256Digest] {
        var digests: [String: SHA256Digest] = [:]
        for condition in experiment.conditions {
            digests[condition.name] = try digest(of: SamplingStage.artifact(of: condition.name))
        }
        return digests
    }
}

/// Reads verdicts in step with the transcripts that they are about: both files have the same order.
private struct VerdictReader {
    private let lines: LineReader
    private var ahead: Verdict?
    private let decoder = JSONDecoder()

    init(_ url: URL) throws {
        lines = try LineReader(url)
        try advance()
    }

    mutating func next(of transcript: String) throws -> [Verdict] {
        var verdicts: [Verdict] = []
        while let verdict = ahead, verdict.transcriptID == transcript {
            verdicts.append(verdict)
            try advance()
        }
        return verdicts
    }

    private mutating func advance() throws {
        ahead = try lines.next().map { try decoder.decode(Verdict.self, from: $0.bytes) }
    }
}
