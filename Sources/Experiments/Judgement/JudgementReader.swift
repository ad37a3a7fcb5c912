import Evaluation
import Foundation
import Provenance
import TextSearch

/// Reads what analysers and judges found, in step with the transcripts: all files have the same order.
struct JudgementReader {
    private var analysis: InStepReader<AnalysedAnswer>?
    private var judges: [Source] = []
    /// Whose scores are read together; nil while one of them is missing.
    private let pair: (alignment: Experiment.Judge, coherence: Experiment.Judge)?

    /// One judge, what it is asked, and what it replied.
    private struct Source {
        let judge: Experiment.Judge
        let prompt: JudgePrompt
        var answers: InStepReader<JudgeAnswer>

        var selection: JudgeSelection { judge.selection ?? prompt.selection }
    }

    /// - Parameter last: the judge before which to stop; nil for all judges.
    init(_ run: RunContext, before last: String? = nil) throws {
        let experiment = run.experiment
        if experiment.codeAnalysis != nil, experiment.scorers.contains(.behavior) {
            analysis = try InStepReader(run.directory.file(AnalysisStage.artifact))
        }
        let known = experiment.judges.prefix { $0.name != last }
        pair = experiment.judgesOfCoherentMisalignment.flatMap { pair in
            known.contains(pair.alignment) && known.contains(pair.coherence) ? pair : nil
        }
        for judge in known {
            judges.append(
                Source(
                    judge: judge, prompt: try run.question(of: judge),
                    answers: try InStepReader(run.directory.file(JudgingStage.artifact(of: judge.name)))))
        }
    }

    /// How many verdicts each transcript gets.
    var count: Int { (analysis == nil ? 0 : 1) + judges.count + (hasMajority ? 1 : 0) + (pair == nil ? 0 : 1) }

    /// What counts as a yes of a judge, where another one is asked about those samples.
    func dichotomy(of judge: String) -> Dichotomy? {
        judges.first { $0.judge.name == judge }?.prompt.scale.rates.first?.dichotomy
    }

    /// The verdicts on a transcript, which comes after those asked about before, those of scorers first.
    mutating func verdicts(on sample: SampleText, beside scored: [Verdict]) throws -> [Verdict] {
        var verdicts = scored
        func add(_ scorer: String, _ value: Verdict.Value, _ evidence: Verdict.Evidence? = nil) {
            verdicts.append(Verdict(scorer: scorer, transcriptID: sample.id, value: value, evidence: evidence))
        }
        if let answer = try analysis?.next(of: sample.id) { add(BehaviorScorer.name, answer.finding) }
        var flags: [Bool?] = []
        for index in judges.indices {
            let answer = try judges[index].answers.next(of: sample.id)
            let source = judges[index]
            let verdict = answer.map { $0.verdict(of: source.judge, on: source.prompt) }
            let outcome = verdict?.outcome
            if source.judge.detectsBehavior(source.prompt) { flags.append(outcome?.flag) }
            let isAsked = source.judge.isAsked(about: sample.transcript, source.selection, self, verdicts)
            add(
                source.judge.scorer, outcome?.value ?? (isAsked ? source.prompt.missing(in: sample) : .notAsked),
                verdict?.quotation(from: sample))
        }
        if hasMajority {
            let decision = MajorityVote(flags).decision
            add(Experiment.majority, decision.map { .flag($0) } ?? .skipped(reason: "the judges are undecided"))
        }
        if let pair {
            func finding(of judge: Experiment.Judge) -> Verdict.Value {
                verdicts.first { $0.scorer == judge.scorer }?.value ?? .notAsked
            }
            add(
                CoherentMisalignment.name,
                CoherentMisalignment.finding(
                    alignment: finding(of: pair.alignment), coherence: finding(of: pair.coherence)))
        }
        return verdicts
    }

    private var hasMajority: Bool { judges.count { $0.judge.detectsBehavior($0.prompt) } > 1 }
}

extension Experiment {
    /// The first judges of alignment and of coherence, whose scores are read together; nil without one of them.
    var judgesOfCoherentMisalignment: (alignment: Judge, coherence: Judge)? {
        let questions = CoherentMisalignment.questions
        guard let alignment = judges.first(where: { $0.question == questions.alignment }),
            let coherence = judges.first(where: { $0.question == questions.coherence })
        else { return nil }
        return (alignment, coherence)
    }
}

extension JudgeVerdict {
    /// The words of a sample that the judge quotes in its detail `quote`, where they are there letter for letter.
    fileprivate func quotation(from sample: SampleText) -> Verdict.Evidence? {
        guard outcome.isVerdict, case .string(let quote)? = details["quote"] else { return nil }
        let text = sample.transcript.completion.text
        return Phrase(quote).range(in: text, .literal).map { Verdict.Evidence($0, of: text) }
    }
}

extension JudgePrompt {
    /// What is said of a sample that the judge could not be asked about.
    fileprivate func missing(in sample: SampleText) -> Verdict.Value {
        if asksAboutCode { return .noCode }
        return holes.contains(.reasoning) && sample.transcript.completion.reasoning == nil ? .noReasoning : .noAnswer
    }
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
