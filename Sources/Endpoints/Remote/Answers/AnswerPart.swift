/// A piece of what a service says, whichever protocol it speaks and whether it comes whole or as a stream.
enum AnswerPart: Sendable, Hashable {
    /// Reasoning in a field of its own.
    case reasoning(String)
    /// The reasoning that follows is a paragraph of its own.
    case reasoningBreak
    /// The answer, which may hold reasoning between tags.
    case content(String)
    /// Why the service withholds the answer.
    case refusal(String)
    case ending(ChatReply.Ending)
    case logProbabilities([TokenLogProbability])
    case usage(TokenUsage)
    /// The model that answered, as the service calls it.
    case model(String)
}

extension ChatReply.Ending {
    /// Reads a `finish_reason`; throws for one that does not tell how the answer ended.
    init(finishReason: String) throws(AttemptFailure) {
        switch finishReason {
        case "stop", "eos", "eos_token", "end_turn": self = .stop
        case "stop_sequence", "stop_string": self = .stopString
        case "length", "max_tokens": self = .length
        case "content_filter", "safety": self = .refused
        default: throw .malformed("expected 'stop' or 'length' as finish_reason, found '\(finishReason)'")
        }
    }
}
