/// How large an adapter is, known before there is one.
package struct AdapterSize: Sendable, Hashable {
    /// Parameters that are trained.
    package var parameterCount = 0
    /// Weights of the model that are copied when the adapter is merged: projections that are computed together change together.
    package var mergedParameterCount = 0

    package init() {}
}

extension AdapterConfiguration {
    /// The size of an adapter with these settings on a model.
    package func size(for model: DecoderConfiguration) throws(AdapterError) -> AdapterSize {
        var size = AdapterSize()
        for projection in model.projectionShapes {
            var isAdapted = false
            for part in projection.parts {
                guard let (rank, _) = try update(of: part.path) else { continue }
                isAdapted = true
                size.parameterCount += rank * (projection.inputs + part.outputs)
            }
            guard isAdapted else { continue }
            size.mergedParameterCount += projection.inputs * projection.parts.reduce(0) { $0 + $1.outputs }
        }
        return size
    }
}

extension DecoderConfiguration {
    /// The linear layers, those that are computed as one product together.
    fileprivate var projectionShapes: [(inputs: Int, parts: [(path: String, outputs: Int)])] {
        let (attention, keyValues) = (headCount * headSize, keyValueHeadCount * headSize)
        let blocks = (0..<layerCount).flatMap { index -> [(inputs: Int, parts: [(path: String, outputs: Int)])] in
            func path(_ part: String) -> String { ParameterNames.layer(index, part) }
            return [
                (
                    hiddenSize,
                    [
                        (path("self_attn.q_proj"), attention), (path("self_attn.k_proj"), keyValues),
                        (path("self_attn.v_proj"), keyValues),
                    ]
                ),
                (attention, [(path("self_attn.o_proj"), hiddenSize)]),
                (
                    hiddenSize,
                    [(path("mlp.gate_proj"), intermediateSize), (path("mlp.up_proj"), intermediateSize)]
                ),
                (intermediateSize, [(path("mlp.down_proj"), hiddenSize)]),
            ]
        }
        return blocks + [(hiddenSize, [(ParameterNames.head, vocabularySize)])]
    }
}
