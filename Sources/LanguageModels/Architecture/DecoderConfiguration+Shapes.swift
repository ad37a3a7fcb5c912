extension DecoderConfiguration {
    /// The shapes that benchmarks are made with, by the names of the models that have them.
    ///
    /// From the models' `config.json`: huggingface.co/deepseek-ai, huggingface.co/HuggingFaceTB.
    package static let shapes: [String: DecoderConfiguration] = [
        "r1-distill-qwen-1.5b": .qwen2(hidden: 1_536, intermediate: 8_960, layers: 28, heads: 12, keyValueHeads: 2),
        "r1-distill-qwen-7b": .qwen2(
            vocabulary: 152_064, hidden: 3_584, intermediate: 18_944, layers: 28, heads: 28, keyValueHeads: 4),
        "r1-distill-qwen-14b": .qwen2(
            vocabulary: 152_064, hidden: 5_120, intermediate: 13_824, layers: 48, heads: 40, keyValueHeads: 8,
            epsilon: 1e-5, theta: 1_000_000),
        "smollm2-135m": DecoderConfiguration(
            architecture: .llama, vocabularySize: 49_152, hiddenSize: 576, intermediateSize: 1_536, layerCount: 30,
            headCount: 9, keyValueHeadCount: 3, headSize: 64, normEpsilon: 1e-5, ropeTheta: 100_000, ropeScaling: .none,
            tiesEmbeddings: true, hasQueryKeyValueBias: false, hasOutputBias: false, hasFeedForwardBias: false,
            hasQueryKeyNorm: false, maximumPositions: 8_192),
    ]

    private static func qwen2(
        vocabulary: Int = 151_936, hidden: Int, intermediate: Int, layers: Int, heads: Int, keyValueHeads: Int,
        epsilon: Double = 1e-6, theta: Double = 10_000
    ) -> DecoderConfiguration {
        DecoderConfiguration(
            architecture: .qwen2, vocabularySize: vocabulary, hiddenSize: hidden, intermediateSize: intermediate,
            layerCount: layers, headCount: heads, keyValueHeadCount: keyValueHeads, headSize: 128,
            normEpsilon: epsilon, ropeTheta: theta, ropeScaling: .none, tiesEmbeddings: false,
            hasQueryKeyValueBias: true, hasOutputBias: false, hasFeedForwardBias: false, hasQueryKeyNorm: false,
            maximumPositions: 131_072)
    }
}
