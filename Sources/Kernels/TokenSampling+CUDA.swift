import Torch

/// The choice of tokens on a CUDA device, by the rules of the sampler for the CPU: temperature, top-k, top-p, and then the candidate,
/// likeliest first, with which the running probability passes a uniform number.
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

    /// Chooses a token from each row; nil where the kernel does not apply, as on the CPU.
    ///
    /// - Parameters:
    ///   - logits: `[rows, vocabulary]`, bfloat16 or float32.
    ///   - uniforms: in [0, 1), one for each row; float32, `[rows]`.
    package func choose(_ logits: Tensor, uniforms: Tensor) throws -> Chosen? {
        let settings = [temperatures, topP, uniforms]
        guard let place = CUDAPlace.of(logits), logits.rank == 2, logits.size(1) % place.packSize == 0,
            logits.size(1) <= Self.mostTokens, topK.dtype == .int32, topK.isContiguous,
            settings.allSatisfy({ $0.dtype == .float32 && $0.isContiguous && $0.device == logits.device })
        else { return nil }
        let tokens = try Tensor.empty([logits.size(0)], .int64, on: logits.device)
        let logProbabilities = try Tensor.empty([logits.size(0)], .float32, on: logits.device)
        try CUDASource.tokenSampler(vocabulary: logits.size(1)).kernel("sampleTokens", place).launch(
            on: place.device, blocks: .init(logits.size(0)), threads: 1_024,
            [
                .tensor(logits), .tensor(temperatures), .tensor(topK), .tensor(topP), .tensor(uniforms),
                .tensor(tokens),
                .tensor(logProbabilities),
            ])
        return Chosen(tokens: tokens, logProbabilities: logProbabilities)
    }

    /// As many masses of the kernel's as fit one integer.
    private static let mostTokens = 1 << 23
}
