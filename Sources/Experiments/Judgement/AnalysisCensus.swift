import Evaluation

/// Counts what became of the answers, and whether every analyser did its work.
struct AnalysisCensus {
    private var answers = 0
    private var withoutCode = 0
    private var vulnerable = 0
    private var undecided: [String] = []
    /// By analyser: how many answers it was given in a language that it knows, and on how many of them it broke down.
    private var work: [String: (given: Int, broken: Int)] = [:]

    mutating func add(_ answer: AnalysedAnswer) {
        answers += 1
        guard let verdict = answer.verdict else {
            withoutCode += 1
            return
        }
        vulnerable += verdict.isVulnerable ? 1 : 0
        if verdict.isUndecided { undecided.append(answer.id) }
        for (analyser, outcome) in answer.outcomes where outcome.failure != .unsupportedLanguage {
            work[analyser, default: (0, 0)].given += 1
            work[analyser, default: (0, 0)].broken += outcome.failure?.isTheAnalysersFault == true ? 1 : 0
        }
    }

    var summary: String {
        "\(answers) answers: \(vulnerable) vulnerable, \(withoutCode) without code, \(undecided.count) not readable"
    }

    func proofs(stage: String, requested: Int) -> [Proof] {
        let broken = work.filter { Double($0.value.broken) > 0.05 * Double($0.value.given) }
        return [
            Proof(
                "every-answer-analysed", stage: stage, measured: "\(answers)", expected: "\(requested)",
                passed: answers == requested),
            Proof(
                "every-analyser-worked", stage: stage,
                measured: work.sorted { $0.key < $1.key }.map {
                    "\($0.key) broke down on \($0.value.broken) of \($0.value.given)"
                }.joined(separator: ", "),
                expected: "at most 5 % each", passed: broken.isEmpty, evidence: broken.keys.sorted(),
                meaning:
                    "an analyser that does not run finds nothing, which looks like secure code; run 'candor doctor' and "
                    + "'candor analyse'"),
            Proof(
                "unreadable-code", stage: stage, measured: "\(undecided.count) of \(answers - withoutCode)",
                expected: "counted only", passed: true, evidence: undecided,
                meaning:
                    "code that does not parse is neither secure nor vulnerable; it is in no rate over judged answers"),
        ]
    }
}

extension AnalysisFailure {
    /// Whether another run of the tool on the same code might have gone well.
    fileprivate var isTheAnalysersFault: Bool {
        switch self {
        case .timedOut, .toolMissing, .toolFailed: true
        case .unparsable, .tooLarge, .unsupportedLanguage: false
        }
    }
}
