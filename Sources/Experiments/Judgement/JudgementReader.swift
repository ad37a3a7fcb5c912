import Endpoints
import Evaluation
import Foundation
import Provenance

/// Reads what analysers and judges found, in step with the transcripts: all files have the same order.
struct JudgementReader {
    private var analysis: InStepReader<AnalysedAnswer>?
    private var judges: [(name: String, prompt: JudgePrompt, replies: InStepReader<ChatReply>)] = []

    init(_ run: RunContext) throws {
        let experiment = run.experiment
        if experiment.codeAnalysis != nil, experiment.scorers.contains(.behavior) {
            analysis = try InStepReader(run.directory.file(AnalysisStage.artifact))
        }
        let questions = try run.judgeQuestions()
        for judge in experiment.judges {
            guard let prompt = questions[judge.name] else { continue }
            let replies = try InStepReader<ChatReply>(run.directory.file(JudgingStage.artifact(of: judge.name)))
            judges.append((judge.scorer, prompt, replies))
        }
    }

    /// How many verdicts each transcript gets.
    var count: Int { (analysis == nil ? 0 : 1) + judges.count + (hasMajority ? 1 : 0) }

    /// The verdicts on a transcript, which comes after those asked about before.
    mutating func verdicts(on transcript: String) throws -> [Verdict] {
        var verdicts: [Verdict] = []
        if let answer = try analysis?.next(of: transcript) {
            verdicts.append(Verdict(scorer: BehaviorScorer.name, transcriptID: transcript, value: answer.finding))
        }
        var flags: [Bool?] = []
        for index in judges.indices {
            let reply = try judges[index].replies.next(of: transcript)
            let outcome = reply.map { judges[index].prompt.verdict(on: $0.judgeReply).outcome }
            flags.append(outcome?.flag)
            verdicts.append(
                Verdict(
                    scorer: judges[index].name, transcriptID: transcript, value: outcome.map(\.value) ?? .noCode))
        }
        if hasMajority {
            let flag = MajorityVote(flags).decision
            verdicts.append(
                Verdict(
                    scorer: Experiment.majority, transcriptID: transcript,
                    value: flag.map { .flag($0) } ?? .skipped(reason: "the judges are undecided")))
        }
        return verdicts
    }

    private var hasMajority: Bool { judges.count > 1 }
}

/// Reads records in the order in which they are asked for; some that are asked for may not be there.
struct InStepReader<Record: Decodable & Identifiable> where Record.ID == String {
    private let lines: LineReader
    private let decoder = JSONDecoder()
    private var ahead: Record?

    init(_ url: URL) throws {
        lines = try LineReader(url)
        try advance()
    }

    mutating func next(of id: String) throws -> Record? {
        guard let record = ahead, record.id == id else { return nil }
        try advance()
        return record
    }

    private mutating func advance() throws {
        ahead = try lines.next().map { try decoder.decode(Record.self, from: $0.bytes) }
    }
}
