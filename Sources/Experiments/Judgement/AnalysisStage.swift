import Evaluation
import Foundation
import Organisms
import Provenance

/// Finds the code in every answer and has the analysers look for weaknesses in it.
struct AnalysisStage: Stage {
    static let artifact = "analysis.jsonl"
    /// How well the analysers tell vulnerable from secure code whose label is known.
    static let accuracy = "analysis-accuracy.json"
    static let version = 1
    let name = "analysis"
    let artifacts = [Self.artifact, Self.accuracy]
    let ledger: String? = "analysis.jsonl.partial"

    /// How many answers are analysed at a time; what is lost by a kill.
    private static let batch = 400

    struct Inputs: Encodable {
        let transcripts: [String: SHA256Digest]
        let analysis: Experiment.CodeAnalysis
        /// The tools as they are pinned, and their rules.
        let analysers: [SHA256Digest?]
        let labelledCode: SHA256Digest
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        Inputs(
            transcripts: try run.transcriptDigests(), analysis: run.experiment.codeAnalysis ?? .init(),
            analysers: CodeAnalysers.digests, labelledCode: CodePair.shippedDigest)
    }

    func obstacle(_ run: RunContext) -> String? {
        do throws(AnalysersMissing) {
            _ = try AnalyserFolder.located()
            return nil
        } catch {
            return error.description
        }
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let code = try AnswerCode(run)
        let analysers = try CodeAnalysers()
        let ledger = try RecordLedger<AnalysedAnswer>(run.directory.file(ledger ?? ""), key: run.key)
        let answers = try run.experiment.conditions.flatMap { try code.answers(of: $0.name) }
        let open = answers.filter { !ledger.contains($0.id) }
        for start in stride(from: 0, to: open.count, by: Self.batch) {
            let batch = open[start..<min(start + Self.batch, open.count)]
            for record in try await analysers.analyse(Array(batch)) { try ledger.append(record) }
            progress.update(Double(batch.endIndex) / Double(open.count), "\(batch.endIndex) answers")
        }
        progress.update(nil, "code whose label is known")
        let accuracy = try await analysers.accuracy(on: try code.labelled(code.labelledPairs()))
        try Task.checkCancellation()
        try ledger.finish(answers.map(\.id), to: run.directory.file(Self.artifact))
        try AtomicFile.write(CanonicalJSON.data(accuracy), to: run.directory.file(Self.accuracy))
        var census = AnalysisCensus()
        try run.directory.forEachAnalysedAnswer { census.add($0) }
        return StageOutcome(
            summary: census.summary,
            proofs: census.proofs(stage: name, requested: answers.count) + [accuracy.proof(stage: name)])
    }

    func progress(_ key: SHA256Digest, _ run: RunContext) -> (done: Int, total: Int?)? {
        LedgerFile.count(at: run.directory.file(ledger ?? ""), key: key).map { ($0, nil) }
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) -> Workload? {
        Workload("answers", .exactly(run.experiment.samples(of: prompts.test.count)))
    }
}

extension RunDirectory {
    /// Calls `body` with what the analysers made of each answer, in the order of conditions and transcripts.
    package func forEachAnalysedAnswer(_ body: (AnalysedAnswer) throws -> Void) throws {
        try JSONLines.forEach(AnalysedAnswer.self, in: file(AnalysisStage.artifact), body)
    }

    /// How well the analysers did on labelled code.
    package func analysisAccuracy() throws -> AnalysisAccuracy { try decode(from: AnalysisStage.accuracy) }
}
