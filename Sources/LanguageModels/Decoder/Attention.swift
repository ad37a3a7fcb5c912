import Torch

/// How the tokens of one forward pass see each other and what came before them.
///
/// The model knows only flat tokens; who belongs to which sequence, and where past keys and values lie, is the business of
/// whoever calls it.
package protocol Attention {
    /// Attention in one layer.
    ///
    /// - Parameters:
    ///   - queries: `[tokens, heads, head size]`, rotated.
    ///   - keys: `[tokens, key-value heads, head size]`, rotated.
    ///   - values: `[tokens, key-value heads, head size]`.
    /// - Returns: `[tokens, heads · head size]`.
    func callAsFunction(layer: Int, queries: Tensor, keys: Tensor, values: Tensor) throws -> Tensor
}

/// Causal attention within whole sequences that lie one after the other, without padding.
package struct PackedAttention: Attention {
    private let lengths: [Int]

    /// - Parameter lengths: tokens of each sequence, in order.
    package init(lengths: [Int]) {
        self.lengths = lengths
    }

    package func callAsFunction(layer: Int, queries: Tensor, keys: Tensor, values: Tensor) throws -> Tensor {
        let parts = try zip(
            queries.split(lengths, 0), zip(keys.split(lengths, 0), values.split(lengths, 0))
        ).map { query, keyValue in
            try causal(query, keyValue.0, keyValue.1)
        }
        return try Tensor.concatenate(parts, 0)
    }

    private func causal(_ queries: Tensor, _ keys: Tensor, _ values: Tensor) throws -> Tensor {
        let attended = try Tensor.attention(
            queries.asBatch(), keys.asBatch(), values.asBatch(), isCausal: true,
            groupsQueries: queries.size(1) != keys.size(1))
        return try attended.squeezed(0).transposed(0, 1).reshaped([queries.size(0), -1])
    }
}

extension Tensor {
    /// `[tokens, heads, width]` as a batch of one, `[1, heads, tokens, width]`.
    fileprivate func asBatch() throws -> Tensor {
        try transposed(0, 1).unsqueezed(0)
    }
}
