import Torch

/// The choice of a token from each row of logits: temperature, top-k, top-p, and then the candidate, likeliest first, with which the
/// running probability passes a uniform number.
package struct TokenSampling: Sendable {
    /// 0 for the likeliest token, the first of equals; float32, `[rows]`.
    package let temperatures: Tensor
    /// 0 where all may be chosen; int32, `[rows]`.
    package let topK: Tensor
    /// 1 where all may be chosen; float32, `[rows]`.
    package let topP: Tensor

    package init(temperatures: Tensor, topK: Tensor, topP: Tensor) {
        self.temperatures = temperatures
        self.topK = topK
        self.topP = topP
    }

    /// The tokens of a step.
    package struct Chosen {
        /// int64, `[rows]`.
        package let tokens: Tensor
        /// The natural logarithm of each token's probability at temperature 1 over the whole vocabulary; float32, `[rows]`.
        package let logProbabilities: Tensor
    }

    /// Chooses a token from each row.
    ///
    /// - Parameters:
    ///   - logits: `[rows, vocabulary]`, bfloat16 or float32.
    ///   - uniforms: in [0, 1), one for each row; float32, `[rows]`.
    package func choose(_ logits: Tensor, uniforms: Tensor) throws -> Chosen {
        try cudaChoose(logits, uniforms: uniforms) ?? plainChoose(logits, uniforms: uniforms)
    }

    func plainChoose(_ logits: Tensor, uniforms: Tensor) throws -> Chosen {
        let wide = try logits.to(.float32)
        let order = try Operator.sort.call([.tensor(wide), true, 1, true])
        // At temperature 0 the first one is all that is kept.
        let isGreedy = try temperatures < 1e-30
        let scaled = try order[0] / temperatures.filled(with: 1, where: isGreedy).unsqueezed(1)
        let place = try Tensor.arange(wide.size(1), on: wide.device)
        let limit = try topK.filled(with: Double(Int32.max), where: topK < 1).filled(with: 1, where: isGreedy)
        let masses = try scaled.softmax(1).filled(with: 0, where: limit.unsqueezed(1) < place + 1)
        // A candidate is kept while those before it have less than top-p of the mass.
        let keepsAll = try Operator.isAtLeast(.tensor(topP.unsqueezed(1)), 1.0)
        let goal = try (masses.sum(1, keepingDimension: true) * topP.unsqueezed(1))
            .filled(with: .infinity, where: keepsAll)
        let before = try Operator.runningSum(.tensor(masses), 1) - masses
        let kept = try masses * (before < goal).to(.float32)
        let running = try Operator.runningSum(.tensor(kept), 1)
        let target = try running.narrowed(1, from: wide.size(1) - 1, count: 1) * uniforms.unsqueezed(1)
        let chosen = try Operator.argumentOfMaximum(.tensor((running > target).to(.int32)), 1, true)
        let tokens = try order[1].gathering(chosen, 1)
        return Chosen(
            tokens: try tokens.squeezed(1), logProbabilities: try wide.logSoftmax(1).gathering(tokens, 1).squeezed(1))
    }
}

extension Operator {
    fileprivate static let sort = Operator("aten::sort", "stable")
    fileprivate static let runningSum = Operator("aten::cumsum")
    fileprivate static let isAtLeast = Operator("aten::ge", "Scalar")
    fileprivate static let argumentOfMaximum = Operator("aten::argmax")
}
