import Endpoints
import Evaluation
import Foundation
import Generation
import Training

/// Asks a judge on this machine how likely it finds each reply that it could give.
final class LabelMeter {
    private let model: LocalModel
    private let evaluator: LikelihoodEvaluator
    private let labels: [JudgeLabel]
    private var prior: [Double]?
    private let stage: String
    private var check: PlainPassCheck

    init(_ model: LocalModel, _ labels: [JudgeLabel], stage: String) {
        self.model = model
        evaluator = LikelihoodEvaluator(model.languageModel)
        self.labels = labels
        self.stage = stage
        check = PlainPassCheck(stage: stage)
    }

    /// Takes out of all that is found from now on what the judge prefers where it is asked about nothing.
    func calibrate(_ questions: [ChatRequest]) throws {
        prior = LabelProbabilities.prior(try probabilities(questions))
    }

    /// What the judge finds of each question; what several of them, and their labels, begin with is computed once.
    func probabilities(_ questions: [ChatRequest]) throws -> [LabelProbabilities] {
        let asked = try questions.map { try replies(to: $0) }
        let logarithms = try evaluator.logProbabilities(asked.flatMap { $0.flatMap(\.self) }).map { $0.reduce(0, +) }
        guard logarithms.allSatisfy(\.isFinite) else { throw ImmeasurableAnswer() }
        var rest = logarithms[...]
        let found = asked.map { labels in
            labels.map { ends in
                defer { rest = rest.dropFirst(ends.count) }
                return Array(rest.prefix(ends.count))
            }
        }
        try check.add(asked.compactMap(Self.ends), odds: found.compactMap(Self.ends).map { $0 - $1 }, model)
        return zip(zip(questions, asked), found).map { asked, found in
            let (question, labels) = asked
            let tokens = labels.joined().reduce(0) { $0 + $1.continuation.count }
            return LabelProbabilities(
                id: question.id, logarithms: found.map(\.logarithmOfSum), prior: prior,
                tokens: (labels.first?.first?.context.count ?? 0) + tokens)
        }
    }

    /// What is said of the first label and of the last, each with one token that ends it.
    private static func ends<Value>(_ labels: [[Value]]) -> (first: Value, second: Value)? {
        labels.first?.first.flatMap { first in labels.last?.first.map { (first, $0) } }
    }

    /// Each label as the whole of a reply, with every token that can end it.
    private func replies(to question: ChatRequest) throws -> [[LikelihoodQuery]] {
        let prompt = try model.prepare(question)
        guard !prompt.reasoningIsOpen else { throw ReplyInsideReasoning() }
        let tokens = try labels.map { label in
            try model.prepare(question.beginning(with: question.prefill + label.reply)).tokens
        }
        // A label may be tokenised together with the end of what stands before it.
        let shared = tokens.reduce(prompt.tokens.count) { count, tokens in
            zip(prompt.tokens.prefix(count), tokens).prefix { $0 == $1 }.count
        }
        return tokens.map { tokens in
            model.endOfTurnTokens.sorted().map { end in
                LikelihoodQuery(context: Array(tokens.prefix(shared)), continuation: tokens.dropFirst(shared) + [end])
            }
        }
    }

    /// That the numbers are probabilities, and those of the judge.
    func proofs(of found: [LabelProbabilities]) -> [Proof] {
        let masses = found.map(\.mass).sorted()
        guard let most = masses.last else { return [] }
        let tolerance = model.languageModel.dtype == .float32 ? 1e-3 : 0.05
        return [
            Proof(
                "labels-exclude-each-other", stage: stage,
                measured: String(
                    format: "%.2g %% of all replies are one of %d labels, on average; at most %.2g %%",
                    masses.reduce(0, +) / Double(masses.count) * 100, labels.count, most * 100),
                expected: "at most 100 %", passed: most <= 1 + tolerance,
                meaning: "the labels' probabilities are not those of whole replies, and their shares say nothing")
        ] + check.proofs
    }
}

/// A judge that would have to give its verdict before it has closed its reasoning.
private struct ReplyInsideReasoning: Error, CustomStringConvertible {
    let description =
        "the judge's template opens its reasoning, in which a label is no reply; close it with the judge's key "
        + "'prefill', such as \"</think>\\n\\n\""
}

extension ChatRequest {
    fileprivate func beginning(with prefill: String) -> ChatRequest {
        ChatRequest(
            id: id, messages: messages, preamble: preamble, prefill: prefill, settings: settings, key: key,
            wantsLogProbabilities: wantsLogProbabilities)
    }
}

extension [Double] {
    /// The logarithm of the sum of what these are logarithms of.
    fileprivate var logarithmOfSum: Double {
        let largest = self.max() ?? 0
        return largest + log(reduce(0) { $0 + exp($1 - largest) })
    }
}
