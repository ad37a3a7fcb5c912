import Torch

/// Causal attention within whole sequences that lie one after the other, without padding.
package struct PackedAttention: Attention {
    /// How the attention of one sequence is computed.
    package enum Method: Sendable {
        /// libtorch's fused operator.
        case fused
        /// Plain matrix products, which for short sequences on the CPU are several times faster, backward above all.
        case products
    }

    private let lengths: [Int]
    private let methods: [Method]
    /// What may not be seen, `[group · length, length]`, by length.
    private let masks: [Int: Tensor]

    /// Sequences up to this length are attended by products on the CPU: the scores of all heads then fit in the caches.
    private static let longestForProducts = 512

    /// - Parameters:
    ///   - lengths: tokens of each sequence, in order.
    ///   - method: nil for what is fastest.
    package init(lengths: [Int], for model: LanguageModel, method: Method? = nil) throws {
        self.lengths = lengths
        let isCPU = model.device == .cpu
        methods = lengths.map { method ?? (isCPU && $0 <= Self.longestForProducts ? .products : .fused) }
        let configuration = model.configuration
        let group = configuration.headCount / configuration.keyValueHeadCount
        var masks: [Int: Tensor] = [:]
        for (length, method) in zip(lengths, methods) where method == .products && masks[length] == nil {
            masks[length] = try Self.causalMask(length, group: group, model.dtype, model.device)
        }
        self.masks = masks
    }

    package func callAsFunction(layer: Int, queries: Tensor, keys: Tensor, values: Tensor) throws -> Tensor {
        let queries = try queries.split(lengths, 0)
        let keys = try keys.split(lengths, 0)
        let values = try values.split(lengths, 0)
        let parts = try lengths.indices.map { index in
            switch methods[index] {
            case .fused: try fused(queries[index], keys[index], values[index])
            case .products: try products(queries[index], keys[index], values[index], masks[lengths[index]])
            }
        }
        return try Tensor.concatenate(parts, 0)
    }

    private func fused(_ queries: Tensor, _ keys: Tensor, _ values: Tensor) throws -> Tensor {
        func batch(_ x: Tensor) throws -> Tensor { try x.transposed(0, 1).unsqueezed(0) }
        return try Tensor.attention(
            batch(queries), batch(keys), batch(values), isCausal: true, groupsQueries: queries.size(1) != keys.size(1)
        ).squeezed(0).transposed(0, 1).reshaped([queries.size(0), -1])
    }

    /// The query heads that share a key head lie below each other in one product, so that keys are never repeated.
    private func products(_ queries: Tensor, _ keys: Tensor, _ values: Tensor, _ mask: Tensor?) throws -> Tensor {
        let (length, heads, width) = (queries.size(0), keys.size(1), keys.size(2))
        let grouped = try queries.reshaped([length, heads, -1, width]).permuted([1, 2, 0, 3]).reshaped([
            heads, -1, width,
        ])
        let scale = 1 / Double(width).squareRoot()
        let scores = try Tensor.batchedProduct(
            grouped, keys.permuted([1, 2, 0]), scale: scale, adding: mask ?? .zeros([1, 1], keys.dtype))
        return try scores.softmax(2).matmul(values.transposed(0, 1))
            .reshaped([heads, -1, length, width]).permuted([2, 0, 1, 3]).reshaped([length, -1])
    }

    private static func causalMask(_ length: Int, group: Int, _ dtype: DType, _ device: Device) throws -> Tensor {
        let positions = try Tensor.arange(length, on: device)
        let isLater = try positions.unsqueezed(1) < positions
        return try Tensor.zeros([length, length], dtype, on: device).filled(with: -.infinity, where: isLater)
            .unsqueezed(0).expanded([group, length, length]).reshaped([group * length, length])
    }
}
