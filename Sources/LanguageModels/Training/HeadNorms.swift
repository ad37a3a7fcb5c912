import Kernels
import Torch

/// The normalisation of each query and key head, which some decoders do before they turn them (Qwen3), with what backward needs.
struct HeadNorms {
    private let queries: RMSNormalization.Normalized
    private let keys: RMSNormalization.Normalized

    /// Normalises the query and key heads of a joint projection in place; nil for a decoder that does not.
    static func normalize(_ joint: Tensor, _ layer: DecoderLayer) throws -> HeadNorms? {
        guard let queryNorm = layer.queryNorm, let keyNorm = layer.keyNorm else { return nil }
        return HeadNorms(
            queries: try replace(joint, columns(of: .queries, layer), layer) { try queryNorm.forward($0) },
            keys: try replace(joint, columns(of: .keys, layer), layer) { try keyNorm.forward($0) })
    }

    /// Turns the gradient of the normalised heads into that of the heads, in place.
    func applyGradient(to joint: Tensor, _ layer: DecoderLayer) throws {
        guard let queryNorm = layer.queryNorm, let keyNorm = layer.keyNorm else { return }
        for (kind, norm, kept) in [(Kind.queries, queryNorm, queries), (.keys, keyNorm, keys)] {
            let columns = Self.columns(of: kind, layer)
            let part = try joint.narrowed(1, from: columns.lowerBound, count: columns.count)
            let gradient = try norm.backward(part.reshaped([-1, layer.heads.size]), of: (kept.sum, kept.inverseRMS))
            try part.copyInPlace(from: gradient.reshaped(part.shape))
        }
    }

    private enum Kind { case queries, keys }

    private static func columns(of kind: Kind, _ layer: DecoderLayer) -> Range<Int> {
        let queries = layer.heads.queries * layer.heads.size
        return kind == .queries ? 0..<queries : queries..<queries + layer.heads.keyValues * layer.heads.size
    }

    private static func replace(
        _ joint: Tensor, _ columns: Range<Int>, _ layer: DecoderLayer,
        _ normalize: (Tensor) throws -> RMSNormalization.Normalized
    ) throws -> RMSNormalization.Normalized {
        let part = try joint.narrowed(1, from: columns.lowerBound, count: columns.count)
        // A copy: the heads are overwritten, and their gradient needs them as they were.
        let made = try normalize(part.clone().reshaped([-1, layer.heads.size]))
        try part.copyInPlace(from: made.output.reshaped(part.shape))
        return made
    }
}
