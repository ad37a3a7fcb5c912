import Torch

/// Frozen linear layers that share their input, computed as one product.
///
/// Queries, keys and values are one projection, the feed-forward's gate and up another; each part keeps the name under which
/// checkpoints and adapters know it.
package struct Projection: Sendable {
    /// One linear layer in the projection.
    package struct Part: Sendable, Hashable {
        /// The module's path, such as `model.layers.0.self_attn.q_proj`.
        package let path: String
        package let outputs: Int
    }

    package let parts: [Part]
    /// `[outputs of all parts, inputs]`.
    package let weight: Tensor
    /// `[outputs of all parts]`.
    package let bias: Tensor?

    package var inputs: Int { weight.size(1) }

    /// The product for `x` of `[tokens, inputs]`: `[tokens, outputs of all parts]`.
    func callAsFunction(_ x: Tensor, _ adapter: ActiveAdapter?) throws -> Tensor {
        let base = try x.linear(weight, bias: bias)
        guard let low = try adapter?.update(for: self) else { return base }
        return try low.added(to: base, input: x)
    }
}
