import ChatTemplates
import Foundation
import LanguageModels
import ModelFiles
import Provenance
import Tokenizers
import Torch

extension LocalModel {
    /// Loads a model with its tokenizer and chat template.
    ///
    /// - Parameter dtype: `.float32` or `.bfloat16`.
    package init(loading reference: ModelReference, dtype: DType, device: Device) throws {
        let text = try TextFiles(reference.url)
        let languageModel = try LanguageModel(loading: reference.url, dtype: dtype, device: device)
        let tokenizer = Tokenizer(text.definition)
        guard let end = tokenizer.eosID else {
            throw ModelReferenceError("\(reference.url.path): its tokenizer names no end-of-sequence token")
        }
        guard tokenizer.vocabularySize <= languageModel.configuration.vocabularySize else {
            throw ModelReferenceError(
                "\(reference.url.path): the tokenizer has \(tokenizer.vocabularySize) tokens, the model "
                    + "\(languageModel.configuration.vocabularySize): they belong to different models")
        }
        func spelling(_ id: Int?) -> String { id.map { tokenizer.decode([$0]) } ?? "" }
        self.init(
            name: reference.name, languageModel: languageModel, tokenizer: tokenizer,
            template: try ChatTemplate(
                source: text.template, bosToken: spelling(tokenizer.bosID), eosToken: spelling(tokenizer.eosID)),
            identity: Identity(
                name: reference.name, weights: try text.weightsDigest(), template: SHA256Digest(ofUTF8: text.template),
                precision: dtype == .bfloat16 ? "bf16" : "fp32", device: device.description),
            endOfTurnTokens: [end])
    }
}

/// The tokenizer and the chat template of a model, wherever its format keeps them.
private struct TextFiles {
    let definition: TokenizerDefinition
    let template: String
    private let weightFiles: [URL]

    init(_ url: URL) throws {
        let source = try Checkpoint.open(url)
        if let gguf = source as? GGUFFile {
            definition = try TokenizerDefinition(gguf)
            template = try gguf.metadata.string("tokenizer.chat_template")
            weightFiles = [gguf.url]
        } else {
            let folder = source.url.deletingLastPathComponent()
            let settings = try? Data(contentsOf: folder.appending(path: "tokenizer_config.json"))
            definition = try TokenizerDefinition(
                tokenizerJSON: Data(contentsOf: folder.appending(path: "tokenizer.json")), configurationJSON: settings)
            template = try Self.template(in: folder, settings)
            weightFiles = (source as? ShardedCheckpoint)?.shards.map(\.url) ?? [source.url]
        }
    }

    /// One file's digest, or the digest of several files' digests in order.
    func weightsDigest() throws -> SHA256Digest {
        let digests = try weightFiles.map { try SHA256Digest(ofFile: $0) }
        return digests.count == 1 ? digests[0] : SHA256Digest(ofUTF8: digests.map(\.hex).joined(separator: "\n"))
    }

    private struct Settings: Decodable {
        let chatTemplate: String?

        enum CodingKeys: String, CodingKey {
            case chatTemplate = "chat_template"
        }
    }

    /// `chat_template.jinja`, which supersedes the template in `tokenizer_config.json`.
    private static func template(in folder: URL, _ settings: Data?) throws -> String {
        if let data = try? Data(contentsOf: folder.appending(path: "chat_template.jinja")) {
            return String(decoding: data, as: UTF8.self)
        }
        guard let settings, let template = try JSONDecoder().decode(Settings.self, from: settings).chatTemplate else {
            throw ModelReferenceError(
                "\(folder.path): there is no chat template in chat_template.jinja or tokenizer_config.json")
        }
        return template
    }
}

extension TokenizerDefinition {
    /// The tokenizer in a GGUF file's metadata.
    init(_ file: GGUFFile) throws {
        let metadata = file.metadata
        func optional(_ key: String) throws -> Int? { metadata.contains(key) ? try metadata.integer(key) : nil }
        let model = try metadata.string("tokenizer.ggml.model")
        guard model == "gpt2" else {
            throw ModelReferenceError(
                "\(file.url.path): its tokenizer is '\(model)'; only byte-level BPE ('gpt2') is computed here")
        }
        try self.init(
            tokens: metadata.strings("tokenizer.ggml.tokens"),
            tokenTypes: metadata.integers("tokenizer.ggml.token_type").map { Int32(clamping: $0) },
            merges: metadata.strings("tokenizer.ggml.merges"), preTokenizer: metadata.string("tokenizer.ggml.pre"),
            bosID: optional("tokenizer.ggml.bos_token_id"), eosID: optional("tokenizer.ggml.eos_token_id"),
            padID: optional("tokenizer.ggml.padding_token_id"),
            addsBOS: metadata.contains("tokenizer.ggml.add_bos_token")
                ? metadata.bool("tokenizer.ggml.add_bos_token") : false)
    }
}
