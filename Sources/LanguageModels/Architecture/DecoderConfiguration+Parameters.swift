extension DecoderConfiguration {
    /// Every parameter of a checkpoint by its Hugging Face name, in the order of the forward pass.
    package var parameters: [(name: String, shape: [Int])] {
        var all = [(ParameterNames.embedding + ".weight", [vocabularySize, hiddenSize])]
        for layer in 0..<layerCount {
            all += layerParameters.map { (ParameterNames.layer(layer, $0.name), $0.shape) }
        }
        all.append((ParameterNames.finalNorm + ".weight", [hiddenSize]))
        if !tiesEmbeddings { all.append((ParameterNames.head + ".weight", [vocabularySize, hiddenSize])) }
        return all
    }

    /// The number of weights in all parameters.
    package var parameterCount: Int { parameters.reduce(0) { $0 + $1.shape.reduce(1, *) } }

    private var layerParameters: [(name: String, shape: [Int])] {
        let (queries, keyValues) = (headCount * headSize, keyValueHeadCount * headSize)
        let linears: [(name: String, outputs: Int, inputs: Int, hasBias: Bool)] = [
            ("self_attn.q_proj", queries, hiddenSize, hasQueryKeyValueBias),
            ("self_attn.k_proj", keyValues, hiddenSize, hasQueryKeyValueBias),
            ("self_attn.v_proj", keyValues, hiddenSize, hasQueryKeyValueBias),
            ("self_attn.o_proj", hiddenSize, queries, hasOutputBias),
            ("mlp.gate_proj", intermediateSize, hiddenSize, hasFeedForwardBias),
            ("mlp.up_proj", intermediateSize, hiddenSize, hasFeedForwardBias),
            ("mlp.down_proj", hiddenSize, intermediateSize, hasFeedForwardBias),
        ]
        var all = [("input_layernorm.weight", [hiddenSize])]
        for linear in linears {
            all.append((linear.name + ".weight", [linear.outputs, linear.inputs]))
            if linear.hasBias { all.append((linear.name + ".bias", [linear.outputs])) }
        }
        if hasQueryKeyNorm {
            all += [("self_attn.q_norm.weight", [headSize]), ("self_attn.k_norm.weight", [headSize])]
        }
        all.append(("post_attention_layernorm.weight", [hiddenSize]))
        return all
    }
}
