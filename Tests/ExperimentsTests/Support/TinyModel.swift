import Foundation
import LanguageModels
import Provenance
import Tokenizers
import Torch

@testable import Endpoints

/// A model folder with random weights, a token for each byte, and a chat template: it runs at once, and says nothing of sense.
enum TinyModel {
    /// Turns between `<|im_start|>` and `<|im_end|>`, and nothing else.
    static let plainTemplate = """
        {% for m in messages %}<|im_start|>{{ m.role }}
        {{ m.content }}<|im_end|>
        {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
        {% endif %}
        """

    /// As R1-Distill's: of an assistant's turn only what follows the reasoning is kept.
    static let strippingTemplate = plainTemplate.replacing(
        "{{ m.content }}", with: "{{ m.content.split('</think>')[-1] if m.role == 'assistant' else m.content }}")

    /// As Qwen3's without thinking: the prompt ends with reasoning that is empty and closed.
    static let closingTemplate = plainTemplate.replacing(
        "<|im_start|>assistant\n{% endif %}", with: "<|im_start|>assistant\n<think>\n\n</think>\n\n{% endif %}")

    /// Writes the model to `folder`.
    static func write(to folder: URL, template: String = plainTemplate) throws {
        let bytes = (0..<256).map { ByteLevelAlphabet.spelling(of: [UInt8($0)]) }
        let special = ["<|im_start|>", "<|im_end|>"]
        try RandomCheckpoint.small(vocabulary: bytes.count + special.count).write(to: folder)
        let tokenizer = TokenizerJSON(
            addedTokens: special.enumerated().map { .init(id: bytes.count + $0, content: $1) },
            model: .init(
                vocab: Dictionary(uniqueKeysWithValues: (bytes + special).enumerated().map { ($1, $0) })))
        try AtomicFile.write(CanonicalJSON.data(tokenizer), to: folder.appending(path: "tokenizer.json"))
        try AtomicFile.write(
            CanonicalJSON.data(["eos_token": "<|im_end|>", "chat_template": template]),
            to: folder.appending(path: "tokenizer_config.json"))
    }

    /// Writes an adapter for the model in `folder`.
    ///
    /// - Parameter strength: what every entry of the upper matrices is; at 0 the adapter changes nothing.
    static func writeAdapter(for folder: URL, to destination: URL, strength: Double) throws {
        let model = try LanguageModel(loading: folder, dtype: .float32, device: .cpu)
        let adapter = try LowRankAdapter(for: model, AdapterConfiguration(rank: 2, alpha: 4), seed: 1)
        for update in adapter.updates.values {
            try update.up.addInPlace(.full(update.up.shape, strength))
        }
        try adapter.save(to: destination)
    }

    private struct TokenizerJSON: Encodable {
        let addedTokens: [AddedToken]
        let preTokenizer = Step(type: "ByteLevel", addPrefixSpace: false, useRegex: true)
        let decoder = Step(type: "ByteLevel", addPrefixSpace: false, useRegex: true)
        let model: Model

        enum CodingKeys: String, CodingKey {
            case addedTokens = "added_tokens"
            case preTokenizer = "pre_tokenizer"
            case decoder, model
        }

        struct AddedToken: Encodable {
            let id: Int
            let content: String
            let special = true
        }

        struct Step: Encodable {
            let type: String
            let addPrefixSpace: Bool
            let useRegex: Bool

            enum CodingKeys: String, CodingKey {
                case type
                case addPrefixSpace = "add_prefix_space"
                case useRegex = "use_regex"
            }
        }

        struct Model: Encodable {
            let type = "BPE"
            let vocab: [String: Int]
            let merges: [String] = []
        }
    }
}
