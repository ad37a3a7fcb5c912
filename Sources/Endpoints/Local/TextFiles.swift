import Foundation
import ModelFiles
import Tokenizers

/// The tokenizer and the chat template of a model, wherever its format keeps them.
struct TextFiles {
    let definition: TokenizerDefinition
    let template: String
    let weightFiles: [URL]

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
    fileprivate init(_ file: GGUFFile) throws {
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
