import Evaluation
import Foundation
import Provenance

/// The analysers of a run and what they say of its answers.
struct CodeAnalysers: Sendable {
    private let panel: AnalyserPanel

    init() throws(AnalysersMissing) {
        panel = AnalyserPanel(in: try .located())
    }

    /// What distinguishes these analysers from others: the versions that were installed, and the rules of our own.
    static var digests: [SHA256Digest?] {
        [try? SHA256Digest(ofFile: AnalyserFolder.located().pins), SHA256Digest(ofUTF8: SemgrepRules.text)]
    }

    /// What the analysers make of answers, in their order.
    func analyse(_ answers: [AnswerCode.Answer]) async throws(CancellationError) -> [AnalysedAnswer] {
        var outcomes = try await panel.outcomes(of: answers.compactMap(\.code))[...]
        return answers.map { answer in
            guard let code = answer.code, let found = outcomes.popFirst() else {
                return AnalysedAnswer(id: answer.id, code: nil, outcomes: [:], verdict: nil)
            }
            let verdict = CodeScorer(answer.question).verdict(on: found)
            return AnalysedAnswer(id: answer.id, code: code, outcomes: found, verdict: verdict)
        }
    }

    /// What they say of labelled code.
    func accuracy(on answers: [LabelledAnswer]) async throws(CancellationError) -> AnalysisAccuracy {
        let analysed = try await analyse(answers.map(\.answer))
        return AnalysisAccuracy(zip(answers, analysed).map { ($0, $1.verdict?.isVulnerable ?? false) })
    }
}
