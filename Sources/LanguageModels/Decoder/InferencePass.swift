import Kernels
import Torch

/// Attention of new tokens to themselves and to what a cache holds.
package protocol CachedAttention {
    /// Rotates queries and keys by their positions, puts keys and values into the cache, and attends.
    ///
    /// - Parameter joint: queries, keys and values, `[tokens, (queries + 2 · key-values) · size]`; changed in place.
    /// - Returns: `[tokens, query heads · head size]`.
    func callAsFunction(layer: Int, joint: Tensor, positions: RotaryPositions) throws -> Tensor
}

/// The forward pass of sampling: no gradients, and nothing that depends on the step but what tensors on the device hold.
package struct InferencePass: Sendable {
    package let model: LanguageModel
    package let adapters: AdapterStack?
    private let table: RotaryPositions

    /// - Parameters:
    ///   - positions: how many positions a sequence can come to.
    ///   - adapters: each row of a pass may choose one of them.
    package init(_ model: LanguageModel, positions: Int, adapters: [LowRankAdapter] = []) throws {
        self.model = model
        self.adapters = adapters.isEmpty ? nil : try AdapterStack(adapters, for: model)
        table = try model.rotary.rotaryPositions(Array(0..<positions), device: model.device)
    }

    /// The normalised hidden states of flat tokens: `[tokens, hidden size]`.
    ///
    /// - Parameters:
    ///   - tokens: `[tokens]`.
    ///   - positions: of each token in its sequence, `[tokens]`.
    ///   - selection: which adapter each token is computed with; nil for the base model.
    package func hiddenStates(
        _ tokens: Tensor, positions: Tensor, attention: some CachedAttention,
        adapters selection: AdapterSelection? = nil
    ) throws -> Tensor {
        let rotary = RotaryPositions(
            cosine: try table.cosine.selecting(positions), sine: try table.sine.selecting(positions))
        var stream = try model.embedding.embedding(tokens)
        var addend: Tensor?
        for layer in model.layers {
            let input = try layer.attentionNorm.forward(stream, adding: addend)
            let joint = try project(input.output, layer.queryKeyValue, selection)
            _ = try HeadNorms.normalize(joint, layer)
            let attended = try attention(layer: layer.index, joint: joint, positions: rotary)
            let middle = try layer.feedForwardNorm.forward(
                input.sum, adding: project(attended, layer.output, selection))
            let activation = try SwiGLU.forward(project(middle.output, layer.gateUp, selection))
            addend = try project(activation, layer.down, selection)
            stream = middle.sum
        }
        return try model.finalNorm.forward(stream, adding: addend).output
    }

    /// The logits of hidden states: `[rows, vocabulary size]`.
    package func logits(_ hidden: Tensor, adapters selection: AdapterSelection? = nil) throws -> Tensor {
        try project(hidden, model.head, selection)
    }

    private func project(_ x: Tensor, _ projection: Projection, _ selection: AdapterSelection?) throws -> Tensor {
        let output = try InferenceProduct(weight: projection.weight, bias: projection.bias).forward(x)
        if let selection { try adapters?.add(to: output, of: projection, input: x, selection) }
        return output
    }
}

extension LanguageModel {
    /// What the weights take, in bytes.
    package var weightBytes: Int {
        let isTied = configuration.tiesEmbeddings
        let linear = projections.dropLast(isTied ? 1 : 0).reduce(0) { $0 + $1.weight.count + ($1.bias?.count ?? 0) }
        let norms = layers.reduce(finalNorm.weight.count) {
            $0 + $1.attentionNorm.weight.count + $1.feedForwardNorm.weight.count
        }
        return (embedding.count + linear + norms) * dtype.byteCount
    }
}
