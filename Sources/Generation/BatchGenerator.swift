import Foundation
import LanguageModels
import Torch

/// Continues many sequences at once: as one ends, the next takes its place in the batch.
///
/// The engine knows nothing of text; it only asks for the bytes of a token to watch for stop strings.
package final class BatchGenerator {
    /// What bounds the work in flight.
    package struct Limits: Sendable {
        /// Sequences in one decoding pass.
        package var sequences: Int
        /// New tokens in one prefill pass.
        package var prefillTokens: Int

        package init(sequences: Int = 128, prefillTokens: Int = 2_048) {
            self.sequences = sequences
            self.prefillTokens = prefillTokens
        }
    }

    private let model: LanguageModel
    private let adapter: LowRankAdapter?
    private let limits: Limits
    private let tokenBytes: (Int) -> [UInt8]

    /// - Parameters:
    ///   - adapter: applied in every pass; merge it into the model instead when it serves the whole batch.
    ///   - tokenBytes: the text of one token.
    package init(
        _ model: LanguageModel, adapter: LowRankAdapter? = nil, limits: Limits = Limits(),
        tokenBytes: @escaping (Int) -> [UInt8]
    ) {
        self.model = model
        self.adapter = adapter
        self.limits = limits
        self.tokenBytes = tokenBytes
    }

    /// Continues every request and hands over each result as soon as it is there.
    ///
    /// - Parameters:
    ///   - onToken: called for each new token with the id of its request.
    ///   - onResult: called once per request, in the order of completion.
    /// - Throws: `CancellationError` between two passes when the task is cancelled.
    package func generate(
        _ requests: [GenerationRequest], onToken: ((String, Int) throws -> Void)? = nil,
        onResult: (GenerationResult) throws -> Void
    ) throws {
        try recordingGradients(false) {
            try check(requests)
            guard !requests.isEmpty else { return }
            var batch = try RunningBatch(requests, model, adapter, limits)
            while !batch.isDone {
                try Task.checkCancellation()
                let chosen = try batch.advance()
                for (id, chosen) in chosen { try onToken?(id, chosen.token) }
                try batch.retire(tokenBytes: tokenBytes, chosen.map(\.chosen), onResult)
            }
        }
    }

    /// The results of all requests, in their order.
    package func generate(_ requests: [GenerationRequest]) throws -> [GenerationResult] {
        var results: [String: GenerationResult] = [:]
        try generate(requests) { results[$0.id] = $0 }
        return requests.compactMap { results[$0.id] }
    }

    private func check(_ requests: [GenerationRequest]) throws {
        var ids: Set<String> = []
        for request in requests {
            guard ids.insert(request.id).inserted else { throw GenerationError.duplicateID(request.id) }
            guard !request.prompt.isEmpty else { throw GenerationError.emptyPrompt(request.id) }
            guard request.settings.maximumTokens > 0 else { throw GenerationError.nothingToGenerate(request.id) }
            let length = request.prompt.count + request.settings.maximumTokens
            guard length <= model.configuration.maximumPositions else {
                throw GenerationError.tooLong(request.id, length, model.configuration.maximumPositions)
            }
            let vocabulary = 0..<model.configuration.vocabularySize
            guard request.prompt.allSatisfy(vocabulary.contains) else { throw GenerationError.unknownToken(request.id) }
        }
    }
}

/// Why a request cannot be continued.
package enum GenerationError: Error, Sendable, Equatable, CustomStringConvertible {
    case duplicateID(String)
    case emptyPrompt(String)
    case nothingToGenerate(String)
    case tooLong(String, Int, Int)
    case unknownToken(String)

    package var description: String {
        switch self {
        case .duplicateID(let id): "two requests have the id '\(id)'"
        case .emptyPrompt(let id): "the prompt of '\(id)' has no tokens"
        case .nothingToGenerate(let id): "'\(id)' asks for no new tokens; the maximum must be at least 1"
        case .tooLong(let id, let length, let limit):
            "'\(id)' can come to \(length) tokens, but the model was made for \(limit): shorten the prompt or lower max-tokens"
        case .unknownToken(let id):
            "the prompt of '\(id)' has tokens outside the model's vocabulary: the tokenizer belongs to another model"
        }
    }
}
