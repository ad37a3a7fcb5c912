/// Why no request at all can be sent to an endpoint, or none more. Holds no key.
package enum EndpointError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The URL cannot be used: what is wrong with it, and what to write. The URL itself may hold a secret and is not shown.
    case invalidURL(model: String, problem: String)
    /// `api: completions` without a template to render prompts with.
    case noTemplate(model: String)
    /// A request wants its answer begun, and nothing says how the endpoint takes that.
    case prefillUnsupported(model: String, api: EndpointReference.API)
    /// A request has text before its first turn, and the prompt is not rendered here.
    case preambleUnsupported(model: String)
    /// A message of the conversation has reasoning of its own, for which the protocol has no place.
    case reasoningUnsupported(model: String)
    /// Status 401 or 403.
    case unauthorized(status: Int, url: String, variable: String?, message: String)
    /// The account has nothing left to spend; waiting does not help.
    case quotaExhausted(url: String, message: String)

    package var description: String {
        switch self {
        case .invalidURL(let model, let problem): "the endpoint of '\(model)': \(problem)"
        case .noTemplate(let model):
            "the endpoint of '\(model)' is asked by 'api: completions', which needs prompts that are rendered here: "
                + "name the model's folder or GGUF file under 'template'"
        case .prefillUnsupported(let model, .responses):
            "a request to '\(model)' has a prefill, and 'api: responses' knows only one way to send it: "
                + "set 'prefill: final-message' if the endpoint continues an unfinished last message, or use another 'api'"
        case .prefillUnsupported(let model, _):
            "a request to '\(model)' has a prefill, and nothing says how its endpoint continues a begun answer: "
                + "set 'prefill: continue-final-message' for vLLM and SGLang, 'prefill: final-message' for a service that "
                + "continues a last message of the assistant, or 'api: completions'"
        case .preambleUnsupported(let model):
            "a request to '\(model)' has text before its first turn, which only a prompt that is rendered here can have: "
                + "use 'api: completions'"
        case .reasoningUnsupported(let model):
            "a conversation with '\(model)' holds reasoning of an earlier turn, which 'api: responses' cannot send: "
                + "use 'api: chat'"
        case .unauthorized(let status, let url, let variable?, let message):
            "\(url) refused the key (status \(status): \(message)): set \(variable) to a key that is valid there"
        case .unauthorized(let status, let url, nil, let message):
            "\(url) wants a key (status \(status): \(message)): put it into an environment variable, and name that "
                + "variable under 'key'"
        case .quotaExhausted(let url, let message):
            "\(url) says that the account has nothing left to spend (\(message)): add credit, then run the same command again"
        }
    }
}
