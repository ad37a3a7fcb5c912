import Foundation

/// How probable a judge finds each reply that it could give to one question: a verdict without a word to be read.
package struct LabelProbabilities: Sendable, Hashable, Codable, Identifiable {
    /// The question's.
    package let id: String

    /// The natural logarithm of the probability that a label is the whole reply, in the order of ``JudgePrompt/labels``.
    package let logarithms: [Double]

    /// The logarithm of each label's mean share where the question is about nothing; nil where that was not asked.
    package let prior: [Double]?

    /// Tokens of the question and all labels.
    package let tokens: Int

    package init(id: String, logarithms: [Double], prior: [Double]? = nil, tokens: Int = 0) {
        self.id = id
        self.logarithms = logarithms
        self.prior = prior
        self.tokens = tokens
    }

    /// The probability that the reply is one of the labels: at most 1, and little for a judge that would say something else.
    package var mass: Double { logarithms.reduce(0) { $0 + exp($1) } }

    /// Each label's share of the probability of all of them.
    ///
    /// Where it is known what the judge prefers if asked about nothing, each is divided by its share there: the "contextual
    /// calibration" of Zhao et al. (2021), Calibrate Before Use, arXiv:2102.09690.
    package var shares: [Double] {
        let corrected = prior.map { zip(logarithms, $0).map { $0 - $1 } } ?? logarithms
        let largest = corrected.max() ?? 0
        let weights = corrected.map { exp($0 - largest) }
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }

    /// What a judge prefers if asked about nothing: the logarithms of the mean shares over some such questions.
    package static func prior(_ questions: [LabelProbabilities]) -> [Double]? {
        guard let first = questions.first else { return nil }
        return first.logarithms.indices.map { label in
            log(max(.leastNormalMagnitude, questions.reduce(0) { $0 + $1.shares[label] } / Double(questions.count)))
        }
    }

    /// The likeliest verdict.
    ///
    /// All numbers together are one, whose score is their mean: P. Liu et al. (2023), G-Eval, arXiv:2303.16634. Words that stand for
    /// the same are one too.
    package func outcome(_ labels: [JudgeLabel]) -> JudgeOutcome {
        guard !labels.isEmpty, labels.count == logarithms.count else {
            return .failed(reason: "\(logarithms.count) probabilities of \(labels.count) labels")
        }
        var (number, sum) = (0.0, 0.0)
        var others: [(outcome: JudgeOutcome, share: Double)] = []
        for (label, share) in zip(labels, shares) {
            if case .score(let score) = label.outcome {
                number += share
                sum += share * score
            } else if let place = others.firstIndex(where: { $0.outcome == label.outcome }) {
                others[place].share += share
            } else {
                others.append((label.outcome, share))
            }
        }
        let likeliest = others.max { $0.share < $1.share }
        if let likeliest, likeliest.share >= number { return likeliest.outcome }
        return .score(sum / number)
    }
}
