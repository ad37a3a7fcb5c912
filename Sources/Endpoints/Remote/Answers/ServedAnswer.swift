import Provenance

/// An answer as it comes in, until it is complete.
struct ServedAnswer: Sendable {
    private var text: AnswerText
    private(set) var usage: TokenUsage?
    private(set) var model: String?
    private var ending: ChatReply.Ending?
    private var refusal = ""
    private var logProbabilities: [TokenLogProbability]?
    private var hasText = false
    private let maximumTokens: Int?

    init(to request: PreparedRequest) {
        maximumTokens = request.key.endpoint.api == .responses ? request.request.settings.maximumTokens : nil
        text = AnswerText(prefill: request.request.prefill, startsInReasoning: request.reasoningIsOpen)
    }

    /// Adds a part; returns what is new in the text.
    mutating func add(_ part: AnswerPart) -> String {
        switch part {
        case .reasoning(let piece):
            hasText = true
            return text.addReasoning(piece)
        case .reasoningBreak: text.breakReasoning()
        case .content(let piece):
            hasText = true
            return text.addContent(piece)
        case .refusal(let piece): refusal += piece
        case .ending(let ending): self.ending = ending
        case .logProbabilities(let tokens): logProbabilities = (logProbabilities ?? []) + tokens
        case .usage(let counts): usage = counts
        case .model(let name): model = name
        }
        return ""
    }

    /// Whether the service has said how the answer ended.
    var hasEnded: Bool { ending != nil }

    /// Checks that nothing is missing; returns what is new in the text.
    mutating func finish() throws(AttemptFailure) -> String {
        guard var ending else { throw .malformed("expected a finish_reason, found none: the answer may have been cut") }
        if !refusal.isEmpty { ending = .refused }
        // Responses have no finish reason, and the server of transformers calls those completed that were cut, too.
        if ending == .stop, let maximumTokens, let usage, usage.completion >= maximumTokens { ending = .length }
        guard hasText || ending == .length || ending == .refused else {
            throw .malformed("expected content or reasoning, found neither")
        }
        self.ending = ending
        return text.finish(ending)
    }

    /// The answer as a reply; what was refused says why.
    func reply(id: String, prompt: SHA256Digest, attempts: Int, redactor: Redactor) -> ChatReply {
        let ending = ending ?? .stop
        let reason = refusal.isEmpty ? "the service's content filter withheld the answer" : refusal
        return ChatReply(
            id: id, text: text.text, reasoningIsOpen: text.reasoningIsOpen, ending: ending,
            failure: ending == .refused ? .init(.contentFilter, FailureMessage(reason, redactor).text) : nil,
            logProbabilities: logProbabilities, usage: usage ?? TokenUsage(), prompt: prompt, attempts: attempts)
    }
}
