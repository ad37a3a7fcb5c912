import ChatTemplates
import Foundation
import Provenance

/// A request as an endpoint will be sent it.
struct PreparedRequest: Sendable {
    let request: ChatRequest
    let key: ReplyKey
    /// The digest of what the model reads.
    let prompt: SHA256Digest
    /// Whether the answer goes on with reasoning that the template or the prefill began.
    let reasoningIsOpen: Bool

    /// What can be left out if the endpoint does not take it: a seed, which it cannot honour then, and what is so anyway.
    let omittable: Set<Dialect.Field>

    private let reference: EndpointReference
    private let renderedPrompt: String

    /// - Throws: an `EndpointError` where the endpoint cannot be asked this; a `TemplateError` where the template cannot render
    ///   it.
    init(
        _ request: ChatRequest, to reference: EndpointReference, at address: EndpointAddress, template: ChatTemplate?
    ) throws {
        self.request = request
        self.reference = reference
        var templateOpensReasoning = false
        guard request.preamble.isEmpty || reference.api == .completions else {
            throw EndpointError.preambleUnsupported(model: reference.model)
        }
        switch reference.api {
        case .chat:
            guard request.prefill.isEmpty || reference.prefill != .none else {
                throw EndpointError.prefillUnsupported(model: reference.model, api: .chat)
            }
            renderedPrompt = ""
            prompt = try SHA256Digest(ofCanonicalJSON: ChatCompletionRequest.messages(of: request))
        case .responses:
            guard request.prefill.isEmpty || reference.prefill == .finalMessage else {
                throw EndpointError.prefillUnsupported(model: reference.model, api: .responses)
            }
            guard request.messages.allSatisfy({ $0.reasoning == nil }) else {
                throw EndpointError.reasoningUnsupported(model: reference.model)
            }
            renderedPrompt = ""
            prompt = try SHA256Digest(ofCanonicalJSON: ResponsesRequest.items(of: request))
        case .completions:
            guard let template else { throw EndpointError.noTemplate(model: reference.model) }
            let opening = template.opened(
                try template.render(request.messages, addGenerationPrompt: true), with: request.preamble)
            templateOpensReasoning = ReasoningFormat.think.isOpen(atEndOf: opening)
            renderedPrompt = opening + ReasoningFormat.think.continuation(of: opening, with: request.prefill)
            prompt = SHA256Digest(ofUTF8: renderedPrompt)
        }
        reasoningIsOpen = ReasoningFormat.think.isOpen(
            afterPrefill: request.prefill, openBefore: templateOpensReasoning)
        var omittable: Set<Dialect.Field> = [.seed, .streamOptions]
        if request.settings.temperature == 1 { omittable.insert(.temperature) }
        if request.settings.topP == 1 { omittable.insert(.topP) }
        // A prompt that begins with this token may be given another one by a server that cannot be told otherwise.
        if template?.bosToken.map(renderedPrompt.hasPrefix) != true { omittable.insert(.addSpecialTokens) }
        self.omittable = omittable
        let seed = request.key.endpointSeed
        key = try ReplyKey(
            endpoint: EndpointIdentity(url: address.text, model: reference.model, api: reference.api),
            body: String(
                decoding: Self.body(
                    request, reference, renderedPrompt, seed: seed, dialect: Dialect(), isStreamed: false),
                as: UTF8.self),
            sampleIndex: request.key.sampleIndex, seed: seed)
    }

    /// What is sent, as canonical JSON.
    func body(in dialect: Dialect, isStreamed: Bool) throws -> Data {
        try Self.body(request, reference, renderedPrompt, seed: key.seed, dialect: dialect, isStreamed: isStreamed)
    }

    private static func body(
        _ request: ChatRequest, _ reference: EndpointReference, _ prompt: String, seed: Int, dialect: Dialect,
        isStreamed: Bool
    ) throws -> Data {
        switch reference.api {
        case .chat:
            try CanonicalJSON.data(
                ChatCompletionRequest(request, to: reference, seed: seed, dialect: dialect, isStreamed: isStreamed))
        case .completions:
            try CanonicalJSON.data(
                CompletionRequest(
                    request, prompt: prompt, to: reference, seed: seed, dialect: dialect, isStreamed: isStreamed))
        case .responses:
            try CanonicalJSON.data(
                ResponsesRequest(request, to: reference, seed: seed, dialect: dialect, isStreamed: isStreamed))
        }
    }
}
