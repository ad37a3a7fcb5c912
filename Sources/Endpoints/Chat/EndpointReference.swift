/// A model behind an OpenAI-compatible endpoint, as an experiment file names it.
package struct EndpointReference: Sendable, Hashable, Codable {
    /// Which of the protocols the endpoint is asked in.
    package enum API: String, Sendable, Hashable, Codable, CaseIterable {
        /// `POST /chat/completions`.
        case chat
        /// `POST /completions`, with a prompt that was rendered here.
        case completions
        /// `POST /responses`.
        case responses
    }

    /// How the endpoint can be made to continue an answer that was begun for it.
    package enum Prefill: String, Sendable, Hashable, Codable, CaseIterable {
        /// It cannot; a request with a prefill is an error.
        case none
        /// By `continue_final_message`, as vLLM and SGLang do it.
        case continueFinalMessage = "continue-final-message"
        /// By a final message of the assistant, without further ado.
        case finalMessage = "final-message"
    }

    /// The base URL, up to and including `/v1`.
    package var url: String
    package var model: String
    package var api = API.chat

    /// The environment variable (or entry of `.env`) that holds the key; nil for an endpoint that wants none.
    package var key: String?
    package var prefill = Prefill.none

    /// The model folder or GGUF file whose chat template renders the prompts of `api: completions`.
    package var template: String?

    /// Requests in flight: at the start, and at most.
    package var concurrency = Concurrency(initial: 20, maximum: 200)
    /// Seconds that one attempt may take.
    package var timeout = 600.0
    /// How often a request is sent at most.
    package var attempts = 6
    /// Seconds from the first attempt of a request after which no further attempt begins.
    package var deadline = 1800.0

    /// What a million tokens cost; nil where nothing is known.
    package var price: Price?

    package struct Concurrency: Sendable, Hashable, Codable {
        package var initial: Int
        package var maximum: Int

        package init(initial: Int, maximum: Int) {
            self.initial = initial
            self.maximum = maximum
        }
    }

    /// In the currency of the reader's choice.
    package struct Price: Sendable, Hashable, Codable {
        package var prompt: Double
        package var completion: Double

        package init(prompt: Double, completion: Double) {
            self.prompt = prompt
            self.completion = completion
        }

        /// What `usage` costs.
        package func cost(of usage: TokenUsage) -> Double {
            (Double(usage.prompt) * prompt + Double(usage.completion) * completion) / 1e6
        }
    }

    package init(url: String, model: String) {
        self.url = url
        self.model = model
    }
}
