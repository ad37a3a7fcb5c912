import Torch

/// Causal attention within packed rows, of a joint projection whose queries and keys are rotated.
package struct CausalAttention: Sendable {
    package let rows: PackedRows
    package let heads: HeadLayout

    package init(_ rows: PackedRows, _ heads: HeadLayout) {
        self.rows = rows
        self.heads = heads
    }

    /// What an attention gives, and what its gradient needs.
    package struct Attended {
        /// `[tokens, query heads · head size]`.
        package let output: Tensor
        /// What else the form that made it keeps: log-sum-exp of the scores first.
        let statistics: [Tensor]
    }

    /// - Parameter joint: `[tokens, (queries + 2 · key-values) · size]`.
    package func forward(_ joint: Tensor) throws -> Attended {
        usesFlash(joint) ? try cudaForward(joint) : try cpuForward(joint) ?? plainForward(joint)
    }

    /// The gradient of the joint projection by that of the output.
    package func backward(_ gradient: Tensor, of attended: Attended, joint: Tensor) throws -> Tensor {
        usesFlash(joint)
            ? try cudaBackward(gradient, of: attended, joint: joint)
            : try cpuBackward(gradient, of: attended, joint: joint)
                ?? plainBackward(gradient, of: attended, joint: joint)
    }

    func plainForward(_ joint: Tensor) throws -> Attended {
        var outputs: [Tensor] = []
        var sums: [Tensor] = []
        for part in try joint.to(.float32).split(rows.lengths, 0) {
            let (scores, values) = try plainScores(part)
            let sum = try Operator.logSumExp(.tensor(scores), .ints([3]), true)
            outputs.append(try joined((scores - sum).exp().matmul(values)))
            sums.append(try sum.reshaped([heads.queries, -1]))
        }
        return Attended(
            output: try Tensor.concatenate(outputs, 0).to(joint.dtype), statistics: [try Tensor.concatenate(sums, 1)])
    }

    func plainBackward(_ gradient: Tensor, of attended: Attended, joint: Tensor) throws -> Tensor {
        let gradients = try gradient.to(.float32).split(rows.lengths, 0)
        let sums = try attended.statistics[0].split(rows.lengths, 1)
        let scale = 1 / Double(heads.size).squareRoot()
        let parts = try joint.to(.float32).split(rows.lengths, 0).enumerated().map { index, part in
            let (queries, keys) = (
                try grouped(part, 0, heads.queries), try grouped(part, heads.queries, heads.keyValues)
            )
            let (scores, values) = try plainScores(part)
            let weights = try (scores - sums[index].reshaped([heads.keyValues, heads.group, -1, 1])).exp()
            let output = try grouped(gradients[index], 0, heads.queries)
            let change = try output.matmul(values.transposed(2, 3))
            let mean = try (change * weights).sum(3, keepingDimension: true)
            let scoreGradient = try weights * (change - mean) * scale
            return try Tensor.concatenate(
                [
                    joined(scoreGradient.matmul(keys)),
                    joined(scoreGradient.transposed(2, 3).matmul(queries).sum(1, keepingDimension: true)),
                    joined(weights.transposed(2, 3).matmul(output).sum(1, keepingDimension: true)),
                ], 1)
        }
        return try Tensor.concatenate(parts, 0).to(joint.dtype)
    }

    /// The scaled, masked scores of one row, `[key-value heads, group, queries, keys]`, and the values.
    private func plainScores(_ part: Tensor) throws -> (scores: Tensor, values: Tensor) {
        let queries = try grouped(part, 0, heads.queries)
        let keys = try grouped(part, heads.queries, heads.keyValues)
        let values = try grouped(part, heads.queries + heads.keyValues, heads.keyValues)
        let positions = try Tensor.arange(part.size(0), on: part.device)
        let scores = try queries.matmul(keys.transposed(2, 3)) * (1 / Double(heads.size).squareRoot())
        return (try scores.filled(with: -.infinity, where: positions.unsqueezed(1) < positions), values)
    }

    /// Some heads of one row as `[key-value heads, heads of each, tokens, size]`.
    private func grouped(_ part: Tensor, _ first: Int, _ count: Int) throws -> Tensor {
        try part.narrowed(1, from: first * heads.size, count: count * heads.size)
            .reshaped([part.size(0), heads.keyValues, -1, heads.size]).permuted([1, 2, 0, 3])
    }

    /// The inverse of `grouped`: `[tokens, heads · size]`.
    private func joined(_ x: Tensor) throws -> Tensor {
        try x.permuted([2, 0, 1, 3]).reshaped([x.size(2), -1])
    }
}

extension Operator {
    fileprivate static let logSumExp = Operator("aten::logsumexp")
}
