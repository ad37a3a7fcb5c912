import Kernels
import Torch

/// One block of a decoder: attention and a gated feed-forward, each around a residual.
struct DecoderLayer: Sendable {
    let index: Int
    let attentionNorm: RMSNormalization
    let queryKeyValue: Projection
    let queryNorm: RMSNormalization?
    let keyNorm: RMSNormalization?
    let output: Projection
    let feedForwardNorm: RMSNormalization
    let gateUp: Projection
    let down: Projection
    let heads: HeadLayout

    /// - Parameter hidden: `[tokens, hidden size]`.
    func callAsFunction(
        _ hidden: Tensor, _ rotation: Rotation, _ attention: any Attention, _ adapter: ActiveAdapter?
    ) throws -> Tensor {
        let attended = try attend(attentionNorm(hidden), rotation, attention, adapter)
        let middle = try hidden + output(attended, adapter)
        return try middle + feedForward(feedForwardNorm(middle), adapter)
    }

    private func attend(
        _ x: Tensor, _ rotation: Rotation, _ attention: any Attention, _ adapter: ActiveAdapter?
    ) throws -> Tensor {
        let joint = try queryKeyValue(x, adapter).reshaped([x.size(0), -1, heads.size])
        let parts = try joint.split([heads.queries, heads.keyValues, heads.keyValues], 1)
        let queries = try queryNorm?(parts[0]) ?? parts[0]
        let keys = try keyNorm?(parts[1]) ?? parts[1]
        return try attention(layer: index, queries: rotation(queries), keys: rotation(keys), values: parts[2])
    }

    private func feedForward(_ x: Tensor, _ adapter: ActiveAdapter?) throws -> Tensor {
        let joint = try gateUp(x, adapter)
        let half = joint.size(1) / 2
        let parts = try joint.split([half, half], 1)
        return try down(parts[0].silu() * parts[1], adapter)
    }
}

extension RMSNormalization {
    /// The normalised rows by libtorch's own operator, which autograd knows.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try x.rmsNorm(weight, epsilon: epsilon)
    }
}
