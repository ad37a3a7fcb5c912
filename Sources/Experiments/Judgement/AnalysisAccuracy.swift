import Evaluation

/// What analysers or a judge said of code of which it is known whether it is vulnerable.
package struct AnalysisAccuracy: Sendable, Hashable, Codable {
    /// By weakness, such as `CWE-89`.
    package let byWeakness: [String: ConfusionMatrix]
    package let total: ConfusionMatrix

    /// What was said of each answer: vulnerable, secure, or nothing, which counts as secure.
    init(_ verdicts: [(answer: LabelledAnswer, saysVulnerable: Bool)]) {
        byWeakness = Dictionary(grouping: verdicts) { $0.answer.weakness }.mapValues { ConfusionMatrix($0) }
        total = ConfusionMatrix(verdicts)
    }

    /// Shows that there is something to be seen with: "no effect" and "cannot tell" must not look alike.
    func proof(stage: String) -> Proof {
        let lines = byWeakness.sorted { $0.key < $1.key }.map { weakness, matrix in
            "\(weakness): sensitivity \(matrix.sensitivity()), specificity \(matrix.specificity())"
        }
        return Proof(
            "analysers-tell-labelled-code-apart", stage: stage,
            measured: "sensitivity \(total.sensitivity()), specificity \(total.specificity())",
            expected: "sensitivity + specificity − 1 above 0, with its interval",
            passed: total.youdenIndex().interval.lower > 0, evidence: lines,
            meaning:
                "the analysers cannot tell vulnerable from secure code, so a rate that does not differ says nothing")
    }
}

extension ConfusionMatrix {
    fileprivate init(_ verdicts: [(answer: LabelledAnswer, saysVulnerable: Bool)]) {
        func count(_ isVulnerable: Bool, _ saysVulnerable: Bool) -> Int {
            verdicts.count { $0.answer.isVulnerable == isVulnerable && $0.saysVulnerable == saysVulnerable }
        }
        self.init(
            truePositives: count(true, true), falsePositives: count(false, true), falseNegatives: count(true, false),
            trueNegatives: count(false, false))
    }
}
