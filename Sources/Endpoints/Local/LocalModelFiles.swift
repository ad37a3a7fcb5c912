import ChatTemplates
import Foundation
import LanguageModels
import ModelFiles
import Provenance
import Tokenizers
import Torch

/// A model on this machine before its weights are loaded: its tokenizer, its chat template, and where the weights lie.
package struct LocalModelFiles: Sendable {
    package let reference: ModelReference
    package let format: ConversationFormat
    package let tokenizerDigest: SHA256Digest
    package let templateDigest: SHA256Digest
    private let weightFiles: [URL]

    /// Reads the tokenizer and the chat template, wherever the model's format keeps them.
    package init(_ reference: ModelReference) throws {
        self.reference = reference
        let text = try TextFiles(reference.url)
        weightFiles = text.weightFiles
        let tokenizer = Tokenizer(text.definition)
        guard let end = tokenizer.eosID else {
            throw ModelReferenceError("\(reference.url.path): its tokenizer names no end-of-sequence token")
        }
        func spelling(_ id: Int?) -> String { id.map { tokenizer.decode([$0]) } ?? "" }
        let template = try ChatTemplate(
            source: text.template, bosToken: spelling(tokenizer.bosID), eosToken: spelling(tokenizer.eosID))
        format = ConversationFormat(tokenizer: tokenizer, template: template, endOfTurnTokens: [end])
        tokenizerDigest = SHA256Digest(of: text.definition.canonicalBytes)
        templateDigest = SHA256Digest(ofUTF8: text.template)
    }

    /// What will distinguish the model, loaded as `dtype` on `device`, from any other.
    package func identity(dtype: DType, device: Device) throws -> LocalModel.Identity {
        LocalModel.Identity(
            name: reference.name, weights: try weightsDigest(), tokenizer: tokenizerDigest, template: templateDigest,
            precision: dtype == .bfloat16 ? "bf16" : "fp32", device: device.description)
    }

    /// Loads the weights.
    package func load(identity: LocalModel.Identity, dtype: DType, device: Device) throws -> LocalModel {
        let languageModel = try LanguageModel(loading: reference.url, dtype: dtype, device: device)
        let vocabulary = languageModel.configuration.vocabularySize
        guard format.tokenizer.vocabularySize <= vocabulary else {
            throw ModelReferenceError(
                "\(reference.url.path): the tokenizer has \(format.tokenizer.vocabularySize) tokens, the model \(vocabulary): "
                    + "they belong to different models")
        }
        return LocalModel(name: reference.name, languageModel: languageModel, format: format, identity: identity)
    }

    /// One file's digest, or the digest of several files' digests in order.
    private func weightsDigest() throws -> SHA256Digest {
        let digests = try weightFiles.map { try SHA256Digest(ofFile: $0) }
        return digests.count == 1 ? digests[0] : SHA256Digest(ofUTF8: digests.map(\.hex).joined(separator: "\n"))
    }
}

extension LocalModel {
    /// Loads a model with its tokenizer and chat template.
    ///
    /// - Parameter dtype: `.float32` or `.bfloat16`.
    package init(loading reference: ModelReference, dtype: DType, device: Device) throws {
        let files = try LocalModelFiles(reference)
        self = try files.load(
            identity: files.identity(dtype: dtype, device: device), dtype: dtype, device: device)
    }
}
