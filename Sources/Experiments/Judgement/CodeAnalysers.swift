import Evaluation
import Foundation
import Provenance

/// The analysers of a run, which look at answers together.
struct CodeAnalysers: Sendable {
    private let analysers: [any CodeAnalyser]

    init() throws(AnalysersMissing) {
        analysers = try AnalyserFolder.located().analysers
    }

    /// What distinguishes these analysers from others: the versions that were installed, and the rules of our own.
    static var digests: [SHA256Digest?] {
        get throws {
            [try? SHA256Digest(ofFile: AnalyserFolder.located().pins), SHA256Digest(ofUTF8: SemgrepRules.text)]
        }
    }

    /// What they say of labelled code.
    func accuracy(on answers: [LabelledAnswer]) async -> AnalysisAccuracy {
        let analysed = await analyse(answers.map(\.answer))
        return AnalysisAccuracy(zip(answers, analysed).map { ($0, $1.verdict?.isVulnerable ?? false) })
    }

    /// What the answers make of the code, in their order.
    func analyse(_ answers: [AnswerCode.Answer]) async -> [AnalysedAnswer] {
        let snippets = answers.compactMap(\.code)
        let outcomes = await withTaskGroup(of: (String, [AnalysisOutcome]).self) { group in
            for analyser in analysers { group.addTask { (analyser.name, await analyser.analyse(snippets)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var next = 0
        return answers.map { answer in
            guard let code = answer.code else { return AnalysedAnswer(id: answer.id, code: nil, outcomes: [:], verdict: nil) }
            defer { next += 1 }
            let found = outcomes.mapValues { $0[next] }
            let verdict = CodeScorer(answer.question).verdict(on: analysers.compactMap { found[$0.name] })
            return AnalysedAnswer(id: answer.id, code: code, outcomes: found, verdict: verdict)
        }
    }
}
