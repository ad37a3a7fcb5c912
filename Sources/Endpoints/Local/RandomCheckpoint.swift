import Foundation
import ModelFiles
import Provenance

/// A small Llama checkpoint with random weights, in the format of Hugging Face.
enum RandomCheckpoint {
    private static let hidden = 64
    private static let intermediate = 96
    private static let heads = 4
    private static let keyValueHeads = 2
    private static let headSize = 16
    private static let layers = 2

    /// Writes `config.json` and `model.safetensors`.
    static func write(to folder: URL, vocabulary: Int = 128) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try AtomicFile.write(configuration(vocabulary), to: folder.appending(path: "config.json"))
        let declarations = shapes(vocabulary).map { TensorDeclaration(name: $0.name, format: .f32, shape: $0.shape) }
        try SafetensorsWriter.write(declarations, to: folder.appending(path: "model.safetensors")) {
            declaration, append in
            try values(declaration).withUnsafeBytes(append)
        }
    }

    private static func values(_ tensor: TensorDeclaration) -> [Float] {
        var generator = CounterBasedGenerator(experimentSeed: 1, stage: "checkpoint", recordID: tensor.name)
        let isNorm = tensor.shape.count == 1
        return (0..<tensor.shape.reduce(1, *)).map { _ in
            let uniform = Float(2 * generator.nextUniform() - 1)
            return isNorm ? 1 + 0.1 * uniform : 0.2 * uniform
        }
    }

    private static func shapes(_ vocabulary: Int) -> [(name: String, shape: [Int])] {
        var shapes = [("model.embed_tokens.weight", [vocabulary, hidden]), ("model.norm.weight", [hidden])]
        for layer in 0..<layers {
            shapes += [
                ("self_attn.q_proj", [heads * headSize, hidden]),
                ("self_attn.k_proj", [keyValueHeads * headSize, hidden]),
                ("self_attn.v_proj", [keyValueHeads * headSize, hidden]),
                ("self_attn.o_proj", [hidden, heads * headSize]),
                ("mlp.gate_proj", [intermediate, hidden]), ("mlp.up_proj", [intermediate, hidden]),
                ("mlp.down_proj", [hidden, intermediate]), ("input_layernorm", [hidden]),
                ("post_attention_layernorm", [hidden]),
            ].map { ("model.layers.\(layer).\($0.0).weight", $0.1) }
        }
        return shapes
    }

    private static func configuration(_ vocabulary: Int) -> String {
        """
        {"model_type": "llama", "vocab_size": \(vocabulary), "hidden_size": \(hidden),
         "intermediate_size": \(intermediate), "num_hidden_layers": \(layers), "num_attention_heads": \(heads),
         "num_key_value_heads": \(keyValueHeads), "head_dim": \(headSize), "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
         "tie_word_embeddings": true, "hidden_act": "silu", "max_position_embeddings": 512}
        """
    }
}
