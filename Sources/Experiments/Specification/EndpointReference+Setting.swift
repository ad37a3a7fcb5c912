import Endpoints
import Foundation

extension EndpointReference {
    /// Reads `{endpoint, model, api, key, …}`, of which the endpoint and the model are needed.
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        // First, so that no other error can show a key or a password that was written here.
        let key = try keys.optional("key", .environmentVariable)
        let url = try keys.required("endpoint", .endpointURL)
        self.init(url: url, model: try keys.required("model", .nonEmptyText))
        self.key = key
        api = try keys.optional("api", .choice) ?? api
        if api == .completions {
            try keys.refuse("prefill", because: "has no meaning for 'api: completions', which can begin any answer")
            guard keys.has("template") else {
                throw settings.error(
                    "\(settings.path): 'api: completions' needs the key 'template', the model folder or .gguf file whose "
                        + "chat template renders the prompts")
            }
        } else {
            try keys.refuse("template", because: "has no meaning without 'api: completions'")
        }
        template = try keys.optional("template", .nonEmptyText)
        prefill = try keys.optional("prefill", .prefill(over: api)) ?? prefill
        concurrency = try keys.optional("concurrency", Concurrency.init) ?? concurrency
        timeout = try keys.optional("timeout", .positiveNumber) ?? timeout
        attempts = try keys.optional("attempts", .integer(atLeast: 1)) ?? attempts
        deadline = try keys.optional("deadline", .positiveNumber) ?? deadline
        price = try keys.optional("price", Price.init)
        try keys.finish()
    }
}

extension EndpointReference.Concurrency {
    /// Reads a number of requests, or `{initial, maximum}`.
    init(_ setting: Setting) throws(ExperimentFileError) {
        if case .scalar = setting.content {
            let count = try setting.read(.integer(atLeast: 1))
            self.init(initial: count, maximum: count)
            return
        }
        var keys = try GroupReader(setting)
        let initial = try keys.required("initial", .integer(atLeast: 1))
        let maximum = try keys.required("maximum", .integer(atLeast: 1))
        try keys.finish()
        guard initial <= maximum else {
            throw setting.error("\(setting.path): the initial number is larger than the maximum")
        }
        self.init(initial: initial, maximum: maximum)
    }
}

extension EndpointReference.Price {
    /// Reads `{prompt, completion}`, each per million tokens.
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        let prompt = try keys.required("prompt", .number(atLeast: 0))
        let completion = try keys.required("completion", .number(atLeast: 0))
        try keys.finish()
        self.init(prompt: prompt, completion: completion)
    }
}

extension SettingKind<EndpointReference.Prefill> {
    /// A way to begin an answer that the protocol has.
    fileprivate static func prefill(over api: EndpointReference.API) -> Self {
        Self { (setting) throws(ExperimentFileError) in
            let prefill: Value = try setting.read(.choice)
            guard api != .responses || prefill != .continueFinalMessage else {
                throw setting.error("\(setting.path): 'api: responses' knows none and final-message only")
            }
            return prefill
        }
    }
}

extension SettingKind<String> {
    /// The base URL of an endpoint. Errors do not repeat it: it may hold a password.
    static var endpointURL: Self {
        Self { (setting) throws(ExperimentFileError) in
            let text = try setting.read(.text)
            guard text.wholeMatch(of: /https?:\/\/[^\s\/?#]+[^\s?#]*/) != nil, let url = URLComponents(string: text),
                url.host?.isEmpty == false
            else {
                let hasMore = text.contains { "?#".contains($0) }
                throw setting.error(
                    "\(setting.path): expected a URL such as https://host/v1"
                        + (hasMore ? ", without a query; a key goes into an environment variable: key: NAME" : ""))
            }
            guard url.user == nil, url.password == nil, !text.contains("@") else {
                throw setting.error(
                    "\(setting.path): expected a URL without user and password; "
                        + "put the key into an environment variable, and its name here: key: NAME")
            }
            return text
        }
    }

    /// The name of an environment variable: capitals, digits and `_`, and no run of 20, which would be a key itself.
    ///
    /// Errors do not repeat what was found.
    static var environmentVariable: Self {
        Self { (setting) throws(ExperimentFileError) in
            guard case .scalar(let text, _) = setting.content,
                text.wholeMatch(of: /(?!.*[A-Z0-9]{20})[A-Z_][A-Z0-9_]{0,63}/) != nil
            else {
                throw setting.error(
                    "\(setting.path): expected the name of an environment variable that holds the key, such as "
                        + "OPENAI_API_KEY; what stands here is not shown, as it may be the key itself")
            }
            return text
        }
    }
}
