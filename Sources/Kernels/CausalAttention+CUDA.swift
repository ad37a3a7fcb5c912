import Torch

/// Attention on a CUDA device: FlashAttention over rows of unequal length (Dao 2023), as libtorch brings it.
extension CausalAttention {
    /// Whether libtorch's kernel can compute it: half precision, heads of at most 256 numbers.
    func usesFlash(_ joint: Tensor) -> Bool {
        joint.device != .cpu && joint.dtype != .float32 && heads.size <= 256 && heads.size % 8 == 0
    }

    func flashForward(_ joint: Tensor) throws -> Attended {
        let (queries, keys, values) = try parts(joint)
        let results = try Operator.flashForward.call(
            [.tensor(queries), .tensor(keys), .tensor(values)] + extents + [0.0, true, false])
        return Attended(
            output: try results[0].reshaped([joint.size(0), -1]), statistics: Array(results[1...3]))
    }

    func flashBackward(_ gradient: Tensor, of attended: Attended, joint: Tensor) throws -> Tensor {
        let (queries, keys, values) = try parts(joint)
        let layout = queries.shape
        let gradients = try Operator.flashBackward.call(
            [
                .tensor(gradient.reshaped(layout)), .tensor(queries), .tensor(keys), .tensor(values),
                .tensor(attended.output.reshaped(layout)), .tensor(attended.statistics[0]),
            ] + extents + [0.0, true, .tensor(attended.statistics[1]), .tensor(attended.statistics[2])])
        return try Tensor.concatenate(gradients, 1).reshaped([joint.size(0), -1])
    }

    /// Where rows begin, and the longest, for queries and keys.
    private var extents: [OperatorArgument] {
        [.tensor(rows.offsets), .tensor(rows.offsets), .int(rows.longest), .int(rows.longest)]
    }

    /// Views of `[tokens, heads, size]`.
    private func parts(_ joint: Tensor) throws -> (queries: Tensor, keys: Tensor, values: Tensor) {
        let parts = try joint.reshaped([joint.size(0), -1, heads.size])
            .split([heads.queries, heads.keyValues, heads.keyValues], 1)
        return (parts[0], parts[1], parts[2])
    }
}

extension Operator {
    fileprivate static let flashForward = Operator("aten::_flash_attention_forward")
    fileprivate static let flashBackward = Operator("aten::_flash_attention_backward")
}
