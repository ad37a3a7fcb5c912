/// Which hosts the variables that everybody uses belong to.
///
/// A service that is not the variable's own would get a key that is worth money elsewhere.
enum WellKnownKey {
    /// By variable: the domains whose hosts may have it.
    private static let domains: [String: [String]] = [
        "ANTHROPIC_API_KEY": ["api.anthropic.com"],
        "CEREBRAS_API_KEY": ["api.cerebras.ai"],
        "COHERE_API_KEY": ["api.cohere.com", "api.cohere.ai"],
        "DEEPSEEK_API_KEY": ["api.deepseek.com"],
        "FIREWORKS_API_KEY": ["api.fireworks.ai"],
        "GEMINI_API_KEY": ["generativelanguage.googleapis.com"],
        "GOOGLE_API_KEY": ["generativelanguage.googleapis.com"],
        "GROQ_API_KEY": ["api.groq.com"],
        "HF_TOKEN": ["huggingface.co", "endpoints.huggingface.cloud"],
        "HUGGING_FACE_HUB_TOKEN": ["huggingface.co", "endpoints.huggingface.cloud"],
        "MISTRAL_API_KEY": ["api.mistral.ai"],
        "OPENAI_API_KEY": ["api.openai.com"],
        "OPENROUTER_API_KEY": ["openrouter.ai"],
        "TOGETHER_API_KEY": ["api.together.xyz", "api.together.ai"],
        "XAI_API_KEY": ["api.x.ai"],
    ]

    /// The domains that `name` belongs to; nil for a name that is the user's own.
    static func domains(of name: String) -> [String]? { domains[name] }

    /// Whether `host` may have the key called `name`: any host for a name of the user's own, else one of its domains.
    static func isAllowed(_ name: String, for host: String) -> Bool {
        guard let domains = domains[name] else { return true }
        return domains.contains { host == $0 || host.hasSuffix("." + $0) }
    }
}
