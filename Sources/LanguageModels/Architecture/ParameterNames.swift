/// The names of a model's linear layers and norms, as Hugging Face checkpoints and PEFT adapters spell them.
package enum ParameterNames {
    package static let embedding = "model.embed_tokens"
    package static let finalNorm = "model.norm"
    package static let head = "lm_head"

    package static func layer(_ index: Int, _ part: String) -> String { "model.layers.\(index).\(part)" }

    /// Whether a parameter scales a normalisation, so that 1 changes nothing.
    static func isNorm(_ name: String) -> Bool { name.hasSuffix("norm.weight") }

    /// The GGUF name of a Hugging Face parameter such as `model.layers.3.self_attn.q_proj.weight`.
    static func gguf(_ name: String) -> String? {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let (module, suffix) = (String(name[..<dot]), String(name[dot...]))
        if let whole = [embedding: "token_embd", finalNorm: "output_norm", head: "output"][module] {
            return whole + suffix
        }
        let parts = module.split(separator: ".", maxSplits: 3)
        guard parts.count == 4, parts[0] == "model", parts[1] == "layers" else { return nil }
        return ggufParts[String(parts[3])].map { "blk.\(parts[2]).\($0)\(suffix)" }
    }

    private static let ggufParts = [
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
        "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
        "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
    ]
}
