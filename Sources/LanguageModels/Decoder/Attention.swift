import Torch

/// How the tokens of one forward pass see each other and what came before them.
///
/// The decoder knows only flat tokens; who belongs to which sequence, and where past keys and values lie, is the business of
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
