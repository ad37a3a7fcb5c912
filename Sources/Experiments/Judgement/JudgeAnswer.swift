import Endpoints
import Evaluation

/// What is kept of asking a judge: its reply word for word, or how probable it found each that it could have given.
enum JudgeAnswer: Sendable {
    case words(ChatReply)
    case probabilities(LabelProbabilities)

    /// What it says. Every answer has an outcome.
    func verdict(of judge: Experiment.Judge, on prompt: JudgePrompt) -> JudgeVerdict {
        switch self {
        case .words(let reply): prompt.verdict(on: reply.reply(of: judge))
        case .probabilities(let found): JudgeVerdict(found.outcome(prompt.labels))
        }
    }

    var usage: TokenUsage {
        switch self {
        case .words(let reply): reply.usage
        case .probabilities(let found): TokenUsage(prompt: found.tokens)
        }
    }

    /// Nil for words.
    var probabilities: LabelProbabilities? {
        if case .probabilities(let found) = self { found } else { nil }
    }

    var hasFailed: Bool {
        if case .words(let reply) = self { reply.ending == .failed } else { false }
    }
}

/// Coded as what it holds, which differ in their keys.
extension JudgeAnswer: Codable, Identifiable {
    private enum CodingKeys: CodingKey { case logarithms }

    init(from decoder: any Decoder) throws {
        let isOfLabels = try decoder.container(keyedBy: CodingKeys.self).contains(.logarithms)
        self = isOfLabels ? .probabilities(try .init(from: decoder)) : .words(try .init(from: decoder))
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .words(let reply): try reply.encode(to: encoder)
        case .probabilities(let found): try found.encode(to: encoder)
        }
    }

    var id: String {
        switch self {
        case .words(let reply): reply.id
        case .probabilities(let found): found.id
        }
    }
}
