import ChatTemplates
import Foundation
import Generation
import LanguageModels
import Provenance
import Tokenizers
import Torch

/// A language model on this machine with its tokenizer and chat template.
package struct LocalModel: Sendable {
    package let name: String
    package let languageModel: LanguageModel
    package let format: ConversationFormat
    package let identity: Identity

    /// As many as keep the batch full most of the time, and few enough to be asked again after an interruption.
    package var wave: Int? = 256

    package var tokenizer: Tokenizer { format.tokenizer }
    package var template: ChatTemplate { format.template }
    package var endOfTurnTokens: Set<Int> { format.endOfTurnTokens }

    /// What distinguishes this model from any other.
    package struct Identity: Sendable, Hashable, Codable {
        package let name: String
        /// The digest of the weights' file, or of each file's digest in a folder.
        package let weights: SHA256Digest
        package let tokenizer: SHA256Digest
        package let template: SHA256Digest
        package let precision: String
        package let device: String
    }

    /// The same model with an adapter merged into its weights.
    package func merging(_ adapter: LowRankAdapter) throws -> LocalModel {
        LocalModel(
            name: name, languageModel: try languageModel.merging(adapter), format: format, identity: identity,
            wave: wave)
    }

    /// What computes answers. Keep it for one batch after another: it keeps its memory and what it recorded.
    package func generator() -> BatchGenerator {
        BatchGenerator(languageModel) { tokenizer.decodeBytes([$0]) }
    }

    /// What memory the first of many conversations will be given.
    package func memoryPlan(for requests: [ChatRequest]) throws -> MemoryPlan {
        try generator().memoryPlan(for: generationRequests(requests, requests.map { try prepare($0) }))
    }

    /// Answers many conversations in one batch.
    ///
    /// - Parameters:
    ///   - generator: of this model.
    ///   - onText: called with the id and the newest text of each answer as it grows.
    ///   - onReply: called once per request, in the order of completion.
    package func complete(
        _ requests: [ChatRequest], with generator: BatchGenerator, onText: ((String, String) throws -> Void)? = nil,
        onReply: (ChatReply) throws -> Void
    ) throws {
        let prepared = try requests.map { try prepare($0) }
        let prompts = Dictionary(uniqueKeysWithValues: zip(requests.map(\.id), prepared))
        var detokenizers: [String: StreamingDetokenizer] = [:]
        try generator.generate(
            generationRequests(requests, prepared),
            onToken: onText.map { onText in
                { id, token in
                    guard !endOfTurnTokens.contains(token) else { return }
                    try onText(id, detokenizers[id, default: StreamingDetokenizer(tokenizer)].append(token))
                }
            },
            onResult: { result in
                guard let prompt = prompts[result.id] else { return }
                try onReply(reply(result, prompt))
            })
    }

    /// The tokens of a conversation with the opening of the answer.
    package func prepare(_ request: ChatRequest) throws -> PreparedPrompt { try format.prepare(request) }

    private func generationRequests(_ requests: [ChatRequest], _ prompts: [PreparedPrompt]) -> [GenerationRequest] {
        zip(requests, prompts).map { request, prompt in
            GenerationRequest(
                id: request.id, prompt: prompt.tokens, settings: stopping(request.settings), key: request.key,
                wantsLogProbabilities: request.wantsLogProbabilities)
        }
    }

    private func stopping(_ settings: SamplingSettings) -> SamplingSettings {
        var settings = settings
        settings.stopTokens.formUnion(endOfTurnTokens)
        return settings
    }

    private func reply(_ result: GenerationResult, _ prompt: PreparedPrompt) -> ChatReply {
        let written = result.finishReason == .stopToken ? Array(result.tokens.dropLast()) : result.tokens
        return ChatReply(
            id: result.id, text: tokenizer.decode(written),
            reasoningIsOpen: prompt.reasoningIsOpen,
            ending: .init(result.finishReason), tokens: result.tokens,
            logProbabilities: result.logProbabilities.map { values in
                zip(result.tokens, values).map { .init(token: tokenizer.decode([$0]), logProbability: $1) }
            },
            usage: TokenUsage(prompt: prompt.tokens.count, completion: result.tokens.count),
            prompt: SHA256Digest(ofUTF8: prompt.text))
    }
}

extension LocalModel: ChatModel {
    package var modelIdentity: ModelIdentity { .local(identity) }

    package func answer(
        _ requests: RequestQueue, onReply: @escaping @Sendable (ChatReply) throws -> Void
    ) async throws {
        let generator = generator()
        while case let wave = requests.next(self.wave ?? 1), !wave.isEmpty {
            try complete(wave, with: generator, onReply: onReply)
        }
    }

    package func stream(
        _ request: ChatRequest, onText: @escaping @Sendable (String) throws -> Void
    ) async throws -> ChatReply {
        var reply: ChatReply?
        try complete([request], with: generator(), onText: { try onText($1) }, onReply: { reply = $0 })
        guard let reply else { throw CancellationError() }
        return reply
    }
}

extension ChatReply.Ending {
    fileprivate init(_ reason: GenerationResult.FinishReason) {
        self =
            switch reason {
            case .stopToken: .stop
            case .stopString: .stopString
            case .length: .length
            }
    }
}
