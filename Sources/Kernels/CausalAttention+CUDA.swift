import Torch

/// Attention on a CUDA device, as libtorch brings it: cuDNN's over rows of one length, FlashAttention (Dao 2023) over any.
extension CausalAttention {
    /// Whether libtorch's kernel can compute it: half precision, heads of at most 256 numbers.
    func usesFlash(_ joint: Tensor) -> Bool {
        joint.device != .cpu && joint.dtype != .float32 && heads.size <= 256 && heads.size % 8 == 0
    }

    /// Whether all rows are equally long, so that cuDNN's kernel can compute it, which on recent devices is the faster one.
    private var isEven: Bool { heads.size <= 128 && rows.lengths.allSatisfy { $0 == rows.longest } }

    func cudaForward(_ joint: Tensor) throws -> Attended {
        try isEven ? cudnnForward(joint) : flashForward(joint)
    }

    func cudaBackward(_ gradient: Tensor, of attended: Attended, joint: Tensor) throws -> Tensor {
        try isEven
            ? cudnnBackward(gradient, of: attended, joint: joint) : flashBackward(gradient, of: attended, joint: joint)
    }

    func cudnnForward(_ joint: Tensor) throws -> Attended {
        let (queries, keys, values) = try evenParts(joint)
        let length = OperatorArgument.int(rows.longest)
        let results = try Operator.cudnnForward.call([
            .tensor(queries), .tensor(keys), .tensor(values), nil, nil, nil, length, length, true, 0.0, true, false,
        ])
        // Its output lies in memory as the tokens do.
        let output = try results[0].transposed(1, 2).reshaped([joint.size(0), -1])
        return Attended(output: output, statistics: Array(results[1...3]))
    }

    func cudnnBackward(_ gradient: Tensor, of attended: Attended, joint: Tensor) throws -> Tensor {
        let (queries, keys, values) = try evenParts(joint)
        let length = OperatorArgument.int(rows.longest)
        let gradients = try Operator.cudnnBackward.call(
            [.tensor(even(gradient)), .tensor(queries), .tensor(keys), .tensor(values), .tensor(even(attended.output))]
                + attended.statistics.map { .tensor($0) } + [nil, nil, nil, length, length, 0.0, true])
        let parts = try gradients.map { try $0.transposed(1, 2) }
        return try Tensor.concatenate(parts, 2).reshaped([joint.size(0), -1])
    }

    /// Heads of equally long rows, `[rows, heads, tokens, size]`, without a copy.
    private func even(_ tokens: Tensor) throws -> Tensor {
        try tokens.reshaped([rows.lengths.count, rows.longest, -1, heads.size]).transposed(1, 2)
    }

    private func evenParts(_ joint: Tensor) throws -> (queries: Tensor, keys: Tensor, values: Tensor) {
        let parts = try even(joint).split([heads.queries, heads.keyValues, heads.keyValues], 1)
        return (parts[0], parts[1], parts[2])
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
    fileprivate static let cudnnForward = Operator("aten::_cudnn_attention_forward")
    fileprivate static let cudnnBackward = Operator("aten::_cudnn_attention_backward")
    fileprivate static let flashForward = Operator("aten::_flash_attention_forward")
    fileprivate static let flashBackward = Operator("aten::_flash_attention_backward")
}
