import Torch

extension LanguageModel {
    /// A model with the adapter's updates added to its weights, which computes without the adapter's extra products.
    ///
    /// The sums are made in float32 and rounded once. This model keeps its own weights, and everything that the adapter does not
    /// touch is shared, so there is nothing to subtract again.
    package func merging(_ adapter: LowRankAdapter) throws -> LanguageModel {
        let merged = try layers.map { layer in
            DecoderLayer(
                index: layer.index, attentionNorm: layer.attentionNorm,
                queryKeyValue: try layer.queryKeyValue.merging(adapter), queryNorm: layer.queryNorm,
                keyNorm: layer.keyNorm, output: try layer.output.merging(adapter),
                feedForwardNorm: layer.feedForwardNorm, gateUp: try layer.gateUp.merging(adapter),
                down: try layer.down.merging(adapter), heads: layer.heads)
        }
        return LanguageModel(
            configuration: configuration, embedding: embedding, layers: merged, finalNorm: finalNorm,
            head: try head.merging(adapter))
    }
}

extension Projection {
    fileprivate func merging(_ adapter: LowRankAdapter) throws -> Projection {
        try recordingGradients(false) {
            guard let update = try ActiveAdapter(adapter, dtype: .float32).update(for: self) else { return self }
            let sum = try weight.to(.float32) + update.up.matmul(update.down)
            return Projection(parts: parts, weight: try sum.to(weight.dtype), bias: bias)
        }
    }
}
