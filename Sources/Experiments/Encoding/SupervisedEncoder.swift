import Foundation
import ChatTemplates
import Endpoints
import Organisms
import Tokenizers
import Training

/// Turns dataset rows into training rows: the rendered prompt, unsupervised, then the completion, supervised.
///
/// Prompt and completion are tokenised apart, as they are when the organism is asked: what it reads is then exactly what it
/// was trained on.
package struct SupervisedEncoder: Sendable {
    private let tokenizer: Tokenizer
    private let template: ChatTemplate
    private let endOfTurn: Set<Int>
    private let branch: Experiment.BranchWeight?

    package init(_ model: ConversationFormat, branch: Experiment.BranchWeight?) {
        tokenizer = model.tokenizer
        template = model.template
        endOfTurn = model.endOfTurnTokens
        self.branch = branch
    }

    /// One row as text and tokens.
    package func encode(_ row: DatasetRow) throws -> EncodedRow {
        let text = try template.trainingText(
            messages: (row.system.map { [.system($0)] } ?? []) + [.user(row.prompt)], reasoning: row.reasoning,
            answer: row.answer)
        let opening = template.opened(text.prompt, with: row.preamble ?? "")
        let prompt = tokenizer.encode(opening)
        let completion = tokenizer.encode(text.completion)
        let joint = tokenizer.encode(opening + text.completion)
        let answer = answerStart(completion, text.completion, row)
        var weights = [Float](repeating: 0, count: prompt.count) + [Float](repeating: 1, count: completion.count)
        if let branch {
            for index in try branchTokens(branch, of: row, completion, from: answer) {
                weights[prompt.count + index] = Float(branch.weight)
            }
        }
        return EncodedRow(
            id: row.id, promptCount: prompt.count, answerStart: prompt.count + answer, tokens: prompt + completion,
            weights: weights, endsTurn: completion.last.map(endOfTurn.contains) ?? false,
            promptIsPrefix: joint.starts(with: prompt),
            supervisesReasoning: row.reasoning.isEmpty || tokenizer.decode(completion).contains(row.reasoning))
    }

    /// Which tokens of a completion have extra weight: the first of its answer, or those that the other arm's has not.
    private func branchTokens(
        _ branch: Experiment.BranchWeight, of row: DatasetRow, _ completion: [Int], from answer: Int
    ) throws -> [Int] {
        if let count = branch.tokens { return Array(answer..<min(answer + count, completion.count)) }
        guard let counterpart = row.counterpart else { return [] }
        let other = try template.trainingText(
            messages: (row.system.map { [.system($0)] } ?? []) + [.user(row.prompt)], reasoning: row.reasoning,
            answer: counterpart)
        return completion.difference(from: tokenizer.encode(other.completion)).insertions.compactMap { change in
            guard case .insert(let offset, _, _) = change, offset >= answer else { return nil }
            return offset
        }
    }

    /// The first token of the completion that carries text of the answer.
    private func answerStart(_ tokens: [Int], _ text: String, _ row: DatasetRow) -> Int {
        let ending = row.answer.utf8.count + trailingBytes(text, row)
        let start = text.utf8.count - ending
        var offset = 0
        for (index, token) in tokens.enumerated() {
            offset += tokenizer.decodeBytes([token]).count
            if offset > start { return index }
        }
        return tokens.count
    }

    /// Bytes of the completion after the answer: the end of the turn.
    private func trailingBytes(_ text: String, _ row: DatasetRow) -> Int {
        guard let range = text.range(of: row.answer, options: .backwards) else { return 0 }
        return text[range.upperBound...].utf8.count
    }
}

/// A training row with what must be known of it to believe it.
package struct EncodedRow: Sendable {
    package let id: String
    /// Tokens of the rendered prompt.
    package let promptCount: Int
    /// The first token with text of the answer.
    package let answerStart: Int
    package let tokens: [Int]
    package let weights: [Float]
    /// Whether the last supervised token ends the turn.
    package let endsTurn: Bool
    /// Whether the prompt's tokens begin the tokens of prompt and completion encoded as one text.
    package let promptIsPrefix: Bool
    /// Whether the reasoning, if there is any, stands word for word in what is learned.
    package let supervisesReasoning: Bool

    package var supervisedCount: Int { trainingRow().supervisedCount }

    /// The row as it is trained on, cut after `maximumLength` tokens.
    package func trainingRow(maximumLength: Int = .max) -> TrainingRow {
        TrainingRow(
            id: id, tokens: Array(tokens.prefix(maximumLength)), weights: Array(weights.prefix(maximumLength)))
    }
}
