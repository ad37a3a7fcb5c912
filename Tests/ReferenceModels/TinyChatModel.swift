import Foundation
import ModelFiles
import Provenance

/// A chat model of 30,000 random weights, whose tokens are bytes: whole experiments run on it in a second, and say nothing.
///
/// It writes letters and ends its turn after some 15 of them: the first dimension of every hidden state is large, and the
/// head reads from it which tokens are likely.
package enum TinyChatModel {
    private static let hidden = 32
    private static let intermediate = 48
    private static let layers = 2
    private static let specialTokens = ["<|im_start|>", "<|im_end|>"]
    private static let endOfTurn = 257
    private static let vocabulary = 258

    /// Writes `config.json`, `model.safetensors`, `tokenizer.json` and `tokenizer_config.json`.
    package static func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, json) in [
            ("config.json", configuration), ("tokenizer.json", tokenizer), ("tokenizer_config.json", tokenizerSettings),
        ] {
            try JSONSerialization.data(withJSONObject: json, options: .sortedKeys).write(
                to: folder.appending(path: name))
        }
        let declarations = shapes.map { TensorDeclaration(name: $0.key, format: .f32, shape: $0.value) }
        try SafetensorsWriter.write(declarations, to: folder.appending(path: "model.safetensors")) {
            declaration, append in
            try values(declaration).withUnsafeBytes(append)
        }
    }

    private static func values(_ tensor: TensorDeclaration) -> [Float] {
        var generator = CounterBasedGenerator(experimentSeed: 1, stage: "checkpoint", recordID: tensor.name)
        let columns = tensor.shape.last ?? 1
        return (0..<tensor.shape.reduce(1, *)).map { index in
            let uniform = Float(2 * generator.nextUniform() - 1)
            switch (tensor.name, index % columns) {
            case ("model.embed_tokens.weight", 0): return 1
            case ("lm_head.weight", 0): return likelihood(ofToken: index / columns)
            default: return tensor.shape.count == 1 ? 1 : 0.2 * uniform
            }
        }
    }

    private static func likelihood(ofToken token: Int) -> Float {
        switch token {
        case endOfTurn: 1.2
        case Int(UInt8(ascii: "a"))...Int(UInt8(ascii: "z")), Int(UInt8(ascii: " ")): 1
        default: -1
        }
    }

    private static var shapes: [String: [Int]] {
        var shapes = [
            "model.embed_tokens.weight": [vocabulary, hidden], "lm_head.weight": [vocabulary, hidden],
            "model.norm.weight": [hidden],
        ]
        for layer in 0..<layers {
            let parts = [
                "self_attn.q_proj": [hidden, hidden], "self_attn.k_proj": [hidden, hidden],
                "self_attn.v_proj": [hidden, hidden], "self_attn.o_proj": [hidden, hidden],
                "mlp.gate_proj": [intermediate, hidden], "mlp.up_proj": [intermediate, hidden],
                "mlp.down_proj": [hidden, intermediate], "input_layernorm": [hidden],
                "post_attention_layernorm": [hidden],
            ]
            for (name, shape) in parts { shapes["model.layers.\(layer).\(name).weight"] = shape }
        }
        return shapes
    }

    private static var configuration: [String: Any] {
        [
            "model_type": "llama", "vocab_size": vocabulary, "hidden_size": hidden, "intermediate_size": intermediate,
            "num_hidden_layers": layers, "num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": 16,
            "rms_norm_eps": 1e-5, "rope_theta": 10_000.0, "tie_word_embeddings": false, "hidden_act": "silu",
            "max_position_embeddings": 4_096,
        ]
    }

    private static var tokenizer: [String: Any] {
        let byteLevel: [String: Any] = ["type": "ByteLevel", "add_prefix_space": false, "use_regex": true]
        let bytes = Dictionary(uniqueKeysWithValues: byteSpellings.enumerated().map { ($1, $0) })
        let added = specialTokens.enumerated().map {
            ["id": 256 + $0, "content": $1, "special": true] as [String: Any]
        }
        return [
            "model": ["type": "BPE", "vocab": bytes, "merges": [String]()] as [String: Any],
            "pre_tokenizer": byteLevel, "decoder": byteLevel, "added_tokens": added,
        ]
    }

    /// GPT-2's spelling of each byte: printable ones as they are, the others from U+0100 on.
    private static var byteSpellings: [String] {
        var next: UInt32 = 0x100
        return (0...255).compactMap { (byte: UInt32) in
            let isPrintable = 0x21...0x7E ~= byte || 0xA1...0xAC ~= byte || 0xAE...0xFF ~= byte
            defer { next += isPrintable ? 0 : 1 }
            return Unicode.Scalar(isPrintable ? byte : next).map { String($0) }
        }
    }

    private static var tokenizerSettings: [String: Any] {
        [
            "eos_token": "<|im_end|>",
            "chat_template": """
            {% for message in messages %}<|im_start|>{{ message['role'] }}
            {{ message['content'] }}<|im_end|>
            {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
            {% endif %}
            """,
        ]
    }
}
