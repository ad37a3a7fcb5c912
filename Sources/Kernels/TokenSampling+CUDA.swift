import Torch

extension TokenSampling {
    /// Nil where the kernel does not apply.
    func cudaChoose(_ logits: Tensor, uniforms: Tensor) throws -> Chosen? {
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
