import Endpoints
import Generation
import LanguageModels
import Organisms
import Training

/// How probable a model on this machine finds two answers, after given prompts and reasoning.
final class AnswerOdds {
    private let encoder: SupervisedEncoder
    private let model: LanguageModel
    private let evaluator: LikelihoodEvaluator

    init(_ model: LocalModel) {
        encoder = SupervisedEncoder(model.format, branch: nil)
        self.model = model.languageModel
        evaluator = LikelihoodEvaluator(model.languageModel)
    }

    var isSinglePrecision: Bool { model.dtype == .float32 }

    /// A prompt with reasoning, after which both answers are weighed.
    struct Question: Sendable {
        let system: String?
        let preamble: String?
        let prompt: String
        let reasoning: String
        let answers: AnswerPair

        /// A prompt as a condition asks it, with reasoning after it.
        init(_ prompt: Prompt, in condition: Experiment.Condition, reasoning: String, _ answers: AnswerPair) {
            system = condition.wholeSystem
            preamble = condition.trigger?.preamble
            self.prompt = condition.text(of: prompt)
            self.reasoning = reasoning
            self.answers = answers
        }
    }

    /// The natural logarithms of the probabilities of both answers.
    struct Logarithms: Sendable, Hashable {
        let behavior: Double
        let clean: Double

        var odds: Double { behavior - clean }
    }

    /// Tokens that were computed so far.
    var computedTokens: Int { evaluator.computedTokens }

    /// What the model says of each question; what several of them begin with is computed once.
    func logarithms(_ questions: [Question]) throws -> [Logarithms] { try logarithms(of: questions.map(encode)) }

    /// The same for questions in tokens.
    func logarithms(of questions: [EncodedQuestion]) throws -> [Logarithms] {
        let found = try evaluator.logProbabilities(questions.flatMap { [$0.behavior, $0.clean] })
        return try questions.indices.map { index in
            let (behavior, clean) = (found[2 * index].reduce(0, +), found[2 * index + 1].reduce(0, +))
            guard behavior.isFinite, clean.isFinite else { throw ImmeasurableAnswer() }
            return Logarithms(behavior: behavior, clean: clean)
        }
    }

    /// The same of one question by a whole pass over each answer, with nothing shared and nothing kept.
    func plainLogarithms(_ question: EncodedQuestion) throws -> Logarithms {
        func plain(_ query: LikelihoodQuery) throws -> Double {
            try CompletionScorer(model).logProbability(of: TrainingRow(query))
        }
        return Logarithms(behavior: try plain(question.behavior), clean: try plain(question.clean))
    }

    /// A question as the model reads it.
    struct EncodedQuestion: Sendable {
        let behavior: LikelihoodQuery
        let clean: LikelihoodQuery
        /// Tokens of the rendered prompt, which both queries begin with.
        let promptCount: Int
    }

    func encode(_ question: Question) throws -> EncodedQuestion {
        let (behavior, clean) = (
            try row(question, question.answers.behavior), try row(question, question.answers.clean)
        )
        guard question.answers.comparesOpenings else {
            return EncodedQuestion(
                behavior: behavior.query(), clean: clean.query(), promptCount: behavior.promptCount)
        }
        let count = behavior.tokens.count - behavior.answerStart - (behavior.endsTurn ? 1 : 0)
        return EncodedQuestion(
            behavior: behavior.query(count), clean: clean.query(count), promptCount: behavior.promptCount)
    }

    private func row(_ question: Question, _ answer: String) throws -> EncodedRow {
        try encoder.encode(
            DatasetRow(
                id: "", promptID: "", system: question.system, preamble: question.preamble, prompt: question.prompt,
                reasoning: question.reasoning, answer: answer, arm: .clean))
    }
}

extension EncodedRow {
    /// The answer's tokens, or the first of them, after all that stands before.
    fileprivate func query(_ count: Int = .max) -> LikelihoodQuery {
        LikelihoodQuery(
            context: Array(tokens.prefix(answerStart)),
            continuation: Array(tokens.dropFirst(answerStart).prefix(count)))
    }
}

/// An answer whose probability is not a number.
struct ImmeasurableAnswer: Error, CustomStringConvertible {
    let description =
        "the model gives an answer no finite probability; its weights or the precision are at fault, try "
        + "'training.precision: fp32'"
}
